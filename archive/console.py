"""What every verb shares: its options, how it prints, and how it says that something is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

import click

from archive.collection import Collection, CollectionError, CollectionFailed, open_collection
from archive.warc.errors import WarcError

if TYPE_CHECKING:
    from rich.console import Console
    from sqlite_utils import Database

NEEDS_A_PERSON = 1
"""Exit status: done, but something needs a person."""
WRONG_USE = 2
"""Exit status: wrong use."""


class NamedPath(click.Path):
    """A path; an empty text, as of a variable that is not set, is none, and not the folder that one is in."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(file_okay=file_okay, dir_okay=dir_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Fails for an empty text."""
        if value == "":
            self.fail("empty: name a path", param, ctx)
        return super().convert(value, param, ctx)


collection_option = click.option(
    "--collection",
    "folder",
    type=NamedPath(file_okay=False),
    envvar="NIANBAO_COLLECTION",
    show_envvar=True,
    default=Path("collection"),
    show_default=True,
    help="The collection's folder.",
)
json_option = click.option(
    "--json", "as_document", is_flag=True, help="One JSON document on standard output."
)

Report = Callable[[str, int, int], None]


class RegularFile(click.Path):
    """The path of a file that is there and can be read to its end; a pipe that nobody writes to would hang."""

    name = "file"

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Fails where it is none of a regular file."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.is_file():
            self.fail(f"{path}: not a regular file: save it into one", param, ctx)
        return path


class ReportYear(click.IntRange):
    """One report year, told as such where something else was typed."""

    name = "year"

    def __init__(self) -> None:
        super().__init__(1, 9999)


class Fault(click.ClickException):
    """An error that a person reads: one line (what, where, what next) and the exit status."""

    def __init__(self, message: object, exit_code: int = WRONG_USE) -> None:
        super().__init__(str(message))
        self._exit_code = exit_code

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click declares a class attribute, and reads this
        """The exit status of the process."""
        return self._exit_code

    def show(self, file: Any = None) -> None:
        """One line on standard error, however the message was made."""
        click.echo(f"nianbao: {' '.join(self.message.split())}", err=True)


MOST_LISTS_ALIKE = 3
"""A portal that was rebuilt has hundreds of channels that are gone: `--json` and the catalogue name them all."""
_NO_LIST = ": no list: "


def without_many_alike(sentences: Iterable[str]) -> Iterator[str]:
    """What a crawl missed, of lists for the same reason the first few: of a log only the end is mailed."""
    lists = Counter[str]()
    for sentence in sentences:
        _, missed, why = sentence.partition(_NO_LIST)
        lists[why] += bool(missed)
        if lists[why] <= MOST_LISTS_ALIKE:
            yield sentence
    for why, count in lists.items():
        if count > MOST_LISTS_ALIKE:
            yield f"{count - MOST_LISTS_ALIKE} more{_NO_LIST}{why}"


class HyphenedWords(click.Command):
    """A verb without short options: what begins with one hyphen is what was typed, as in -诉讼, and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with such words behind all options."""
        with_value = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        options: list[str] = []
        words: list[str] = []
        left = iter(args)
        for word in left:
            if word == "--":
                words += left
            elif word in with_value:
                options += [word, *islice(left, 1)]
            else:
                (words if word.startswith("-") and not word.startswith("--") else options).append(word)
        return super().parse_args(ctx, [*options, "--", *words])


def print_json(document: object) -> None:
    """One JSON document on standard output, its Chinese readable."""
    click.echo(shown(json.dumps(document, ensure_ascii=False, indent=1)))


def shown(text: str) -> str:
    """A text as any terminal takes it: of a file name that is no UTF-8 the bytes stand as JSON escapes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def faults() -> Iterator[None]:
    """Tell a collection that cannot be used as asked, or a file of it that cannot be read, as a Fault."""
    try:
        yield
    except (WarcError, CollectionFailed) as error:
        raise Fault(error, NEEDS_A_PERSON) from error
    except CollectionError as error:
        raise Fault(error) from error


def database_fault(what: object, error: sqlite3.DatabaseError) -> Fault:
    """What is wrong with a database, and what next: more room, or to make the catalogue again."""
    from archive.catalogue.statements import is_of_the_disk

    way_out = (
        "check its rights, free space, or try later" if is_of_the_disk(error) else "run `nianbao rebuild`"
    )
    return Fault(f"{what}: cannot be used ({error}): {way_out}", NEEDS_A_PERSON)


@contextmanager
def opened_catalogue(folder: Path, *, as_it_stands: bool = False) -> Iterator[tuple[Collection, Database]]:
    """A collection and its catalogue for reading. Raises Fault where there is none.

    `as_it_stands` is for exports, which read for minutes: a copy of one moment, which SQLite keeps in a file of its
    own and removes. A reader of the catalogue itself would hold up a crawl until it is done. A catalogue of an older
    version is read as a copy with the tables of today; not enough is in these for an export.
    """
    # Slow to import, and `nianbao --help` needs none of it.
    from sqlite_utils import Database

    from archive.catalogue.schema import is_newer, is_outdated, migrations
    from archive.catalogue.statements import BUSY_S

    with faults():
        collection = open_collection(folder)
    if not collection.catalogue_path.exists():
        raise Fault(f"{collection.catalogue_path}: no catalogue: run `nianbao rebuild`", NEEDS_A_PERSON)
    db = Database(sqlite3.connect(collection.catalogue_path, timeout=BUSY_S))
    try:
        if is_newer(db):
            raise Fault(
                f"{collection.catalogue_path}: of a newer version of nianbao: use that, or run `nianbao rebuild`",
                NEEDS_A_PERSON,
            )
        outdated = is_outdated(db)
        if outdated and as_it_stands:
            raise Fault(
                f"{collection.catalogue_path}: of an older version: run `nianbao rebuild`", NEEDS_A_PERSON
            )
        if outdated or as_it_stands:
            with closing(db.conn) as catalogue:
                db = Database(sqlite3.connect(""))
                catalogue.backup(db.conn)
        if outdated:
            migrations.apply(db)
        yield collection, db
    except UnicodeEncodeError as error:  # what a terminal sent is no UTF-8, and SQLite takes nothing else
        raise Fault(f"{error.object!r}: no UTF-8 text") from error
    except sqlite3.DatabaseError as error:
        raise database_fault(collection.catalogue_path, error) from error
    finally:
        db.close()


def check_portal(db: Database, portal: str | None) -> None:
    """Raise Fault for a portal that the collection has nothing of: most likely its id is misspelt."""
    known = [str(name) for (name,) in db.execute("select id from portals order by id")]
    if portal is not None and portal not in known:
        raise Fault(
            f"--portal {portal}: not in this collection: name one of {', '.join(known) or 'none yet: crawl first'}"
        )


def standard_error() -> Console:
    """Standard error for bars: without a word when the terminal is gone, which ends no work that goes on."""
    from rich.console import Console

    return Console(file=cast("IO[str]", _Lasting(sys.stderr)))


class _Lasting:
    """A stream that takes whatever is written, also when nobody is there to see it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def shown_progress() -> Iterator[Report]:
    """A progress bar on a terminal, nothing elsewhere."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = standard_error()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show
