"""One crawl of a portal into a collection, as `nianbao crawl` does it: what `pipeline.py` measures.

    python benchmarks/whole_pipeline.py PROFILE COLLECTION

Creates the collection or goes on with it. Prints the number of requests.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(profile: Path, collection: Path) -> None:
    """Crawl, and print the requests."""
    # Here, as in the command line: readers are processes that import this file anew, and need none of it.
    from archive.collection import create_collection
    from crawler.run import run_crawls
    from metadata.profile import parse_profile

    portal = parse_profile(profile.read_text(encoding="utf-8"), where=str(profile))
    (summary,) = run_crawls([portal], create_collection(collection))
    print(summary.asked)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
