"""The site in a real browser: by clicking, by keyboard alone, on a phone, and against hostile pages."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import site_archive
from site_visitor import serving

from archive.collection import Collection

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install one")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280 px", "390 px"])


class Trap:
    """A loopback port where every name under `.example` leads, and how often anyone came."""

    def __init__(self) -> None:
        self.visits = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.visits += 1
                connection.close()

    def close(self) -> None:
        """Let go of the port."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@dataclass
class Visitor:
    """A page of the browser, and what was noticed of it."""

    page: Any
    home: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a path of the site."""
        self.page.goto(self.home.rstrip("/") + path)

    def notice_message(self, message: Any) -> None:
        """Errors of our own pages and of archived ones in them."""
        if message.type == "error":
            self.errors.append(f"{message.location['url']} {message.text}")

    def notice_request(self, request: Any) -> None:
        """Requests to another host."""
        if not request.url.startswith((self.home, "data:", "about:")):
            self.outside.append(request.url)

    @property
    def path(self) -> str:
        """Where the page is now."""
        return "/" + str(self.page.url).removeprefix(self.home)


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


@pytest.fixture(scope="module")
def browser(trap: Trap) -> Iterator[Any]:
    rules = f"--host-resolver-rules=MAP *.example 127.0.0.1:{trap.port}"
    with sync_api.sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    collection: Collection = site_archive.build(tmp_path_factory.mktemp("browser") / "collection")
    with serving(collection) as address:
        yield address


@contextmanager
def visiting(browser: Any, address: str, size: dict[str, int], scheme: str = "light") -> Iterator[Visitor]:
    """A fresh visitor with a screen of this size, who likes pages light or dark."""
    context = browser.new_context(viewport=size, reduced_motion="reduce", color_scheme=scheme)
    visitor = Visitor(context.new_page(), address)
    context.on("console", visitor.notice_message)
    context.on("request", visitor.notice_request)
    try:
        yield visitor
    finally:
        context.close()


def is_wider_than_screen(visitor: Visitor) -> bool:
    visitor.page.wait_for_load_state()  # a click returns before the page that it leads to is there
    return bool(visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@SIZES
def test_from_search_to_report_to_diff_to_evidence_by_clicking(
    browser: Any, address: str, size: dict[str, int]
) -> None:
    with visiting(browser, address, size) as visitor:
        page = visitor.page
        visitor.go("/")
        page.get_by_label("检索年报全文").fill("河道疏浚 organ:教育局 year:2020")
        page.get_by_role("button", name="检索").click()
        assert page.locator("mark").first.inner_text() == "河道疏浚"
        page.get_by_role("link", name="清溪市教育局2020年政府信息公开工作年度报告").click()
        assert visitor.path.startswith("/reports/")
        assert not is_wider_than_screen(visitor)
        page.get_by_role("link", name="与上一版比较").click()
        assert visitor.path.startswith("/diff/")
        assert {"12", "15"} <= {
            *page.locator("del").all_inner_texts(),
            *page.locator("ins").all_inner_texts(),
        }
        assert not is_wider_than_screen(visitor)
        page.get_by_role("link", name="证据").last.click()
        assert visitor.path.startswith("/captures/")
        assert (
            page.frame_locator("iframe").get_by_role("heading").inner_text().startswith("清溪市教育局2020年")
        )
        assert not is_wider_than_screen(visitor)
        page.get_by_role("link", name="English").click()
        assert visitor.path.startswith("/en/captures/")
        assert page.get_by_role("heading", name="Response headers").is_visible()
        assert visitor.errors == []
        assert visitor.outside == []


@SIZES
def test_every_page_kind_fits_the_screen_without_an_error_or_a_request_elsewhere(
    browser: Any, address: str, size: dict[str, int]
) -> None:
    with visiting(browser, address, size) as visitor:
        for path in page_kinds(visitor):
            visitor.go(path)
            assert not is_wider_than_screen(visitor), path
        for path in ("/published", "/published/reports", "/published/late_reports"):
            visitor.go(path)  # Datasette's own, with what we add
        # That a page answers 404 is an error to the browser; it is what that page is for.
        assert [error for error in visitor.errors if "/reports/nothing" not in error] == []
        assert visitor.outside == []


def test_on_a_phone_no_state_of_a_year_stands_one_character_a_line(browser: Any, address: str) -> None:
    widths = """rows => rows.map(row => row.lastElementChild.getBoundingClientRect().width
        / parseFloat(getComputedStyle(row).fontSize))"""
    with visiting(browser, address, PHONE) as visitor:
        visitor.go(next(path for path in page_kinds(visitor) if path.startswith("/organs/")))
        assert min(visitor.page.locator(".wide").first.locator("tbody tr").evaluate_all(widths)) > 6


def test_the_cells_of_a_row_end_on_one_line(browser: Any, address: str) -> None:
    ends = "rows => rows.map(row => new Set([...row.cells].map(c => c.getBoundingClientRect().bottom)).size)"
    with visiting(browser, address, PHONE) as visitor:
        visitor.go(next(path for path in page_kinds(visitor) if path.startswith("/organs/")))
        assert set(visitor.page.locator("tbody tr").evaluate_all(ends)) == {1}


def test_by_keyboard_alone_one_gets_from_home_to_the_evidence(browser: Any, address: str) -> None:
    with visiting(browser, address, WIDE) as visitor:
        keyboard = visitor.page.keyboard
        visitor.go("/")
        keyboard.press("Tab")
        assert visitor.page.evaluate("document.activeElement.className") == "skip"
        tab_to(visitor, "document.activeElement.id === 'q'")
        keyboard.type("疏浚 year:2020 organ:教育局")
        keyboard.press("Enter")
        visitor.page.wait_for_url("**/search?**")
        tab_to(visitor, "!!document.activeElement.closest('.hits')")
        assert visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        keyboard.press("Enter")
        visitor.page.wait_for_url("**/reports/**")
        tab_to(visitor, "document.activeElement.textContent.startsWith('与上一版比较')")
        keyboard.press("Enter")
        visitor.page.wait_for_url("**/diff/**")
        tab_to(visitor, "document.activeElement.textContent.startsWith('证据')")
        keyboard.press("Enter")
        visitor.page.wait_for_url("**/captures/**")


def tab_to(visitor: Visitor, reached: str) -> None:
    """Press Tab until the focus is where it should be."""
    for _ in range(60):
        if visitor.page.evaluate(reached):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never came where {reached}")


@SIZES
def test_no_page_kind_has_a_serious_fault_of_accessibility(
    browser: Any, address: str, size: dict[str, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    faults = []
    with visiting(browser, address, size, "light" if size is WIDE else "dark") as visitor:
        kinds = page_kinds(visitor)
        # Light and Chinese on the one screen, dark and English on the other: these differ in colours and words alone.
        for path in kinds[: len(kinds) // 2] if size is WIDE else kinds[len(kinds) // 2 :]:
            visitor.go(path)
            # The archived page in its frame is another's, faults and all.
            told = axe.run(visitor.page, context={"exclude": [["iframe"]]}, options=RULES).response[
                "violations"
            ]
            faults += [(path, f["id"], f["nodes"][0]["html"][:200]) for f in told if f["impact"] in GRAVE]
    assert faults == []


GRAVE = ("serious", "critical")
RULES = {"resultTypes": ["violations"], "iframes": False}
CONTRAST = {**RULES, "runOnly": ["color-contrast"]}
DATASETTE_PAGES = (
    "/published",
    "/published/reports?_sort_desc=first_seen",
    "/published/reports?_where=0",
    "/published?sql=select+*+from+figures",
    "/published?sql=select+nothing",
    "/published/late_reports",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_datasettes_own_pages_look_like_ours(browser: Any, address: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    with visiting(browser, address, WIDE, scheme) as visitor:
        visitor.go("/")
        paper = visitor.page.evaluate(PAPER)
        for path in DATASETTE_PAGES:
            visitor.go(path)
            assert visitor.page.evaluate(PAPER) == paper
            # The editor of SQL brings its own colours.
            told = axe.run(visitor.page, context={"exclude": [[".CodeMirror"]]}, options=CONTRAST).response
            assert [f["nodes"][0]["html"] for f in told["violations"]] == [], path


PAPER = "getComputedStyle(document.body).backgroundColor"


def test_what_the_columns_mean_does_not_push_the_table_off_the_screen(browser: Any, address: str) -> None:
    with visiting(browser, address, WIDE) as visitor:
        visitor.go("/published/reports")
        told = visitor.page.locator("dl.column-descriptions").bounding_box()
        assert told["height"] < WIDE["height"] / 3
        assert visitor.page.get_by_text("rows sorted by").bounding_box()["y"] < WIDE["height"] / 2


def page_kinds(visitor: Visitor) -> list[str]:
    """A path of every kind of page, found by following the site's own links."""
    visitor.go("/search?q=疏浚 year:2020 organ:教育局")
    report = visitor.page.locator(".hits a").first.get_attribute("href")
    visitor.go(report)
    diff = visitor.page.locator("a[href*='/diff/']").first.get_attribute("href")
    evidence = (
        visitor.page.locator("a[href*='/captures/']").first.get_attribute("href").replace("/payload", "")
    )
    organ = visitor.page.locator("a[href*='/organs/']").first.get_attribute("href")
    fixed = ["/", "/search?q=公开", "/coverage", "/changes", "/findings", "/compare", "/reports/nothing"]
    kinds = [*fixed, report, diff, f"{diff}?view=inline", evidence, organ]
    return [*kinds, *("/en" + path for path in kinds)]


