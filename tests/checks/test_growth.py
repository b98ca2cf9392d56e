"""The work of a lint grows as its text does, whatever is wrong with it. It is counted in calls."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from wfsim.checks.api import run_all
from wfsim.spec.workspace import load
from wfsim.text import Source

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: big-}
spec:
  entrypoint: main
  templates:
    - name: work
      inputs: {parameters: [{name: number}]}
      container: {image: "alpine:3.20", command: [echo, "{{inputs.parameters.number}}"]}
      outputs: {parameters: [{name: result, valueFrom: {path: /tmp/r}}]}
    - name: main
      dag:
        tasks:
"""
TASK = '        - {name: tNOW, template: work, DEPENDS, arguments: {parameters: [{name: number, value: "VALUE"}]}}\n'


def chain(size: int, change: Callable[[str], str]) -> list[Source]:
    """Each task waits for the one before it and reads its output."""
    tasks = [TASK.replace("DEPENDS, ", "").replace("VALUE", "0").replace("NOW", "0")]
    for number in range(1, size):
        value = f"{{{{tasks.t{number - 1}.outputs.parameters.result}}}}"
        task = TASK.replace("DEPENDS", f"depends: t{number - 1}").replace("VALUE", value)
        tasks.append(change(task.replace("NOW", str(number))))
    return [Source("big.yaml", HEAD + "".join(tasks))]


def files(size: int, change: Callable[[str], str]) -> list[Source]:
    """Workflows that call each a template of their own in another file."""
    library = HEAD.replace("kind: Workflow", "kind: WorkflowTemplate").partition("  entrypoint")[0]
    template = (
        f"{library.replace('generateName: big-', 'name: libNOW')}  templates:\n    - name: work\n      suspend: {{}}\n"
    )
    caller = HEAD.partition("    - name: work")[0]
    caller += "    - name: main\n      steps: [[{name: one, templateRef: {name: libNOW, template: work}}]]\n"
    texts = (
        (kind, text.replace("NOW", str(n))) for n in range(size) for kind, text in (("w", caller), ("t", template))
    )
    return [Source(f"{kind}{number}.yaml", change(text)) for number, (kind, text) in enumerate(texts)]


SENSOR = """\
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: sensor}
spec:
  triggers:
    - template:
        name: trigger
        argoWorkflow:
          operation: submit
          source:
            resource:
"""


def sensors(size: int, change: Callable[[str], str]) -> list[Source]:
    """As ``files``, with each caller inside of a Sensor."""
    made = files(size, change)
    for index in range(0, len(made), 2):
        inside = "".join(f"              {line}\n" for line in made[index].text.splitlines())
        made[index] = Source(made[index].name, SENSOR + inside)
    return made


def calls(sources: list[Source]) -> int:
    """Calls of Python functions that a lint makes."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        run_all(load(sources), isolate=False)
    finally:
        sys.setprofile(None)
    return count


CHANGES: dict[str, Callable[[str], str]] = {
    "nothing": lambda text: text,
    "unknown fields": lambda text: text.replace("depends:", "dependss:").replace("steps:", "stepss:"),
    "wrong types": lambda text: text.replace("name: number", "name: no").replace("entrypoint: main", "entrypoint: no"),
    "unknown outputs": lambda text: text.replace(".result", ".resutl").replace("template: work", "template: wrok"),
    "unknown tasks": lambda text: text.replace("depends: t", "depends: u"),
    "conditions": lambda text: text.replace("depends:", "when: \"'a' = 'b'\", depends:"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("made", [chain, files, sensors])
def test_twice_the_text_is_twice_the_work(made: Callable[..., list[Source]], change: str) -> None:
    calls(made(3, CHANGES[change]))  # what is made once is made
    few, many = (calls(made(size, CHANGES[change])) for size in (100, 200))
    assert many < 2.3 * few
