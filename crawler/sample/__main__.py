"""`python -m crawler.sample [--host H] [--port N] [--extra N]`: serves the sample portal alone.

Prints its address. SIGUSR1 moves its clock by one moment, SIGINT and SIGTERM stop it.
"""

from __future__ import annotations

import signal
import sys

import click

from crawler.sample.portal import SamplePortal
from crawler.sample.script import LAST_MOMENT


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address to listen on.")
@click.option("--port", default=0, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--extra", default=0, show_default=True, help="Reports of invented towns to add, for benchmarks."
)
def main(host: str, port: int, extra: int) -> None:
    """Serve the sample portal; SIGUSR1 moves its clock by one moment."""
    # Blocked before any thread starts, so that every one of these signals waits for sigwait below.
    wanted = {signal.SIGUSR1, signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
    with SamplePortal(host, port, extra) as portal:
        click.echo(portal.url)
        sys.stdout.flush()
        while signal.sigwait(wanted) == signal.SIGUSR1:
            if portal.moment < LAST_MOMENT:
                events = portal.step()
                click.echo(f"moment {portal.moment}: {len(events)} events")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
