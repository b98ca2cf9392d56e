"""``python -m benchmarks [--quick] [lint]``: every figure, or those of lint, as a row of a Markdown table; fails where
an aim is missed."""

from __future__ import annotations

import platform
import sys

from benchmarks import lints
from benchmarks.cases import all_figures
from benchmarks.figure import Figure

HEAD = "| what | amount | floor | amount of the floor | ratio | aim |\n|---|---|---|---|---|---|"


def row(figure: Figure) -> str:
    """A row of the table."""
    aim = "" if figure.aim is None else f"≤ {figure.aim:g}{'' if figure.met else ', missed'}"
    amounts = f"{figure.said(figure.amount)} | {figure.floor} | {figure.said(figure.floor_amount)}"
    return f"| {figure.what} | {amounts} | {figure.ratio:.2f} | {aim} |"


def main() -> int:
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n\n{HEAD}")
    missed = 0
    figures = lints.figures if "lint" in sys.argv[1:] else all_figures
    for figure in figures(quick="--quick" in sys.argv[1:]):
        print(row(figure), flush=True)
        missed += not figure.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
