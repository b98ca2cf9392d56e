"""Output artifacts in the form that they are kept in.

In: a tar of the wrapper's with one file or folder, or a plain file (a log). Out: the path of what to upload: a
compressed tar, a zip, or the thing itself.
"""

from __future__ import annotations

import gzip
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from .failure import Failure
from .layout import Layout
from .unpack import untar


@contextmanager
def packed(file: BinaryIO, row: dict[str, Any], layout: Layout) -> Iterator[Path]:
    """The artifact as a file or folder, as long as the context lasts."""
    archive = row.get("archive") or {}
    with tempfile.TemporaryDirectory(dir=layout.scratch) as folder:
        home = Path(folder)
        if not row["path"]:
            yield _copied(file, home / "log")
        elif "none" in archive:
            yield _itself(file, home)
        elif "zip" in archive:
            yield _zip(file, home / "packed.zip")
        else:
            yield _tgz(file, home / "packed.tgz", _level(archive))


def _level(archive: dict[str, Any]) -> int:
    """gzip's level: Go's default, -1, is 6."""
    level = (archive.get("tar") or {}).get("compressionLevel")
    return level if isinstance(level, int) and 0 <= level <= 9 else 6


def _copied(file: BinaryIO, path: Path) -> Path:
    with path.open("wb") as out:
        shutil.copyfileobj(file, out)
    return path


def _members(file: BinaryIO) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """The members, named without the dot that the wrapper puts before them."""
    with tarfile.open(fileobj=file, mode="r:") as tar:
        for member in tar:
            member.name = member.name.removeprefix("./")
            if member.islnk():
                member.linkname = member.linkname.removeprefix("./")
            yield tar, member


def _tgz(file: BinaryIO, path: Path, level: int) -> Path:
    with gzip.GzipFile(path, "wb", level, mtime=0) as out, tarfile.open(fileobj=out, mode="w|") as packed_tar:
        for tar, member in _members(file):
            packed_tar.addfile(member, tar.extractfile(member) if member.isreg() else None)
    return path


def _zip(file: BinaryIO, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for tar, member in _members(file):
            name = member.name + "/" if member.isdir() else member.name
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            kind = 0o120000 if member.issym() else 0o040000 if member.isdir() else 0o100000
            info.external_attr = (kind | member.mode & 0o777) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            content = tar.extractfile(member) if member.isfile() or member.islnk() else None
            with out.open(info, "w") as to:
                if content is not None:
                    shutil.copyfileobj(content, to)
                elif member.issym():
                    to.write(member.linkname.encode("utf-8", "surrogateescape"))
    return path


def _itself(file: BinaryIO, home: Path) -> Path:
    """The one file or folder of the tar, unpacked. It is read where secrets are, so that no link may lead outside."""
    (home / "out").mkdir()
    with tarfile.open(fileobj=file, mode="r:") as tar:
        untar(tar, home / "out")
    entries = list((home / "out").iterdir())
    if len(entries) != 1:
        raise Failure("what main left is not one file or folder")
    return entries[0]
