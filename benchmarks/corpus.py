"""The files that the lint benchmark reads: Argo's examples where they lie beside the checkout, else the project's own.

In: nothing. Out: ``Corpus``. Called by ``cases``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of manifests and what it is."""

    folder: Path
    about: str
    texts: tuple[bytes, ...]

    def compose(self) -> None:
        """The floor of reading: libyaml composes the same bytes, in process, and nothing is done with the nodes."""
        import yaml

        loader: Any = yaml.CSafeLoader
        for text in self.texts:
            for _ in yaml.compose_all(text, Loader=loader):
                pass


def corpus() -> Corpus:
    """Argo's examples, or the fixtures of the guide."""
    data = Path(os.environ.get("WFSIM_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
    folder, name = data / "argo-examples", "Argo's examples"
    if not folder.is_dir():
        folder, name = ROOT / "fixtures" / "guide", "the guide's fixtures"
    texts = tuple(path.read_bytes() for path in sorted(folder.rglob("*.yaml")))
    return Corpus(folder, f"{len(texts)} files, {name}", texts)
