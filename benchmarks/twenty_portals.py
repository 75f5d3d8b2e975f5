"""Twenty portals on twenty loopback addresses, one second between requests to each: pages a second in one process.

    python benchmarks/twenty_portals.py [--portals 20] [--requests 40]

Politeness makes throughput a matter of portals: it should be as many pages a second as there are portals.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from archive.collection import create_collection
from crawler.run import run_crawls
from crawler.sample.portal import SamplePortal
from metadata.profile import parse_profile


def serve(texts: multiprocessing.Queue[list[str]], portals: int, requests: int) -> None:
    """Serve the portals until the process is ended; hands over their profiles."""
    served = [SamplePortal(host=f"127.0.0.{10 + number}").start() for number in range(portals)]
    profiles = [portal.profile_text(f"portal{number}") for number, portal in enumerate(served)]
    texts.put([text.replace("delay_s = 0", f"delay_s = 1\nmax_requests = {requests}") for text in profiles])
    time.sleep(3600)


def main() -> None:
    """Crawl and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portals", type=int, default=20)
    parser.add_argument("--requests", type=int, default=40)
    asked = parser.parse_args()
    texts: multiprocessing.Queue[list[str]] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(texts, asked.portals, asked.requests), daemon=True)
    server.start()
    profiles = [parse_profile(text, where="benchmark") for text in texts.get()]
    with tempfile.TemporaryDirectory() as folder:
        started, cpu = time.monotonic(), time.process_time()
        summaries = run_crawls(profiles, create_collection(Path(folder) / "collection"))
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    server.terminate()
    pages, longest = sum(one.asked for one in summaries), max(one.seconds for one in summaries)
    print(f"{pages} responses of {asked.portals} portals in {longest:.1f} s: {pages / longest:.1f} a second")
    print(f"kept and read after {seconds:.1f} s, {cpu:.1f} s of CPU in the crawling process")


if __name__ == "__main__":
    main()
