"""Where things are in the containers of a pod.

In: nothing. Out: ``Layout``: the paths, which tests put elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """``shared``: the volume of all containers. ``named``: how that volume is called in messages."""

    shared: Path = Path("/var/run/argo")
    staging: Path = Path("/argo/staging")
    secrets: Path = Path("/argo/secret")
    store: Path = Path("/argo/store")
    scratch: Path = Path("/tmp")
    said: Path = Path("/dev/termination-log")
    busybox: Path = Path("/opt/wfsim/busybox")
    named: str = "/var/run/argo"

    def container(self, name: str) -> Path:
        """The folder of a container of the user."""
        return self.shared / "ctr" / name

    def say(self, message: str) -> None:
        """Leave the message of this container."""
        try:
            self.said.write_text(message, encoding="utf-8", errors="replace")
        except OSError as problem:
            print(f"no message could be left: {problem}")

    def secret(self, reference: object) -> str:
        """A key of a secret that is mounted."""
        if not isinstance(reference, dict) or not reference.get("name"):
            return ""
        path = self.secrets / str(reference["name"]) / str(reference.get("key", ""))
        return path.read_text(encoding="utf-8")
