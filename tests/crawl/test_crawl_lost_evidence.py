"""A collection that has lost evidence: a crawl says what is lost and what to do, and goes on when that is done."""

from collections.abc import Callable
from typing import Any

import pytest

from archive.collection import Collection
from archive.intake import IntakeStopped
from archive.rebuild import rebuild
from crawler.crawl import CrawlSummary

Crawls = Callable[..., CrawlSummary]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_a_crawl_that_needs_lost_evidence_says_so_and_goes_on_when_it_is_forgotten(
    portal: Any, collection: Collection, crawl: Crawls, harm: str, full: bool
) -> None:
    row = {"t20240130_1.html": "清川市档案馆2023年政府信息公开工作年度报告"}
    portal.listing("/ndbg/", row)
    portal.report("/ndbg/t20240130_1.html")
    crawl(portal.profile_text())
    (file,) = collection.warc_folder.glob("*.warc.gz")
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(IntakeStopped) as stopped:
        crawl(portal.profile_text(), full=full)
    told = str(stopped.value)
    assert (file.name in told, "fault of nianbao" in told) == (True, False)
    assert "put back" in told
    assert "nianbao rebuild --forget-lost" in told
    rebuild(collection, processes=1, forget_lost=True, progress=lambda *_: None)
    assert crawl(portal.profile_text(), full=full).missing == ()
