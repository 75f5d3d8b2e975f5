"""A spider for every registered portal, so that `scrapy list` and `scrapy crawl shenyang` work."""

from __future__ import annotations

import builtins

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.spiders.portal import PortalSpider
from metadata.profile import Profile, find_profile, registered_profiles
from metadata.strict_table import ProfileError


class PortalSpiderLoader:
    """Finds spiders by portal id, or by the path of a profile."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PortalSpiderLoader:
        """The loader; no setting bears on it."""
        return cls()

    def load(self, spider_name: str) -> type[PortalSpider]:
        """The spider class of a portal; raises KeyError as Scrapy wants it."""
        try:
            return spider_class(find_profile(spider_name))
        except ProfileError as error:
            raise KeyError(str(error)) from error

    def find_by_request(self, request: Request) -> list[str]:
        """The portals that may ask for a URL."""
        return [profile.id for profile in registered_profiles() if not profile.hosts.refuses(request.url)]

    def list(self) -> builtins.list[str]:
        """The ids of the registered portals."""
        return [profile.id for profile in registered_profiles()]


def spider_class(profile: Profile) -> type[PortalSpider]:
    """The generic spider, bound to one portal."""
    return type("PortalSpider", (PortalSpider,), {"name": profile.id, "profile": profile})
