"""Which hosts a portal's crawl may ask. Only what its profile names; no raw addresses, no other ports."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from metadata.memory import remembered

DEFAULT_PORTS = {"http": 80, "https": 443}
_EVERYBODYS = frozenset(f"{kind}.cn" for kind in ("ac", "com", "edu", "gov", "net", "org"))
_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class HostRule:
    """The hosts of one profile: exact names, names whose subdomains are allowed too, each with its port.

    `loopback` allows addresses of 127.0.0.0/8 that are named: the sample portal lives there.
    """

    exact: frozenset[tuple[str, int | None]]
    with_subdomains: frozenset[tuple[str, int | None]]
    loopback: bool

    @classmethod
    def of(cls, hosts: tuple[str, ...], *, loopback: bool = False) -> HostRule:
        """The rule of a profile's `hosts`: `www.jia.gov.cn`, `*.jia.gov.cn`, `jia.gov.cn:8080`.

        Raises ValueError with the reason.
        """
        exact: set[tuple[str, int | None]] = set()
        below: set[tuple[str, int | None]] = set()
        for host in hosts:
            name, port = _authority(host.removeprefix("*."))
            _check_name(name, host, loopback)
            if host.startswith("*.") and name in _EVERYBODYS:
                raise ValueError(f"{host}: the hosts of everybody: name a domain below it")
            (below if host.startswith("*.") else exact).add((name, port))
        return cls(frozenset(exact), frozenset(below), loopback)

    def refuses(self, url: str) -> str | None:
        """Why the portal's crawl may not ask for `url`; None where it may."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "not a URL"
        if parts.scheme not in DEFAULT_PORTS:
            return f"scheme {parts.scheme or 'none'} is never asked for"
        if parts.username is not None:
            return "an address with a user name in it"
        name = (parts.hostname or "").rstrip(".")
        named_port = None if port in {None, 80, 443} else port
        if is_address(name) and not (self.loopback and _is_loopback(name)):
            return f"{name} is a raw address"
        if (name, named_port) in self.exact:
            return None
        if any(
            named_port == allowed_port and (name == allowed or name.endswith("." + allowed))
            for allowed, allowed_port in self.with_subdomains
        ):
            return None
        return f"{parts.netloc or 'no host'} is none of the profile's hosts"


@remembered
def is_address(name: str) -> bool:
    """Whether a host is a literal address in any spelling that a resolver takes (`127.1`, `0x7f000001`)."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return bool(re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", name.lower()))
    return True


def is_public(address: str) -> bool:
    """Whether a resolved address is on the public internet; mapped IPv6 counts as the IPv4 inside."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global and not (mapped or found).is_multicast


@remembered
def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.IPv4Address(name).is_loopback
    except ValueError:
        return False


def _authority(host: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        raise ValueError(f"{host}: not a host") from None
    if parts.netloc.lower() != host.lower() or not parts.hostname or parts.username:
        raise ValueError(f"{host}: not a host")
    return parts.hostname, None if port in {None, 80, 443} else port


def _check_name(name: str, host: str, loopback: bool) -> None:
    if is_address(name):
        if not (loopback and _is_loopback(name)):
            raise ValueError(f"{host}: a raw address (loopback = true allows those of 127.0.0.0/8)")
    elif not _NAME.fullmatch(name):
        raise ValueError(f"{host}: not a host name (in ASCII, as in xn--fiqs8s.cn)")
