"""Input artifacts put where main looks for them, unpacked where they are archives.

In: a fetched file or folder, and a folder to work in beside its place. Out: a file or folder at a path. An archive
comes from anywhere, so that nothing in it may be written, or lead, outside: names with ``..``, absolute ones and links
that point out of it are refused.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from .failure import Failure

_SYMLINK, _TYPE = 0o120000, 0o170000


def put(fetched: Path, path: Path, archive: Mapping[str, object], work: Path) -> None:
    """Move what was fetched to its path; ``archive`` is what the template says of it."""
    if fetched.is_dir() or "none" in archive:
        _move(fetched, path)
    elif "zip" in archive:
        _unpacked(_unzip, fetched, path, work)
    elif _is_compressed_tar(fetched):
        _unpacked(_untar, fetched, path, work)
    else:
        _move(fetched, path)


def _is_compressed_tar(path: Path) -> bool:
    try:
        with tarfile.open(path, "r:gz") as tar:
            tar.next()
    except (tarfile.TarError, OSError, EOFError):
        return False
    return True


def _move(source: Path, path: Path) -> None:
    """A folder that is there already (a mount) is filled, not replaced."""
    if not path.is_dir():
        shutil.move(source, path)
    elif source.is_dir():
        shutil.copytree(source, path, symlinks=True, dirs_exist_ok=True)
    else:
        raise Failure(f"{path} is a folder, and the artifact a file")


def _unpacked(unpack: object, fetched: Path, path: Path, work: Path) -> None:
    """An archive of one file or folder is that file or folder."""
    assert callable(unpack)
    folder = work / "unpacked"
    folder.mkdir(mode=0o777)
    try:
        unpack(fetched, folder)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as problem:
        raise Failure(f"archive cannot be read: {problem}") from problem
    entries = list(folder.iterdir())
    _move(entries[0] if len(entries) == 1 else folder, path)


def _untar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive, "r:gz") as tar:
        untar(tar, folder)


def untar(tar: tarfile.TarFile, folder: Path) -> None:
    """The members of a tar below a folder that is there."""
    for member in tar:
        where = _inside(folder, member.name)
        if where == folder:
            continue
        if member.isdir():
            _folder(folder, where)
        elif member.issym():
            _link(folder, where, member.linkname)
        elif member.islnk():
            shutil.copyfile(_checked(folder, _inside(folder, member.linkname)), _checked(folder, where))
        elif member.isfile():
            content = tar.extractfile(member)
            assert content is not None
            _file(folder, where, content, member.mode & 0o777, member.mtime)
        else:
            raise Failure(f"unsafe archive: {member.name!r} is no file, folder or link")


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            where, mode = _inside(folder, info.filename), info.external_attr >> 16
            if where == folder:
                continue
            if info.is_dir():
                _folder(folder, where)
            elif mode & _TYPE == _SYMLINK:
                _link(folder, where, packed.read(info).decode("utf-8", "surrogateescape"))
            else:
                with packed.open(info) as content:
                    _file(folder, where, content, mode & 0o777 or 0o666, None)


def _file(folder: Path, where: Path, content: IO[bytes], mode: int, at: float | None) -> None:
    _checked(folder, where)
    where.unlink(missing_ok=True)
    with where.open("xb") as out:
        shutil.copyfileobj(content, out)
    os.chmod(where, mode)
    if at is not None:
        os.utime(where, (at, at))


def _folder(folder: Path, where: Path) -> None:
    _checked(folder, where)
    if where.is_symlink():
        raise Failure(f"unsafe archive: {where.name!r} is a link and a folder")
    where.mkdir(mode=0o755, exist_ok=True)


def _link(folder: Path, where: Path, target: str) -> None:
    led = os.path.normpath(where.parent / target)
    if os.path.isabs(target) or not led.startswith(f"{folder}/"):
        raise Failure(f"unsafe archive: the link {where.name!r} leads outside, to {target!r}")
    os.symlink(target, _checked(folder, where))


def _inside(folder: Path, name: str) -> Path:
    """The place of an entry."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\0" in name:
        raise Failure(f"unsafe archive: {name!r} would be written outside")
    return folder / pure


def _checked(folder: Path, where: Path) -> Path:
    """A place whose folders are there; nothing lies behind a link, however harmless that looks."""
    missing = []
    parent = where.parent
    while parent != folder:
        if parent.is_symlink():
            raise Failure(f"unsafe archive: {where.name!r} lies behind a link")
        if not parent.exists():
            missing.append(parent)
        parent = parent.parent
    for one in reversed(missing):
        one.mkdir(mode=0o755)
    return where
