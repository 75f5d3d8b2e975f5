"""The option `--proxy`, of the verbs that ask portals."""

from __future__ import annotations

import click

from metadata.web_address import address_fault


def _checked(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A proxy's URL, or its `host:port`. Raises click.BadParameter for what no request could go through."""
    if value is None:
        return None
    whole = value if "://" in value else f"http://{value}"
    if address_fault(whole) or (whole != value and ":" not in value):
        raise click.BadParameter(f"{value!r} is not a proxy's URL: name it as in http://127.0.0.1:3128")
    return value


proxy_option = click.option(
    "--proxy",
    metavar="URL",
    callback=_checked,
    help="An HTTP proxy (default: http_proxy of the environment).",
)
