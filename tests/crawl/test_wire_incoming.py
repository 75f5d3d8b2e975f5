"""Responses as they come in: whole, in pieces, and against the standard."""

import pytest

from crawler.wire.incoming import BadResponse, Incoming, TooLarge

HEAD = b"HTTP/1.1 200 OK\r\n"


def incoming(data: bytes, *, pieces: int = 0, limit: int = 0) -> tuple[Incoming, bool]:
    """What comes of bytes fed at once, or `pieces` at a time."""
    response = Incoming(limit)
    whole = False
    step = pieces or len(data)
    for at in range(0, len(data), step):
        whole = response.feed(data[at : at + step])
    return response, whole


WHOLE = {
    "a length": (HEAD + b"Content-Length: 3\r\n\r\nabc", b"abc"),
    "no body": (HEAD + b"Content-Length: 0\r\n\r\n", b""),
    "the same length twice": (HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
    "chunks with trailers": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\nZ: w\r\n\r\n",
        b"abc",
    ),
    "chunks whose sizes are padded": (
        HEAD + b"Transfer-Encoding: Chunked\r\n\r\n0003  \r\nabc\r\n0\r\n\r\n",
        b"abc",
    ),
    "chunks and a length": (
        HEAD + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        b"a",
    ),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", b"abc"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    "a name with a space, a line without a colon": (
        HEAD + b"Bad Name : x\r\nnothing\r\nContent-Length: 3\r\n\r\nabc",
        b"abc",
    ),
    "an interim response before": (
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 3\r\n\r\nabc",
        b"abc",
    ),
    "an empty line before": (b"\r\n" + HEAD + b"Content-Length: 3\r\n\r\nabc", b"abc"),
    "304 with a length": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 300\r\n\r\n", b""),
}


@pytest.mark.parametrize("case", WHOLE)
@pytest.mark.parametrize("pieces", [0, 1, 2, 7])
def test_a_response_is_whole_however_it_is_cut_on_its_way(case: str, pieces: int) -> None:
    sent, body = WHOLE[case]
    response, whole = incoming(sent, pieces=pieces)
    assert whole
    assert response.body == body
    assert response.surplus == b""
    assert response.keeps_alive


@pytest.mark.parametrize("case", WHOLE)
def test_it_is_not_whole_before_its_last_byte(case: str) -> None:
    response, whole = incoming(WHOLE[case][0][:-1], pieces=1)
    assert not whole
    assert not response.is_whole_at_end()


@pytest.mark.parametrize(
    "length",
    [
        b"",
        b"Content-Length: -1\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n",
        b"Content-Length: many\r\n",
        b"Content-Length: " + b"9" * 5_000 + b"\r\n",
    ],
)
def test_without_a_length_that_holds_a_body_ends_with_the_connection(length: bytes) -> None:
    response, whole = incoming(HEAD + length + b"\r\nabc", pieces=2)
    assert not whole
    assert response.is_whole_at_end()
    assert response.body == b"abc"
    assert not response.keeps_alive


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (HEAD + b"Connection: close\r\nContent-Length: 0\r\n\r\n", False),
        (HEAD + b"Connection: Keep-Alive, Close\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", True),
        (HEAD + b"Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n", False),
    ],
)
def test_a_connection_is_kept_where_the_response_says_so(sent: bytes, kept: bool) -> None:
    response, whole = incoming(sent)
    assert whole
    assert response.keeps_alive is kept


@pytest.mark.parametrize(
    "sent",
    [
        b"<html>an answer of HTTP/0.9</html>",
        b"HTTP/1.1 none\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        HEAD + b"X: " + b"y" * 300_000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 5_000,
    ],
)
@pytest.mark.parametrize("pieces", [0, 999])
def test_what_is_no_response_is_refused(sent: bytes, pieces: int) -> None:
    with pytest.raises(BadResponse):
        incoming(sent, pieces=pieces)


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Content-Length: 11\r\n\r\n",
        HEAD + b"\r\n" + b"x" * 11,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nb\r\n" + b"x" * 11,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 3,
    ],
)
def test_a_body_beyond_the_limit_is_refused_before_it_is_held(sent: bytes) -> None:
    with pytest.raises(TooLarge):
        incoming(sent, limit=10)


def test_a_proxy_that_lets_through_answers_without_a_body() -> None:
    response = Incoming(100, to_connect=True)
    assert response.feed(b"HTTP/1.0 200 Connection established\r\n\r\n")
    assert response.keeps_alive
    refused = Incoming(100, to_connect=True)
    assert refused.feed(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    assert not refused.keeps_alive
