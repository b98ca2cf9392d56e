"""Change the engine a little, hundreds of times, and see which test notices: ``python -m tests.mutating``.

``--sample N --seed S`` runs as many mutants; ``--all`` every one, ``--only 'wfsim.engine.retry.*'`` those of a name;
``--again`` only those of them that nothing has killed yet; ``--report`` says what came of the last run. Prints the
counts and the survivors that ``docs/mutation.md`` does not account for; the exit code is 1 where there are such.
Needs ``pip install -e '.[dev,mutation]'``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.mutating import mutants, page


def run(names: list[str], children: int) -> None:
    """mutmut forks a process for every mutant from one that has imported everything."""
    program = Path(sys.executable).parent / "mutmut"
    subprocess.run([program, "run", f"--max-children={children}", *names], check=True, stdout=subprocess.DEVNULL)


def report(chosen: set[str] | None) -> int:
    ended = list(mutants.tried(chosen))
    known = page.explained(page.PAGE.read_text(encoding="utf-8"))
    alive = [one for one in ended if one.alive]
    new = [one for one in alive if one.change not in known]
    print(page.table(ended))
    print(f"\n{len(alive)} survived, {len(new)} of them without a reason on the page\n")
    for one in new:
        print(f"{page.item(one)}: {one.status}, `{one.name}`")
    return 1 if new else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--children", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    everything = options.all or options.only
    chosen = None if everything else set(mutants.sample(options.sample, options.seed))
    if options.again:
        left = (chosen or set(mutants.names())) - {
            one.name for one in mutants.tried() if one.status in (*mutants.DEAD, mutants.SAME)
        }
        run(sorted(left), options.children)
    elif not options.report:
        run(options.only or sorted(chosen or ()), options.children)
    return report(chosen)


if __name__ == "__main__":
    sys.exit(main())
