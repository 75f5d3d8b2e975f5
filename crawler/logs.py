"""What a crawl writes into its log: its own lines; Scrapy's line for every page only when debugging."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from scrapy.logformatter import LogFormatter, LogFormatterResult

QUIET = ("scrapy.middleware", "scrapy.addons", "scrapy.crawler", "scrapy.core.engine", "scrapy.extensions")


class QuietFormatter(LogFormatter):
    """Requests, drops and failed downloads are debugging: the captures and the summary say them."""

    def download_error(
        self, failure: Any, request: Any, spider: Any, errmsg: str | None = None
    ) -> LogFormatterResult:
        """A failed download is a row of the catalogue; its line is for debugging."""
        told = super().download_error(failure, request, spider, errmsg)
        return cast("LogFormatterResult", {**told, "level": logging.DEBUG})


def quiet_scrapy() -> None:
    """Keep Scrapy's start-up lines out of the log; its warnings stay."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def logged(level: int) -> Iterator[None]:
    """Log lines on standard error while a crawl runs."""
    root, handler = logging.getLogger(), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
