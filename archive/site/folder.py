"""The published folder: everything that serves a collection elsewhere, in one folder that needs nothing else.

    DIR -> DIR.releases/<time>-<digest>     a symbolic link, exchanged in one step
      published.db      the compacted copy of the catalogue
      warc/             the evidence, linked on the same disk, copied onto another; or left out
      metadata.json     what Datasette is told
      nianbao-*.whl     this package, where it was given, and
      Dockerfile        what makes an image with it
      README.txt
      SHA256SUMS        of every file, as `sha256sum -c` reads it

A server that follows the link serves the old release or the new one, never a half.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.collection import Collection, CollectionError, NotPublished, turn
from archive.site.metadata import site_metadata
from archive.site.server import SETTINGS
from archive.wholefile import is_full

SUMS = "SHA256SUMS"
KEPT_RELEASES = 2
"""The release that is served and the one before it, for a server that still has it open."""

_DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /site
COPY {wheel} ./
RUN pip install --no-cache-dir ./{wheel}
COPY . .
USER nobody
EXPOSE 8001
CMD ["datasette", "serve", "published.db", "--metadata", "metadata.json", "--host", "0.0.0.0", \\
     "--port", "8001"{settings}]
"""
_README = """\
年报档案 “{name}” 的发布文件夹 / Published folder of the archive “{name}”
{made}

检验 / check:   sha256sum -c SHA256SUMS
本机 / here:    {install}datasette serve published.db --metadata metadata.json{settings}
容器 / Docker:  {image}

证据 / evidence: {evidence}
"""
_INSTALLED = f"（已装有 nianbao {version('nianbao')} 之处 / where that is installed） "
_IMAGE = "docker build -t nianbao-site . && docker run -p 8001:8001 nianbao-site"
_NO_IMAGE = "须有安装包 / needs the package's wheel: nianbao publish DIR --wheel FILE"
"""No package index has the package: without its wheel nothing can be built, and the name there is anyone's."""


def publish_folder(
    collection: Collection, target: Path, *, with_warc: bool = True, wheel: Path | None = None
) -> Path:
    """Make a release of the collection and point `target` at it. Returns the release's folder.

    `with_warc` False leaves the evidence out: pages say that it is not at hand. `wheel` is this package's own
    file; without it the release serves only where the package is installed, since no package index has it. Of
    several at once each waits for its turn.
    Raises CollectionError where `target` is something else, NotPublished where nothing is published yet, or where
    the disk does not take it; the old release stays.
    """
    if not collection.published_path.exists():
        raise NotPublished(f"{collection.published_path}: nothing published yet: run `nianbao crawl` first")
    if target.exists() and not target.is_symlink():
        raise CollectionError(f"{target}: exists and is no link of an earlier release: name another folder")
    releases = target.with_name(f"{target.name}.releases")
    try:
        releases.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if is_full(error):
            raise NotPublished(
                f"{releases}: cannot be made: {error.strerror}: free space, then do it again"
            ) from error
        raise CollectionError(f"{releases}: cannot be made: {error.strerror}: name another folder") from error
    try:
        with turn(releases / ".lock"):
            return _release(releases, target, collection, with_warc, wheel)
    except OSError as error:
        raise NotPublished(
            f"{error.filename or target}: cannot publish: {error.strerror}: the old release stays"
        ) from error


def _release(
    releases: Path, target: Path, collection: Collection, with_warc: bool, wheel: Path | None
) -> Path:
    """Make one release aside, name it, point at it, and drop what is older; what a kill left goes first."""
    aside = releases / ".new"
    shutil.rmtree(aside, ignore_errors=True)
    made = datetime.now(UTC)
    try:
        aside.mkdir()
        digest = _fill(aside, collection, made, with_warc, wheel)
        release = releases / f"{made:%Y%m%dT%H%M%S%fZ}-{digest[:12]}"
        aside.rename(release)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _point(target, release)
    _drop_old(releases, release)
    return release


def _fill(folder: Path, collection: Collection, made: datetime, with_warc: bool, wheel: Path | None) -> str:
    """Write everything into the folder; returns the digest of its sums."""
    shutil.copy2(collection.published_path, folder / "published.db")
    if with_warc:
        (folder / "warc").mkdir()
        for path in sorted(path for path in collection.warc_folder.glob("*.warc.gz") if path.is_file()):
            _link_or_copy(path, folder / "warc" / path.name)
    told = {"ensure_ascii": False, "indent": 1}
    metadata = json.dumps(site_metadata(collection.keeper.name), **told)  # type: ignore[arg-type]
    (folder / "metadata.json").write_text(metadata + "\n", encoding="utf-8")
    options = [f"--setting {name} {_setting(value)}" for name, value in SETTINGS.items()]
    if wheel is not None:
        shutil.copy2(wheel, folder / wheel.name)
        words = "".join(f', "{word}"' for option in options for word in option.split())
        # The package comes before the data, so that an image is built anew without installing it again.
        recipe = _DOCKERFILE.format(wheel=wheel.name, settings=words)
        (folder / "Dockerfile").write_text(recipe, encoding="utf-8")
    evidence = "warc/" if with_warc else "不在此文件夹 / not in this folder"
    readme = _README.format(
        name=collection.keeper.name,
        made=f"{made:%Y-%m-%d %H:%M} UTC",
        install=f"pip install ./{wheel.name} && " if wheel is not None else _INSTALLED,
        image=_IMAGE if wheel is not None else _NO_IMAGE,
        settings="".join(f" {option}" for option in options),
        evidence=evidence,
    )
    (folder / "README.txt").write_text(readme, encoding="utf-8")
    sums = "".join(f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder))
    # A file's name may be any bytes, and `sha256sum` looks for just these.
    (folder / SUMS).write_bytes(os.fsencode(sums))
    return hashlib.sha256(os.fsencode(sums)).hexdigest()


def _setting(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _link_or_copy(source: Path, target: Path) -> None:
    """A hard link where the disk is the same: a closed WARC file never changes. What a link leads to, not the link."""
    try:
        target.hardlink_to(source.resolve())
    except OSError:
        shutil.copy2(source, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _point(target: Path, release: Path) -> None:
    """Exchange the link in one step."""
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(release, target.parent), target_is_directory=True)
    fresh.replace(target)


def _drop_old(releases: Path, current: Path) -> None:
    kept = sorted((path for path in releases.iterdir() if not path.name.startswith(".")), reverse=True)
    for old in kept[KEPT_RELEASES:]:
        if old != current:
            shutil.rmtree(old)
