"""A schedule for crawls that nobody watches: a systemd service with its timer, and the same as a cron line."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click

from archive.collection import Collection, open_collection
from archive.console import Fault, collection_option, faults

MAX_HOURS = 20
"""A run ends before the next one is due, so that a slow portal never makes two of them wait for one lock."""

_SCHEDULE = """\
# /etc/systemd/system/{name}.service
[Unit]
Description=nianbao: crawl what is due in the collection {collection}
Wants=network-online.target time-sync.target
After=network-online.target time-sync.target

[Service]
Type=oneshot
ExecStart={unit}
Nice=10
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec=900

# /etc/systemd/system/{name}.timer
# then: systemctl enable --now {name}.timer
[Unit]
Description=nianbao: once a day, at night in China

[Timer]
OnCalendar=*-*-* 18:10:00 UTC
RandomizedDelaySec=1800
Persistent=true

[Install]
WantedBy=timers.target

# or as one line of a crontab (its times are local):
10 2 * * * {cron} >{log} 2>&1 || tail -n 50 {log}
"""


def schedule_text(collection: Collection, command: Path) -> str:
    """The two systemd units and the cron line that crawl what is due in a collection once a day.

    Exit status 1 (something needs a person) is how the person is told: systemd counts the service as failed,
    cron sends the last lines of the log, and nothing at all while all is well. A week of logs is kept.
    """
    name = f"nianbao-{re.sub(r'[^A-Za-z0-9]+', '-', collection.keeper.name).strip('-') or 'collection'}"
    folder = str(collection.folder.resolve())
    options = ["--due", "--max-hours", str(MAX_HOURS), "--collection", folder]
    crawl = shlex.join([str(command), "crawl", *options])
    # A percent sign begins a specifier in a unit, and the standard input in a crontab; in a unit, backslashes
    # and dollars mean something between quotes, too, and one backslash at its end joins a line to the next.
    unit = crawl.replace("\\", r"\\").replace("$", "$$").replace("%", "%%")
    cron = crawl.replace("%", r"\%")
    told = " ".join(collection.keeper.name.split()).replace("%", "%%").rstrip("\\")
    log = shlex.quote(f"{folder}/crawl").replace("%", r"\%") + r"-$(date +\%u).log"
    return _SCHEDULE.format(name=name, collection=told, unit=unit, cron=cron, log=log)


@click.command("schedule")
@collection_option
def schedule_verb(folder: Path) -> None:
    """A systemd service and timer, and a cron line, that crawl what is due in this collection once a day."""
    with faults():
        collection = open_collection(folder)
    if len(str(collection.folder.resolve()).splitlines()) > 1:
        raise Fault(
            f"{collection.folder}: a line end in the path, which no crontab can hold: rename the folder"
        )
    click.echo(schedule_text(collection, Path(sys.executable).parent / "nianbao"), nl=False)
