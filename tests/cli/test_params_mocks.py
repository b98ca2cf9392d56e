"""``wfsim params`` and ``wfsim mocks``: what can be set, and a file to begin with."""

from __future__ import annotations

import json

from tests.running import wfsim

WORKFLOW = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  arguments:
    parameters:
      - {name: level, value: info, enum: [info, debug], description: how much is said}
      - {name: needed, default: does not count}
      - {name: region, valueFrom: {configMapKeyRef: {name: settings, key: region}}}
      - {name: long, value: "a\\nb  c"}
      - {name: empty, value: ""}
  templates:
    - name: main
      inputs: {parameters: [{name: needed}]}
      steps:
        - - {name: gen, template: gen}
          - {name: approve, template: approve}
          - {name: ask, template: ask}
        - - {name: use, template: use, when: "{{steps.gen.outputs.parameters.a}} == yes"}
          - {name: more, template: use, withParam: "{{steps.gen.outputs.result}}"}
    - name: gen
      script: {image: a, source: "{{workflow.parameters.level}}"}
      outputs: {parameters: [{name: a, valueFrom: {path: /a}}, {name: unread, valueFrom: {path: /b}}]}
    - name: approve
      suspend: {}
      outputs: {parameters: [{name: go, valueFrom: {supplied: {}}}]}
    - {name: ask, http: {url: "https://example.com"}}
    - {name: use, container: {image: a, args: ["{{=workflow.parameters['level']}}"]}}
"""

LIBRARY = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: lib}
spec:
  templates:
    - name: say
      inputs: {parameters: [{name: text, description: what to say}, {name: times, default: 1}]}
      container: {image: a}
"""


def test_params_as_text() -> None:
    ran = wfsim("params", "-", stdin=WORKFLOW)
    assert ran.code == 0
    assert ran.out == (
        "PARAMETER  DEFAULT                         ALLOWED      TAKEN BY   DESCRIPTION\n"
        "level      info                            info, debug  gen, use   how much is said\n"
        "needed     (required)                                   main\n"
        "region     ConfigMap settings, key region               (nothing)\n"
        "long       a b c                                        (nothing)\n"
        'empty      ""                                           (nothing)\n'
    )


def test_params_as_json() -> None:
    rows = json.loads(wfsim("params", "-", "--format", "json", stdin=WORKFLOW).out)
    assert rows[0] == {
        "name": "level",
        "default": "info",
        "source": "",
        "enum": ["info", "debug"],
        "description": "how much is said",
        "template": "",
        "required": False,
        "takenBy": ["gen", "use"],
    }
    assert [one["required"] for one in rows] == [False, True, False, False, False]


def test_params_of_a_library_are_those_of_its_templates() -> None:
    ran = wfsim("params", "-", stdin=LIBRARY)
    assert ran.out.splitlines()[1:] == ["say: text   (required)  what to say", "say: times  1"]


def test_a_workflow_without_parameters_says_so() -> None:
    ran = wfsim("params", "-", stdin=LIBRARY.replace("inputs:", "x:").replace("x: {", "metadata: {labels: {}} #"))
    assert ran.code == 0 and ran.out == "" and "lib takes no parameters" in ran.err


def test_the_skeleton_says_what_is_needed() -> None:
    ran = wfsim("mocks", "-", stdin=WORKFLOW)
    assert ran.code == 0
    assert ran.out.partition("mocks:\n")[2] == (
        "  - template: gen\n"
        "    outputs:\n"
        "      parameters:\n"
        '        a: "yes"\n'
        '    result: "[\\"gen_result_1\\", \\"gen_result_2\\"]"\n'
        "  - template: approve  # a suspend template\n"
        "    resume:\n"
        "      parameters:\n"
        "        go: go\n"
        "  # Nothing reads what these leave; they could fail or take their time:\n"
        "  # - template: ask\n"
        "  #   exitCode: 0\n"
        "  # - template: use\n"
        "  #   exitCode: 0\n"
    )


def test_the_skeleton_works_as_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "wf.yaml").write_text(WORKFLOW)
    (tmp_path / "mocks.yaml").write_text(wfsim("mocks", str(tmp_path / "wf.yaml")).out)
    words = ("-p", "needed=x", "--mocks", str(tmp_path / "mocks.yaml"), "--strict-mocks")
    (tmp_path / "cm.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {region: eu}\n"
    )
    ran = wfsim("simulate", str(tmp_path / "wf.yaml"), str(tmp_path / "cm.yaml"), *words)
    assert (ran.code, ran.err) == (0, "")


def test_a_workflow_without_anything_to_mock() -> None:
    ran = wfsim("mocks", "-", "--entrypoint", "use", stdin=WORKFLOW)
    assert "mocks: []" in ran.out
