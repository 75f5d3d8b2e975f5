"""Page identity: what is one page, and what must stay two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.revisions.identity import AliasReason, canonical, canonical_url

PAGE = "http://jia.gov.cn/zwgk/202111/t20211102_77.html"


@pytest.mark.parametrize(
    ("alias", "reasons"),
    [
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html", set()),
        ("https://jia.gov.cn/zwgk/202111/t20211102_77.html", {"scheme"}),
        ("http://www.jia.gov.cn/zwgk/202111/t20211102_77.html", {"www"}),
        ("HTTP://JIA.GOV.CN./zwgk/202111/t20211102_77.html", {"spelling"}),
        ("http://jia.gov.cn:80/zwgk/202111/t20211102_77.html", {"port"}),
        ("https://jia.gov.cn:443/zwgk/202111/t20211102_77.html", {"port", "scheme"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html#top", {"fragment"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77_wap.html", {"mobile"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html?isMobile=false", {"mobile"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html?ismobile=true", {"mobile"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html;jsessionid=0AF3.node1", {"session"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html?PHPSESSID=0af3", {"session"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html?_=1612345678901", {"session"}),
        ("http://jia.gov.cn/zwgk/202111/t20211102_77.html?from=timeline&isappinstalled=0", {"session"}),
        ("http://jia.gov.cn/zwgk//202111/x/../t20211102_77.html", {"spelling"}),
        ("http://jia.gov.cn/%7awgk/202111/t20211102_77.html?", {"spelling"}),
        (
            "http://www.jia.gov.cn/gate/big5/www.jia.gov.cn/zwgk/202111/t20211102_77.html",
            {"traditional", "www"},
        ),
        ("http://big5.jia.gov.cn/gate/big5/jia.gov.cn/zwgk/202111/t20211102_77.html", {"traditional"}),
    ],
)
def test_every_way_to_write_an_address_is_one_page_and_says_why(alias: str, reasons: set[str]) -> None:
    found = canonical(alias)
    assert found.url == PAGE
    assert {reason.value for reason in found.reasons} == reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://jia.gov.cn/#/年报", "http://jia.gov.cn/#/%e5%b9%b4%E6%8A%A5"),
        ("http://jia.gov.cn/zwgk/index.html", "http://jia.gov.cn/zwgk/"),
        ("http://jia.gov.cn/col/col77/index.htm", "http://jia.gov.cn/col/col77/"),
        ("http://jia.gov.cn", "http://jia.gov.cn/default.html"),
        ("http://jia.gov.cn/年报/a.html", "http://jia.gov.cn/%e5%b9%b4%E6%8A%A5/a.html"),
        ("http://jia.gov.cn/a b.html", "http://jia.gov.cn/a%20b.html"),
        ("http://jia.gov.cn/r.jsp?area=1&fbtime=2018", "http://jia.gov.cn/r.jsp?fbtime=2018&area=1"),
        ("http://甲.cn/a", "http://xn--tny.cn/a"),
        ("http://jia.gov.cn/(S(ab12cd))/a.aspx", "http://jia.gov.cn/a.aspx"),
    ],
)
def test_two_addresses_of_one_page_meet(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://jia.gov.cn/zwgk/index_1.html", "http://jia.gov.cn/zwgk/"),
        ("http://jia.gov.cn/zwgk", "http://jia.gov.cn/zwgk/"),
        ("http://jia.gov.cn/A.html", "http://jia.gov.cn/a.html"),
        ("http://jia.gov.cn:8080/a", "http://jia.gov.cn/a"),
        ("https://jia.gov.cn:80/a", "http://jia.gov.cn/a"),
        ("http://m.jia.gov.cn/a", "http://jia.gov.cn/a"),
        ("http://jia.gov.cn/preview/a", "http://jia.gov.cn/a"),
        ("http://www.gov.cn/a", "http://gov.cn/a"),
        ("http://jia.gov.cn/r.jsp?fbtime=2018", "http://jia.gov.cn/r.jsp?fbtime=2019"),
        ("http://jia.gov.cn/r.jsp?area=1&fbtime=2018", "http://jia.gov.cn/r.jsp?area=1"),
        ("http://jia.gov.cn/r.jsp?t=2018", "http://jia.gov.cn/r.jsp?t=2019"),
        ("http://jia.gov.cn/r.jsp?from=5", "http://jia.gov.cn/r.jsp"),
        ("http://jia.gov.cn/r.jsp?id=%2526", "http://jia.gov.cn/r.jsp?id=%26"),
        ("http://jia.gov.cn/a%2Fb", "http://jia.gov.cn/a/b"),
        ("http://jia.gov.cn/#/nb/2018", "http://jia.gov.cn/#/nb/2019"),
        ("http://jia.gov.cn/#!2018", "http://jia.gov.cn/"),
        # The same two characters in GBK and in UTF-8: nothing says which page a server makes of each.
        ("http://jia.gov.cn/%C4%EA%B1%A8", "http://jia.gov.cn/%E5%B9%B4%E6%8A%A5"),
        # Another's gateway could show anything under the portal's name.
        ("http://yi.example.com/gate/big5/jia.gov.cn/a", "http://jia.gov.cn/a"),
        ("http://jia.gov.cn/gate/big5/yi.gov.cn/a", "http://yi.gov.cn/a"),
        ("http://jia.gov.cn/x_wap/a.html", "http://jia.gov.cn/x/a.html"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    ["", "a.html", "ftp://jia.gov.cn/a", "javascript:void(0)", "http://", "http://jia.gov.cn:99999/", "http://[::1/a",
     "http://\ud800.cn/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"not a|not an"):
        canonical(url)


def test_an_address_in_brackets_keeps_them() -> None:
    assert canonical_url("https://[2001:DB8::1]:443/a") == "http://[2001:db8::1]/a"


def test_reasons_come_in_order_and_once() -> None:
    reasons = canonical("HTTPS://www.jia.gov.cn/a//index.html?b=1&a=2#c").reasons
    assert len(set(reasons)) == len(reasons)
    assert AliasReason.INDEX in reasons


PATHS = st.text(alphabet="abz/.%2Ff_wap;?&=#年 index.html~()", max_size=40)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(["jia.gov.cn", "www.jia.gov.cn:80", "JIA.gov.cn:8443"]),
    PATHS,
)
def test_a_canonical_address_is_its_own(scheme: str, host: str, path: str) -> None:
    once = canonical(f"{scheme}://{host}/{path}")
    assert canonical(once.url).url == once.url
    assert once.url.isascii()
