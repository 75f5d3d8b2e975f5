"""A first profile of a portal: one look at a channel, the family where the page tells it, the rest to fill in."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request

from archive.catalogue.catalogue import Catalogue
from archive.catalogue.payloads import payload_place
from archive.catalogue.statements import read_row
from archive.collection import Collection, create_collection
from archive.interpretation import Outcome, header
from archive.warc.payload import entity
from archive.warc.reader import read_payload
from crawler.run import CrawlOptions, run_crawls
from metadata.families import ListPage, ServedPage, channel_reached, read_served_list
from metadata.families.generic import Generic
from metadata.hosts import is_address
from metadata.markup import meta_values
from metadata.profile import Profile, parse_profile
from metadata.strict_table import ProfileError
from metadata.web_address import address_fault

LOOK_REQUESTS = 6
"""The page and what leads to it: a redirect to https and its robots.txt, one to the folder, a landing page."""
LOOK_BYTES = 8 << 20
"""As much of the page as is looked at; no list page is near it."""


class NothingSeen(Exception):
    """The page gave nothing to make a profile from; the text says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft profile: its id, its TOML, the family it names (or `detect`), and what was seen on the page."""

    id: str
    text: str
    family: str
    listing: ListPage


def draft_profile(url: str, *, proxy: str | None = None) -> Draft:
    """Look at a channel, politely as any crawl does, and write down what it shows.

    Raises ProfileError for a URL that no profile may hold, NothingSeen for a page that could not be had.
    """
    if fault := address_fault(url):
        raise ProfileError(f"{url}: {fault}: give the address of a channel")
    text = _profile_text(url, name="?", family="detect", channel="?", entries=0)
    profile = parse_profile(f"max_requests = {LOOK_REQUESTS}\n{text}", where=url)
    url = _asked(profile)
    with tempfile.TemporaryDirectory(prefix="nianbao-look-") as folder:
        page = _look(profile, Path(folder), proxy)
    family, listing = read_served_list(page, None, channel_reached(url, page.url))
    title = _title(page)
    site = next(iter(meta_values(page.tree).get("sitename", ())), title)
    # A page over years may bear no marks where the lists below it do: `generic` would then read those as well.
    named = "detect" if isinstance(family, Generic) else family.id
    # Also of a page that only leads to lists: a profile that expects no entry is content with an emptied portal.
    text = _profile_text(url, name=site, family=named, channel=title, entries=len(listing.entries) or 1)
    return Draft(_id_of(url), text, named, listing)


def _asked(profile: Profile) -> str:
    """The address of a profile's channel as it is asked for: Chinese escaped, no fragment."""
    return str(Request(profile.channels[0].url).url)


def _look(profile: Profile, folder: Path, proxy: str | None) -> ServedPage:
    url = _asked(profile)
    collection = create_collection(folder / "look")
    (summary,) = run_crawls([profile], collection, options=CrawlOptions(proxy=proxy))
    with Catalogue(collection.catalogue_path) as catalogue:
        page = _landed(collection, catalogue, url)
    if page is None:
        raise NothingSeen(f"{url}: {'; '.join(summary.missing) or 'no page came'}")
    return page


def _landed(collection: Collection, catalogue: Catalogue, url: str) -> ServedPage | None:
    """The page under `url`, or the one that redirects and landing pages lead to; None if none came."""
    page = None
    for _ in range(LOOK_REQUESTS):
        capture = read_row(catalogue.db, NEWEST_CAPTURE, [url])
        if capture is None or capture["outcome"] not in {Outcome.LISTED, Outcome.REDIRECTED}:
            break
        if capture["location"]:
            url = str(Request(urljoin(url, capture["location"])).url)
            continue
        place = payload_place(catalogue.db, capture["payload_sha256"])
        if place is None:
            break
        headers, sent = read_payload(collection.warc_folder, place)
        page = ServedPage.of(
            entity(headers, sent, LOOK_BYTES).body, url=url, content_type=header(headers, "Content-Type")
        )
        listing = read_served_list(page, None, url)[1]
        if listing.landing is None or listing.entries:
            break
        url = listing.landing
    return page


NEWEST_CAPTURE = """
select outcome, location, payload_sha256 from captures where url = ? order by captured_at desc, id desc limit 1"""


def _profile_text(url: str, *, name: str, family: str, channel: str, entries: int) -> str:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    loopback = "loopback = true\n" if is_address(parts.hostname or "") else ""
    told = "  # told from each list page" if family == "detect" else ""
    return (
        f"id = {_exact(_id_of(url))}\nname = {_quoted(name)}\n"
        f"home = {_exact(f'{parts.scheme}://{parts.netloc}/')}\n"
        f'level = "department"  # or national, province, city, district, town, zone\n'
        f'division = "none"  # six digits, GB/T 2260\nfamily = "{family}"{told}\n{loopback}checked = "never"\n\n'
        f"[[channels]]\nurl = {_exact(path)}\nname = {_quoted(channel)}\n\n[expectations]\nentries = {entries}\n"
    )


def _id_of(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.").removesuffix(".gov.cn")
    return "-".join(part for part in host.lower().replace(":", ".").split(".") if part)


def _title(page: ServedPage) -> str:
    titles = [" ".join((element.text or "").split()) for element in page.tree.iter("title")]
    return next(filter(None, titles), "?")


def _exact(text: str) -> str:
    """A text without control characters as TOML writes it: JSON escapes the same two signs, and in the same way."""
    return json.dumps(text, ensure_ascii=False)


def _quoted(text: str) -> str:
    plain = "".join(char for char in text if char.isprintable()).replace("\\", "").replace('"', "'")
    return f'"{plain[:80] or "?"}"'
