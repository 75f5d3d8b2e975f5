"""How fast captures are kept: this archive's writer, durable, beside plain warcio, in one run.

    python benchmarks/warc_writing.py [--exchanges 3000] [--rounds 3]

Both write the same exchanges, request and response, one gzip member a record. Ours also makes SHA-256
digests and calls fsync every 64 exchanges, as a crawl does; warcio's WARCWriter does neither. Prints the
medians of the rounds, which take turns. Goal: at least 0.9 of warcio's speed.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.exchange import Exchange, Purpose, Role
from archive.warc.writer import WarcWriter

SYNC_EVERY = 64
PURPOSE = Purpose("benchmark", "xinghe", Role.PAGE)
HEADERS = (
    (b"Date", b"Tue, 03 Nov 2026 08:00:00 GMT"),
    (b"Content-Type", b"text/html; charset=utf-8"),
    (b"Server", b"Apache"),
    (b"ETag", b'"5f3c-62a1"'),
)
WORDS = "政府信息公开年度报告主动依申请受理办结行政复议诉讼机关本年新增制作规范性文件总体情况存在问题改进措施"


def make_exchanges(count: int) -> list[Exchange]:
    """Pages of about 35 KB: much markup that is the same, text that differs."""
    chance = random.Random(1)
    chrome = "".join(
        f'<li class="nav-{n}"><a href="/zwgk/c{n}/index.html">栏目{n}</a></li>\n' for n in range(250)
    )
    exchanges = []
    for number in range(count):
        text = "".join(f"<p>{''.join(chance.choices(WORDS, k=60))}</p>\n" for _ in range(90))
        body = f"<html><head><title>{number}</title></head><ul>{chrome}</ul>{text}</html>".encode()
        url = f"http://www.xinghe.example/zwgk/202601/t20260103_{number}.html"
        exchanges.append(
            Exchange(
                url,
                "GET",
                ((b"Host", b"www.xinghe.example"),),
                200,
                "OK",
                HEADERS,
                body,
                datetime.now(UTC),
                PURPOSE,
            )
        )
    return exchanges


def write_ours(folder: Path, exchanges: list[Exchange]) -> None:
    """As a crawl writes: a sync after every batch, one more when the file is closed."""
    with WarcWriter(folder, collection="benchmark", operator="nobody", contact="nobody") as writer:
        for number, exchange in enumerate(exchanges, start=1):
            writer.write_exchange(exchange)
            if number % SYNC_EVERY == 0:
                writer.sync()


def write_warcio(folder: Path, exchanges: list[Exchange]) -> None:
    """As warcio's README writes."""
    with (folder / "warcio.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for exchange in exchanges:
            writer.write_record(response_record(writer, exchange))
            writer.write_record(request_record(writer, exchange))


def response_record(writer: WARCWriter, exchange: Exchange) -> object:
    """The response as warcio has it."""
    headers = [(name.decode(), value.decode()) for name, value in exchange.response_headers]
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    return writer.create_warc_record(
        exchange.url, "response", payload=io.BytesIO(exchange.body), http_headers=http
    )


def request_record(writer: WARCWriter, exchange: Exchange) -> object:
    """The request as warcio has it."""
    headers = [(name.decode(), value.decode()) for name, value in exchange.request_headers]
    http = StatusAndHeaders("GET /zwgk/ HTTP/1.1", headers, is_http_request=True)
    return writer.create_warc_record(exchange.url, "request", http_headers=http)


def measure(
    write: Callable[[Path, list[Exchange]], None], exchanges: list[Exchange]
) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of the processor (steadier on a busy machine), bytes on the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start, before = time.perf_counter(), time.process_time()
        write(folder, exchanges)
        seconds, cpu = time.perf_counter() - start, time.process_time() - before
        return seconds, cpu, sum(path.stat().st_size for path in folder.iterdir())


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exchanges", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    exchanges = make_exchanges(options.exchanges)
    megabytes = sum(len(exchange.body) for exchange in exchanges) / 1e6
    writers = {"nianbao, fsync every 64": write_ours, "warcio, no fsync": write_warcio}
    taken: dict[str, list[tuple[float, float, int]]] = {name: [] for name in writers}
    for _ in range(options.rounds):
        for name, write in writers.items():
            taken[name].append(measure(write, exchanges))
    print(f"{options.exchanges} exchanges, {megabytes:.0f} MB of bodies, median of {options.rounds}")
    medians = []
    for name, runs in taken.items():
        seconds, cpu = (statistics.median(run[kind] for run in runs) for kind in (0, 1))
        medians.append((seconds, cpu))
        print(
            f"{name:26} {seconds:6.2f} s (CPU {cpu:.2f} s) {2 * options.exchanges / seconds:6.0f} records/s"
            f" {megabytes / seconds:6.0f} MB/s {runs[0][2] / 1e6:6.1f} MB kept"
        )
    ours, theirs = medians
    print(f"speed against warcio: {theirs[0] / ours[0]:.2f} (CPU {theirs[1] / ours[1]:.2f})")


if __name__ == "__main__":
    main()
