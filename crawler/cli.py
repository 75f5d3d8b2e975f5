"""The command `nianbao`: the network verbs of this room and the archive's beside them."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from archive.console import NEEDS_A_PERSON, WRONG_USE, Fault, database_fault
from archive.warc.errors import WarcError
from crawler.command import INTERRUPTED, Ended, die_of, ended_in_order, left_at_once

VERBS = {
    "crawl": "Crawl portals: each a registered id, one of the collection, or the path of a .toml profile.",
    "demo": "The whole chain on the built-in sample portal, then the site's address.",
    "diff": "What changed between two revisions, or at the last change of one URL, page or report.",
    "export": "Write captures as a WACZ, WARC or CDXJ file; or reports, figures, findings or texts into a folder.",
    "findings": "What a reader should look at: reports that do not add up, came late, changed, or are missing.",
    "history": "The revisions of a page or report, oldest first.",
    "import": "Bring in WARC or WACZ files: of a collection of ours with all that they mean, else as pages.",
    "portals": "The registry of portals and the collection's own, with their last crawl and the next that is due.",
    "publish": "Write a self-contained folder that serves the site elsewhere, exchanged in one step.",
    "read": "What the reader makes of one saved page.",
    "rebuild": "Make the catalogue again, from the WARC files alone, and publish it.",
    "schedule": "A systemd service and timer, and a cron line, that crawl what is due in this collection once a day.",
    "search": "Search titles, organs and texts; best matches first.",
    "serve": "The Datasette site, read-only, until interrupted.",
    "status": "Crawls, coverage, refusals, and what is overdue by law.",
    "verify": "Every record against its digests, every file against the catalogue; a line for each fault.",
}
"""Every verb with its line in `nianbao --help`, so that the help need not import what the verbs need."""


class Verbs(click.Group):
    """A command that imports a verb when it is run, and whose errors, wrong use included, are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all verbs."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name, imported now; None for no verb."""
        if cmd_name not in VERBS:
            return None
        with left_at_once():
            return find_verb(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs and what they do, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; a signal, or a reader of the output who has gone, ends it in good order and then the process."""
        try:
            with ended_in_order():
                return super().invoke(ctx)
        except Ended as ended:
            # The terminal may be what is gone.
            with suppress(OSError):
                Fault(f"ended by {ended.signal.name}: what was kept stays").show()
            return _leave_by(ended.signal)
        except BrokenPipeError:
            if _is_read():
                raise
            return _leave_by(signal.SIGPIPE)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a verb; exits 2 on wrong use."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except Fault as fault:
            fault.show()
            sys.exit(fault.exit_code)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.ctx.get_help() if error.ctx else str(error), err=True)
            sys.exit(WRONG_USE)
        except click.ClickException as error:
            Fault(f"{error.format_message()} ({_where_next(error)})").show()
            sys.exit(WRONG_USE)
        except click.Abort:
            sys.exit(INTERRUPTED)
        except sqlite3.DatabaseError as error:
            database_fault("a database of the collection", error).show()
            sys.exit(NEEDS_A_PERSON)
        except WarcError as error:
            Fault(error).show()
            sys.exit(NEEDS_A_PERSON)
        except OSError as error:
            where = error.filename or "standard output, or a file of the collection"
            Fault(f"{where}: {error.strerror}: free space, or check its rights").show()
            sys.exit(NEEDS_A_PERSON)
        sys.exit(code if isinstance(code, int) else 0)


def _is_read() -> bool:
    """Whether somebody still reads what is printed: if so, another pipe is the broken one."""
    printed = select.poll()
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        printed.register(stream.fileno(), 0)  # errors are told unasked
    return not printed.poll(0)


def _leave_by(number: signal.Signals) -> int:
    """The exit status of a process that a signal ends, which it dies of in the end."""
    die_of(number)
    if sys.__stdout__ is not None:  # None: closed from the beginning, as by `>&-`
        # What was not written yet has no reader any more.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
    return 128 + number


def _where_next(error: click.ClickException) -> str:
    """The help of the verb that was used wrongly; of `nianbao` itself where no verb was understood."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or context.parent is None:
        return "`nianbao --help` lists the verbs"
    return f"`{context.command_path} --help` lists its options"


def find_verb(name: str) -> click.Command:
    """The verb of a name of `VERBS`. Scrapy, Datasette and the readers are imported by those that need them."""
    if name in {"crawl", "demo"}:
        from crawler.crawl_cli import crawl_verb, demo_verb

        return crawl_verb if name == "crawl" else demo_verb
    if name == "portals":
        from crawler.portals_cli import portals_verb

        return portals_verb
    if name == "schedule":
        from crawler.schedule import schedule_verb

        return schedule_verb
    from archive.cli import verbs

    return next(verb for verb in verbs if verb.name == name)


@click.group(cls=Verbs)
@click.version_option(package_name="nianbao")
def main() -> None:
    """年报: keeps the annual disclosure reports of Chinese administrative organs."""


if __name__ == "__main__":
    main()
