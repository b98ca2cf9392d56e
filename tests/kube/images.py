"""Images for a cluster that can pull none: made of a root file system, and imported by containerd's own tool.

In: names, root file systems, configurations. Out: an archive as ``docker save`` writes it; ``load`` imports it. The
names are those that the workflows have, the programs are busybox and a few lines of shell.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

BUSYBOX = Path("/bin/busybox")
SOCKET = Path(os.environ.get("KC_RUN", "/run/kcluster"), "containerd.sock")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_COWSAY = """#!/bin/sh
printf ' < %s >\\n' "$*"
"""


@dataclass(frozen=True)
class Image:
    """``files``: path → what stands there; all may be run. ``folder``: a root file system to put them on, else busybox
    with ``programs`` of this machine and the libraries that they need."""

    name: str
    files: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    programs: tuple[str, ...] = ()
    config: Mapping[str, object] = field(default_factory=lambda: {"Cmd": ["sh"]})


PLAIN = (
    Image("alpine:3.7"),
    Image("alpine:latest"),
    Image("busybox:latest"),
    Image("docker/whalesay:latest", {"usr/local/bin/cowsay": _COWSAY}),
)


EXECUTOR = "wfsim-executor:1"
_EXECUTOR_CONFIG = {
    "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHONPATH=/opt/wfsim"],
    "Cmd": ["wfsim-executor"],
}


def executor(place: Path) -> Image:
    """The executor's image, made of Debian packages in a folder."""
    script = Path(__file__).with_name("executor_rootfs.sh")
    subprocess.run(["sh", str(script), str(place), sys.executable], check=True, capture_output=True)
    return Image(EXECUTOR, folder=place, config=_EXECUTOR_CONFIG)


def controllers(place: Path, executor_folder: Path, *names: str) -> list[Image]:
    """The controller's image under these names, each another image, on top of the executor's root file system."""
    script = Path(__file__).with_name("controller_rootfs.sh")
    subprocess.run(
        ["sh", str(script), str(place), str(executor_folder), sys.executable], check=True, capture_output=True
    )
    environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHONPATH=/opt/controller", "WFSIM_NO_CACHE=1"]
    return [
        Image(name, {"etc/image": name}, place, config={"Env": environment, "Entrypoint": ["wfsim"], "User": "65534"})
        for name in names
    ]


def archive(images: Iterable[Image]) -> bytes:
    """The images as ``docker save`` writes them."""
    out = io.BytesIO()
    rows = []
    layers: dict[str, bytes] = {}
    with tarfile.open(fileobj=out, mode="w") as tar:
        for image in images:
            own = {hashlib.sha256(layer).hexdigest(): layer for layer in _layers(image)}
            config = json.dumps(
                {
                    "architecture": "amd64",
                    "os": "linux",
                    "config": {"Env": [f"PATH={_PATH}"], **image.config},
                    "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in own]},
                }
            ).encode()
            named = hashlib.sha256(config).hexdigest()
            for digest in own.keys() - layers.keys():
                _put(tar, f"{digest}.tar", own[digest])
            layers |= own
            _put(tar, f"{named}.json", config)
            names = [f"{digest}.tar" for digest in own]
            rows.append({"Config": f"{named}.json", "RepoTags": [image.name], "Layers": names})
        _put(tar, "manifest.json", json.dumps(rows).encode())
    return out.getvalue()


def load(images: Iterable[Image]) -> None:
    """Import them where the kubelet's containerd finds them."""
    words = ["ctr", "--address", str(SOCKET), "-n", "k8s.io", "images", "import", "-"]
    ran = subprocess.run(words, input=archive(images), check=False, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()


def can_load() -> bool:
    """Whether this machine runs the containerd of the cluster."""
    return SOCKET.exists() and shutil.which("ctr") is not None and BUSYBOX.exists()


def _layers(image: Image) -> Iterator[bytes]:
    """A root file system, which several images may share, and what an image has of its own."""
    yield _of_folder(image.folder) if image.folder else _of_busybox(image.programs)
    if image.files:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, text in image.files.items():
                _put(tar, name, text.encode(), 0o755)
        yield out.getvalue()


@cache
def _of_folder(root: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path in sorted(root.rglob("*")):
            tar.add(path, str(path.relative_to(root)), recursive=False, filter=_of_root)
    return out.getvalue()


@cache
def _of_busybox(programs: tuple[str, ...]) -> bytes:
    with TemporaryDirectory() as place:
        return _of_folder(_busybox(Path(place), programs))


def _of_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = "root"
    return entry


def _busybox(root: Path, programs: Iterable[str]) -> Path:
    """A root file system with busybox under all its names, and some programs of this machine."""
    for folder in ("bin", "etc", "root", "proc", "sys", "dev", "var", "usr/bin", "usr/local/bin", "tmp"):
        (root / folder).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    shutil.copy(BUSYBOX, root / "bin" / "busybox")
    for name in subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split():
        if name != "busybox":
            (root / "bin" / name).symlink_to("busybox")
    (root / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n")
    (root / "etc" / "group").write_text("root:x:0:\nnogroup:x:65534:\n")
    for name in programs:
        _bring(root, name)
    return root


def _bring(root: Path, program: str) -> None:
    """A program of this machine, and the libraries that its loader finds."""
    found = shutil.which(program, path="/usr/bin:/bin")
    if found is None:
        raise FileNotFoundError(f"this machine has no {program}")
    said = subprocess.run(["ldd", found], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"(?:=> )?(/\S+) \(0x", said)
    for path in (found, *needed):
        target = root / path.removeprefix("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copy(path, target)


def _put(tar: tarfile.TarFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    tar.addfile(entry, io.BytesIO(data))
