"""``python -m benchmarks [--quick | --full] [PART …]``: figures as rows of a Markdown table.

It fails where an aim is missed.
"""

from __future__ import annotations

import argparse
import platform
import sys

from benchmarks.cases import ASKED_FOR, PARTS, Size
from benchmarks.figure import Figure

HEAD = "| what | amount | floor | amount of the floor | ratio | aim |\n|---|---|---|---|---|---|"


def row(figure: Figure) -> str:
    """A row of the table."""
    aim = "" if figure.aim is None else f"≤ {figure.aim:g}{'' if figure.met else ', missed'}"
    amounts = f"{figure.said(figure.amount)} | {figure.floor} | {figure.said(figure.floor_amount)}"
    return f"| {figure.what} | {amounts} | {figure.ratio:.2f} | {aim} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"of {', '.join(PARTS)}")
    for size, what in ((Size.QUICK, "smaller runs"), (Size.FULL, "simulations of up to a million nodes")):
        parser.add_argument(f"--{size.value}", dest="size", action="store_const", const=size, help=what)
    parser.set_defaults(size=Size.USUAL)
    options = parser.parse_args()
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n\n{HEAD}")
    missed = 0
    for name in options.parts or [one for one in PARTS if one not in ASKED_FOR]:
        for figure in PARTS[name](options.size):
            print(row(figure), flush=True)
            missed += not figure.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
