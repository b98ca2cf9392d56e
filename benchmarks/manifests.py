"""Manifests of any number: a repository of files that refer to each other, a workflow of many tasks.

In: a number. Out: texts. Called by ``cases``.
"""

from __future__ import annotations

from pathlib import Path

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata:\n  {name}\nspec:\n"

LIBRARY = """\
  templates:
    - name: build
      inputs:
        parameters:
          - name: target
          - name: mode
            default: fast
      container:
        image: alpine:3.20
        command: [sh, -c]
        args: ["make {{inputs.parameters.target}} MODE={{inputs.parameters.mode}}"]
"""

CALLER = """\
  entrypoint: main
  arguments:
    parameters:
      - name: who
        value: world
  templates:
    - name: main
      dag:
        tasks:
          - name: build
            templateRef:
              name: library-NUMBER
              template: build
            arguments:
              parameters:
                - name: target
                  value: "{{workflow.parameters.who}}"
          - name: check
            depends: build.Succeeded
            template: check
            when: "{{workflow.parameters.who}} != nobody"
            arguments:
              parameters:
                - name: number
                  value: "{{item}}"
            withItems: [1, 2, 3]
    - name: check
      inputs:
        parameters:
          - name: number
      script:
        image: python:3.12
        command: [python]
        source: |
          print({{inputs.parameters.number}})
"""

CRON = """\
  schedules: ["5 3 * * *"]
  timezone: Europe/Berlin
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
          command: [echo, hello]
"""

KINDS = (
    ("WorkflowTemplate", "name: library-NUMBER", LIBRARY),
    ("Workflow", "generateName: first-", CALLER),
    ("Workflow", "generateName: second-", CALLER),
    ("CronWorkflow", "name: cron-NUMBER", CRON),
)

TASKS = """\
  entrypoint: main
  templates:
    - name: work
      inputs: {parameters: [{name: number}]}
      container: {image: "alpine:3.20", command: [echo, "{{inputs.parameters.number}}"]}
      outputs: {parameters: [{name: result, valueFrom: {path: /tmp/result}}]}
    - name: main
      dag:
        tasks:
"""
WIDTH = 10  # tasks of a layer


def write(folder: Path, files: int) -> Path:
    """A repository of so many files, each library with two workflows that call it, in folders of a hundred."""
    for number in range(files):
        kind, name, body = KINDS[number % len(KINDS)]
        text = (HEAD.format(kind=kind, name=name) + body).replace("NUMBER", str(number // len(KINDS)))
        place = folder / f"team-{number // 100}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def tasks(count: int) -> str:
    """A workflow of so many tasks in layers; each waits for two of the layer before, and reads from one of them."""
    lines = [HEAD.format(kind="Workflow", name="generateName: big-"), TASKS]
    for number in range(count):
        needs, value = "", str(number)
        if number >= WIDTH:
            before = number - WIDTH
            needs = f', depends: "t{before} && t{before // WIDTH * WIDTH}"'
            value = f"{{{{tasks.t{before}.outputs.parameters.result}}}}"
        arguments = f'{{parameters: [{{name: number, value: "{value}"}}]}}'
        lines.append(f"        - {{name: t{number}, template: work{needs}, arguments: {arguments}}}\n")
    return "".join(lines)
