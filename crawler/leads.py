"""What an answer names to go on with: the entries and pages of a list, the files of a report."""

from __future__ import annotations

import logging

from scrapy.http import Response

from crawler.reasons import content_type_of
from metadata.families import ListPage, find_family, read_list_page
from metadata.families.files import linked_files, named_pictures, shown_pictures
from metadata.formats import is_page
from metadata.profile import Profile

log = logging.getLogger(__name__)


class Leads:
    """Reads the answers of one portal, and remembers what it has told of them."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._named = find_family(profile.family) if profile.family else None
        self._told_families: set[str] = set()
        self._pictures: set[str] = set()

    def of_list(self, response: Response, within: str) -> ListPage:
        """What a list page lists; `within` is the URL of the profile's channel.

        A page that reads as another family than the profile's is told once a family.
        """
        family, listing = read_list_page(
            response.body,
            url=response.url,
            content_type=content_type_of(response),
            family=self._named,
            within=within,
        )
        if family is not self._named and family.id not in self._told_families and not listing.is_empty:
            self._told_families.add(family.id)
            log.log(
                logging.WARNING if self._named else logging.INFO,
                "%s: %s reads as family %s%s",
                self._profile.id,
                response.url,
                family.id,
                f", its profile says {self._named.id}" if self._named else "",
            )
        return listing

    def files_of(self, body: bytes, *, url: str, content_type: str | None) -> tuple[str, ...]:
        """The files that a page links to and the pictures in its body.

        A page is read for its pictures where it names one that no earlier page named: a template's are on all.
        """
        if not is_page(body, content_type):
            return ()
        files = linked_files(body, url=url, content_type=content_type)
        fresh = named_pictures(body, url=url) - self._pictures
        if not fresh:
            return files
        self._pictures |= fresh
        return (*files, *shown_pictures(body, url=url, content_type=content_type))
