"""A small catalogue of an invented portal, written row by row, for rules that look across reports and lists."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.catalogue.catalogue import Catalogue
from archive.catalogue.ids import page_id, short_id
from archive.catalogue.organs import organ_named
from archive.catalogue.statements import Row, write_rows
from archive.findings import settle_findings
from archive.likeness.sketch import sketch_of

PORTAL: Row = {
    "id": "qingchuan",
    "name": "清川市人民政府门户网站",
    "home": "http://www.qingchuan.example/",
    "family": "trs",
    "division": "990100",
    "level": "prefecture",
    "profile": "",
}
CHANNEL = "http://www.qingchuan.example/zwgk/nb/"


@dataclass
class SmallCatalogue:
    """Reports that say what a test wants, and crawls of one channel; `at` are UTC texts."""

    folder: Path
    db: Database = field(init=False)
    _crawls: int = 0

    def __post_init__(self) -> None:
        self.db = Catalogue(self.folder / "catalogue.db").db
        write_rows(self.db, "portals", [PORTAL])
        write_rows(self.db, "channels", [{"id": "channel", "portal_id": "qingchuan", "url": CHANNEL}])

    def crawl(
        self,
        at: str,
        *listed: str,
        outcome: str = "listed",
        end: str | None = "finished",
        channel: str = "channel",
    ) -> None:
        """A crawl that walked the channel; `listed` are URLs of reports."""
        self._crawls += 1
        crawl = f"crawl-{self._crawls}-{channel}"
        write_rows(
            self.db,
            "crawls",
            [{"id": crawl, "portal_id": "qingchuan", "started_at": at, "ended_at": at, "end_reason": end}],
        )
        capture = self._capture(
            f"list-{crawl}", CHANNEL, at, "list", outcome, crawl_id=crawl, channel_id=channel
        )
        for position, url in enumerate(listed):
            page = page_id(url)
            known = next(self.db.query("select * from listings where page_id = ?", [page]), None)
            fresh = {
                "id": short_id(channel, url),
                "portal_id": "qingchuan",
                "channel_id": channel,
                "url": url,
                "page_id": page,
                **self._line_of(page, url),
                "position": position,
                "first_seen": at,
                "first_capture_id": capture,
            }
            sight = {"last_seen": at, "last_capture_id": capture}
            write_rows(self.db, "listings", [{**(known or fresh), **sight}])

    def _line_of(self, page: str, url: str) -> Row:
        """What a list says of a page: title and date of its report, the URL alone where there is none."""
        said = "select title, published_on as listed_on from revisions where page_id = ? order by number"
        return next(self.db.query(said, [page]), {"title": url, "listed_on": None})

    def _capture(self, capture: str, url: str, at: str, role: str, outcome: str, **more: Any) -> str:
        row: Row = {
            "id": capture,
            "url": url,
            "role": role,
            "captured_at": at,
            "outcome": outcome,
            "record_type": "response",
            "payload_bytes": 1,
            "warc_file": "f",
            "warc_offset": 0,
            "warc_bytes": 1,
            **more,
        }
        write_rows(self.db, "captures", [row])
        return capture

    def report(
        self,
        organ: str,
        year: int,
        at: str,
        *,
        published: str | None = None,
        url: str | None = None,
        url_date: str | None = None,
        scope: str = "own",
        text: str = "",
        figures: dict[tuple[str, str, str], int | None] | None = None,
        era: str | None = "table_2021",
        **page: Any,
    ) -> str:
        """A report on one page of one revision, first captured at a time; returns its URL."""
        who = organ_named(organ, PORTAL)
        url = url or f"{CHANNEL}t{year}_{who.id}_{scope}.html"
        identity = f"{who.id}-{year}" + ("-aggregate" if scope == "aggregate" else "")
        said: Row = {
            "title": f"{organ}{year}年政府信息公开工作年度报告",
            "organ": organ,
            "report_year": year,
            "scope": scope,
            "published_on": published,
        }
        # As in a real catalogue, other content is another revision.
        revision = short_id("revision", url, text, repr(figures))
        write_rows(self.db, "organs", [who.row])
        self._page(url, at, report_id=identity, **page)
        self._revision(revision, url, at, **said, report_id=identity, text=text, url_date=url_date, era=era)
        shown: Row = {
            "id": identity,
            **said,
            "organ_id": who.id,
            "portal_id": "qingchuan",
            "state": "withdrawn" if page.get("withdrawn_at") else "held",
            "first_seen": at,
            "last_seen": at,
            "withdrawn_at": page.get("withdrawn_at"),
            "revisions": 1,
            "pages": 1,
            "page_id": page_id(url),
            "revision_id": revision,
            "url": url,
        }
        write_rows(self.db, "reports", [shown])
        self._figures(revision, figures or {})
        return url

    def attachment(
        self, url: str, at: str, *, figures: dict[tuple[str, str, str], int | None], name: str = "a.pdf"
    ) -> None:
        """A file that the page of a report links to, which holds its tables."""
        page = next(self.db.query("select * from pages where url = ?", [url]))
        file, identity = f"{url}/{name}", page["report_id"]
        revision = short_id("revision", file)
        self._page(file, at, report_id=identity, role="attachment", parent_id=page["id"])
        self._revision(revision, file, at, organ="", report_id=identity, text="")
        self._figures(revision, figures)

    def _page(self, url: str, at: str, **more: Any) -> None:
        row: Row = {
            "id": page_id(url),
            "url": url,
            "role": "page",
            "kind": "report",
            "portal_id": "qingchuan",
            "channel_id": "channel",
            "state": "held",
            "first_captured_at": at,
            "last_captured_at": at,
            "revisions": 1,
            **more,
        }
        write_rows(self.db, "pages", [row])

    def _revision(self, revision: str, url: str, at: str, *, organ: str, text: str, **more: Any) -> None:
        """The one revision of a page, in the place of the one that it had."""
        row: Row = {
            "id": revision,
            "page_id": page_id(url),
            "number": 1,
            "first_seen": at,
            "last_seen": at,
            "first_capture_id": self._capture(f"c-{page_id(url)}", url, at, "page", "read"),
            "captures": 1,
            "byte_variants": 1,
            "organ": organ,
            "kind": "report",
            "text": text,
            "sections": "[]",
            "tables": "[]",
            "attachments": "[]",
            "dates": "[]",
            "findings": "[]",
            "text_digest": short_id(url, text),
            "sketch": sketch_of(text, organ).to_text(),
            "reader_version": 1,
            **more,
        }
        self.db.execute("delete from revisions where page_id = ?", [page_id(url)])
        write_rows(self.db, "revisions", [row])

    def _figures(self, revision: str, figures: dict[tuple[str, str, str], int | None]) -> None:
        rows = (
            {
                "revision_id": revision,
                "number": number,
                "table_name": table,
                "row_key": row,
                "column_key": column,
                "value": value,
                "raw": "/" if value is None else str(value),
                "evidence": json.dumps({"table": 0, "row": 0, "column": 0}),
            }
            for number, ((table, row, column), value) in enumerate(figures.items())
        )
        write_rows(self.db, "figures", rows)

    def findings(self) -> list[Row]:
        """What the rules say of it."""
        settle_findings(self.db)
        rows = self.db.query(
            "select findings.*, organs.name from findings left join organs on organs.id = organ_id order by name, kind"
        )
        return [dict(row) for row in rows]

    def kinds(self) -> list[tuple[str, int, str]]:
        """Organ, report year and kind of each finding."""
        return [(row["name"], row["report_year"], row["kind"]) for row in self.findings()]
