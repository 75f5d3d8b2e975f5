"""The sample portal as others use it: start it, crawl it, move its clock, compare with its ledger.

with SamplePortal() as portal:
    crawl(portal.profile_text())
    portal.step()
    crawl(portal.profile_text())
    expected = portal.ledger
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from types import TracebackType

from crawler.sample import hostile
from crawler.sample.articles import ROOT, Article
from crawler.sample.ledger import Event
from crawler.sample.opening import opening_site
from crawler.sample.organs import CITY, DIVISION
from crawler.sample.resource import Resource, Stream
from crawler.sample.script import LAST_MOMENT, happen
from crawler.sample.server import LoggedRequest, PortalServer
from crawler.sample.towns import TOWNS, add_towns

_CHINA = timezone(timedelta(hours=8))
_CLOCK_START = datetime(2022, 2, 20, tzinfo=UTC).timestamp()
_MOMENT_SECONDS = 30 * 86_400.0


class SamplePortal:
    """The portal of 清川市 on a loopback address, with its clock and ledger.

    `extra_articles` adds that many reports of invented towns in a channel of their own, for benchmarks.
    `today` is the date that new reports state; without it, the date in China when the step is made, so
    that a report that appears after a listing does not state a date before that listing.
    Raises OSError where the address cannot be bound.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, extra_articles: int = 0, today: date | None = None
    ) -> None:
        self._today = today
        self._site = opening_site()
        self._lock = threading.Lock()
        self._moment = 0
        self._ledger: list[Event] = []
        self._extra_articles = extra_articles
        add_towns(self._site, extra_articles)
        self._server = PortalServer((host, port), self._find, self._now)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._ledger += happen(self._site, 0, self.url, self._day())

    @property
    def url(self) -> str:
        """The address of the home page."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/"

    @property
    def moment(self) -> int:
        """Where the clock stands, from 0 to LAST_MOMENT."""
        return self._moment

    @property
    def ledger(self) -> tuple[Event, ...]:
        """Everything that has happened so far, what was planted before the first moment included."""
        return tuple(self._ledger)

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request answered so far; tests may clear it."""
        return self._server.requests

    def step(self) -> tuple[Event, ...]:
        """Moves the clock by one moment; returns what happened. Raises ValueError after the last moment."""
        if self._moment == LAST_MOMENT:
            raise ValueError(f"the sample portal's clock ends at moment {LAST_MOMENT}")
        with self._lock:
            self._moment += 1
            events = happen(self._site, self._moment, self.url, self._day())
        self._ledger += events
        return events

    def paths(self) -> tuple[str, ...]:
        """Every address that an article or a file has now or had before."""
        with self._lock:
            return (*self._site.articles, *self._site.files)

    def articles(self) -> tuple[Article, ...]:
        """Every article as it is now: what its page means to say, for tests to hold readings against."""
        with self._lock:
            return tuple(self._site.articles.values())

    def answer(self, path: str) -> Resource | None:
        """What the portal answers at a path now, without HTTP; None where there is nothing."""
        with self._lock:
            return self._site.resource(path)

    def profile_text(self, id: str = "sample") -> str:
        """The portal's profile, as TOML; portals that run side by side need an `id` each."""
        channels = [(ROOT, "政府信息公开工作年度报告")]
        if self._extra_articles:
            channels.append((TOWNS, "乡镇街道政府信息公开工作年度报告"))
        return self._profile(id, channels)

    def hostile_profile_text(self) -> str:
        """A profile of the hostile channel alone, as TOML; its budget ends the endless."""
        return self._profile("sample-hostile", [(hostile.FOLDER, "测试栏目")], "max_requests = 300\n")

    def _profile(self, id: str, channels: list[tuple[str, str]], more: str = "") -> str:
        home = self.url
        head = (
            f'id = "{id}"\nname = "{CITY}人民政府（示例）"\nhome = "{home}"\nfamily = "trs"\n'
            f'division = "{DIVISION}"\nlevel = "city"\nloopback = true\ndelay_s = 0\n{more}'
        )
        return head + "".join(
            f'\n[[channels]]\nurl = "{home.rstrip("/")}{path}"\nname = "{name}"\n' for path, name in channels
        )

    def start(self) -> SamplePortal:
        """Starts serving; returns the portal. Extra articles are rendered first, so that none waits for it."""
        if self._extra_articles:
            self._warm()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops serving and frees the port, which is held from the start."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> SamplePortal:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _warm(self) -> None:
        for path in self.paths():
            answer = self.answer(path)
            if answer is not None:
                self._server.packer.pack(path, answer)

    def _find(self, path: str) -> Resource | Stream | None:
        if path.startswith(hostile.FOLDER):
            return hostile.hostile_resource(path, self._server.server_address[1])
        return self.answer(path)

    def _now(self) -> float:
        return _CLOCK_START + self._moment * _MOMENT_SECONDS

    def _day(self) -> date:
        return self._today or datetime.fromtimestamp(time.time(), _CHINA).date()
