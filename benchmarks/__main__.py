"""``python -m benchmarks [--quick]``: every figure as a row of a Markdown table; fails where an aim is missed."""

from __future__ import annotations

import platform
import sys

from benchmarks.cases import Figure, all_figures

HEAD = "| what | time | floor | time of the floor | ratio | aim |\n|---|---|---|---|---|---|"


def row(figure: Figure) -> str:
    """A row of the table."""
    aim = "" if figure.aim is None else f"≤ {figure.aim:g}{'' if met(figure) else ', missed'}"
    times = f"{said(figure.seconds)} | {figure.floor} | {said(figure.floor_seconds)}"
    return f"| {figure.what} | {times} | {figure.ratio:.2f} | {aim} |"


def met(figure: Figure) -> bool:
    return figure.aim is None or figure.ratio <= figure.aim


def said(seconds: float) -> str:
    """Milliseconds, or microseconds where they are few."""
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.2f} µs"


def main() -> int:
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n\n{HEAD}")
    missed = 0
    for figure in all_figures(quick="--quick" in sys.argv[1:]):
        print(row(figure), flush=True)
        missed += not met(figure)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
