"""The files that features are asked about."""

from __future__ import annotations

from pathlib import Path

COMMON = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: common
spec:
  templates:
    - name: greet
      inputs:
        parameters:
          - name: text
            default: hello
            description: What is said
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
"""

MAIN = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: main-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: city
        value: Bonn
  templates:
    - name: main
      inputs:
        parameters:
          - name: city
      dag:
        tasks:
          - name: flip
            template: flip-coin
          - name: greet
            depends: flip.Succeeded
            when: "{{tasks.flip.outputs.result}} == heads"
            templateRef:
              name: common
              template: greet
            arguments:
              parameters:
                - name: text
                  value: "{{inputs.parameters.city}} {{=upper(tasks.flip.outputs.result)}}"
          - name: each
            depends: flip && greet
            template: show
            withItems: [{size: 1}, {size: 2}]
            arguments:
              parameters: [{name: num, value: "{{item.size}}"}]
    - name: flip-coin
      script:
        image: alpine:3.20
        command: [sh]
        source: |
          echo heads
    - name: show
      inputs:
        parameters:
          - name: num
          - {name: where, value: "{{workflow.parameters.city}}"}
      retryStrategy:
        retryPolicy: OnError
        expression: asInt(lastRetry.exitCode) > 1
      container:
        image: alpine:3.20
        args: ["{{inputs.parameters.num}}", "{{inputs.parameters.where}}"]
"""


def written(folder: Path) -> Path:
    """A folder with both."""
    (folder / "common.yaml").write_text(COMMON, encoding="utf-8")
    (folder / "main.yaml").write_text(MAIN, encoding="utf-8")
    return folder