def hostile_capture(visitor: Visitor) -> str:
    """The evidence page of the hostile page."""
    visitor.go("/search?q=organ:水务局")
    visitor.page.locator(".hits a").first.click()
    return str(visitor.page.locator("#dates a[href*='/captures/']").first.get_attribute("href"))


def test_a_hostile_page_does_nothing_wherever_it_is_shown(browser: Any, address: str, trap: Trap) -> None:
    with visiting(browser, address, WIDE) as visitor:
        evidence = hostile_capture(visitor)
        before = trap.visits
        pages = []
        for path in (evidence, f"{evidence}/shown", f"/memento/20260110080040/{site_archive.HOSTILE}"):
            page = visitor.page.context.new_page()
            page.goto(address.rstrip("/") + path)
            pages.append(page)
        visitor.page.wait_for_timeout(1500)  # a refresh, a prefetch or a script would have had its time
        for page in pages:
            frames = [frame for frame in page.frames if "/shown" in frame.url or "/memento/" in frame.url]
            assert frames, page.url
            for frame in frames:
                assert frame.evaluate("[typeof window.ran, window.origin]") == ["undefined", "null"]
            assert page.title() != "ran"
        # Every request that was begun was stopped before it left: none reached the other host.
        assert trap.visits == before


def test_clicking_in_a_hostile_page_leads_nowhere(browser: Any, address: str, trap: Trap) -> None:
    with visiting(browser, address, WIDE) as visitor:
        evidence = hostile_capture(visitor)
        before = trap.visits
        visitor.go(evidence)
        frame = visitor.page.frame_locator("iframe.served")
        for target in ("#go", "#leave", "#send"):
            frame.locator(target).click(force=True)
            visitor.page.wait_for_timeout(200)
        assert visitor.path == evidence
        assert trap.visits == before


def test_the_site_reads_without_colour_and_prints_its_text(browser: Any, address: str) -> None:
    with visiting(browser, address, WIDE) as visitor:
        visitor.go("/search?q=疏浚 year:2020 organ:教育局")
        visitor.page.locator(".hits a").first.click()
        visitor.page.get_by_role("link", name="与上一版比较").click()
        visitor.page.emulate_media(media="print", forced_colors="active")
        lines = "getComputedStyle(document.querySelector('%s')).textDecorationLine"
        assert visitor.page.evaluate(lines % "td del") == "line-through"
        assert visitor.page.evaluate(lines % "td ins") == "underline"
        assert not visitor.page.locator("nav[aria-label='主导航']").is_visible()


def test_nothing_of_a_page_is_lost_at_the_edge_of_the_paper(browser: Any, address: str) -> None:
    with visiting(
        browser, address, {"width": 718, "height": 1047}
    ) as visitor:  # A4 without its margins, at 96 dpi
        visitor.page.emulate_media(media="print")
        for path in page_kinds(visitor):
            visitor.go(path)
            assert not is_wider_than_screen(visitor), path
