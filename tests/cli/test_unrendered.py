"""Templates of Helm and patches of Kustomize are set aside with one note; a broken manifest stays an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from wfsim.cli.gotemplates import tag_of
from wfsim.text import Source

NOTE = "unrendered-template"
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def found(*words: str) -> list[tuple[str, str, str]]:
    ran = wfsim("lint", *words, "--format", "json")
    assert ran.code in (0, 1), ran.err
    return [(one["severity"], one["path"], one["code"]) for one in json.loads(ran.out)["findings"]]


# What Helm has work left on, and no YAML for that reason.
TEMPLATES = {
    "condition": "{{- if .Values.enabled }}\n" + GOOD + "{{- end }}\n",
    "condition-without-trim": "{{ if .Values.enabled }}\n" + GOOD + "{{ end }}\n",
    "value": GOOD.replace("good-", "{{ .Release.Name }}-"),
    "bare-value": HEAD + "metadata:\n  name: {{ .Values.name }}\nspec:\n  entrypoint: {{.Values.entry}}\n",
    "include": HEAD + 'metadata:\n  labels:\n    {{- include "x.labels" . | nindent 4 }}\n    app: x\n',
    "include-in-line": HEAD + 'metadata:\n  labels: {{ include "x.labels" . | nindent 4 }}\n',
    "function-first": HEAD + 'metadata:\n  name: {{ default "x" .Values.name }}\n',
    "piped": HEAD + "metadata:\n  name: {{ lower .Values.name | quote }}\n",
    "range": HEAD + "spec:\n  templates:\n  {{- range .Values.names }}\n  - name: {{ . }}\n  {{- end }}\n",
    "range-of-documents": "{{- range $i, $e := .Values.all }}\n---\n" + GOOD + "{{- end }}\n",
    "range-in-a-list": HEAD + 'spec: [{{ range .Values.all }}"{{ . }}",{{ end }}]\n',
    "with-and-variables": "{{- $name := .Values.name -}}\n{{- with .Values.x }}\n" + GOOD + "{{- end }}\n",
    "comment": "{{- /*\n  Don't: [\n*/ -}}\n" + GOOD.replace("good-", "{{ .Values.x }}"),
    "quotes-in-quotes": GOOD.replace("alpine:3.20", '"{{ .Values.image | default "alpine" }}"'),
    "quoted-tags-of-argo": GOOD.replace("hello", '"{{ "{{" }}inputs.parameters.x{{ "}}" }}"') + "{{ if .Values.x }}\n",
    "raw-tags-of-argo": GOOD.replace("hello", "{{`{{inputs.parameters.x}}`}}"),
    "key": HEAD + "metadata:\n  labels:\n    {{ .Values.key }}: x\n",
    "end-with-comment": "{{- if .Values.x }} # only then\n" + GOOD + "{{- end }}\n",
    "carriage-returns": ("{{- if .Values.x }}\n" + GOOD + "{{- end }}\n").replace("\n", "\r\n"),
    "valid-yaml": GOOD.replace("good-", '"{{ .Values.name }}-"'),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_of_helm_is_one_note(name: str) -> None:
    put("template.yaml", TEMPLATES[name])
    assert found(".") == [("info", "template.yaml", NOTE)]


SCRIPT = """    - name: inspect
      script:
        image: docker:27
        command: [sh]
        source: |
          docker inspect -f '{{.State.Status}}' x
          kubectl get -o go-template='{{range .items}}{{.x}}{{end}}'
          cat > chart.yaml <<EOF
          {{- if .Values.x }}
          a: {{ .Values.a }}
          {{- end }}
          EOF
"""


JINJA = {
    "block": "{% if enabled %}\n" + GOOD + "{% endif %}\n",
    "loop": HEAD + "spec:\n  templates:\n{%- for name in names %}\n  - name: {{ name }}\n{%- endfor %}\n",
    "in-line": GOOD.replace("alpine:3.20", "{% if x %}alpine{% else %}debian{% endif %}"),
}


@pytest.mark.parametrize("name", JINJA)
def test_a_template_of_jinja_is_one_note(name: str) -> None:
    put("template.yaml", JINJA[name])
    assert found(".") == [("info", "template.yaml", NOTE)]
    assert "this is a template of Jinja" in wfsim("lint", ".").out


def test_jinja_in_a_script_is_no_template() -> None:
    put("a.yaml", GOOD + SCRIPT.replace("EOF\n", "{% if x %}\n          EOF\n"))
    assert found("a.yaml") == [("info", "a.yaml", "unused-template")]


def test_go_in_a_script_is_no_template_of_helm() -> None:
    put("a.yaml", GOOD + SCRIPT)
    assert found("a.yaml") == [("info", "a.yaml", "unused-template")]
    arguments = GOOD.replace("[echo, hello]", "[docker, inspect, -f, '{{ .Values.x }}']")
    put("b.yaml", arguments)
    assert found("b.yaml") == []


BROKEN = {
    "indentation": GOOD + SCRIPT + "   - name: odd\n     container: {image: alpine:3.20}\n",
    "unclosed-quote": (GOOD + SCRIPT).replace("alpine:3.20", '"alpine:3.20'),
    "bare-tag-of-argo": (GOOD + SCRIPT).replace("hello", "{{workflow.name}}").replace("[echo, ", "[echo, ["),
    "bare-tag-as-a-value": HEAD + "metadata: {generateName: a-}\nspec:\n  entrypoint: {{workflow.parameters.x}} a\n",
    "expression": HEAD + "metadata: {generateName: a-}\nspec:\n  entrypoint: {{=workflow.parameters.x}} a\n",
    "tab": HEAD + "spec:\n\tentrypoint: '{{ .Values.x }}'\n",
    "in-another-document": GOOD + SCRIPT + "---\nkind: [\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_manifest_stays_an_error(name: str) -> None:
    put("broken.yaml", BROKEN[name])
    codes = [code for severity, _, code in found(".") if severity == "error"]
    assert "yaml-syntax" in codes and NOTE not in codes


def test_all_templates_of_a_chart_are_one_note() -> None:
    put("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n")
    put("chart/values.yaml", "a: 1\n")
    for name in ("a", "b", "deeper/c"):
        put(f"chart/templates/{name}.yaml", GOOD.replace("hello", "'{{ .Chart.Name }}'"))
    put("chart/templates/plain.yaml", BAD)
    put("chart/charts/below/Chart.yaml", "name: below\n")
    put("chart/charts/below/templates/d.yaml", GOOD.replace("hello", "'{{ include \"x\" . }}'"))
    assert found(".") == [
        ("info", "chart/charts/below/templates/d.yaml", NOTE),
        ("error", "chart/templates/plain.yaml", "unknown-template"),
    ]
    assert ", nor are 3 other files" in wfsim("lint", ".").out
    put("templates/a.yaml", BAD.replace("hello", "'{{ .Chart }}'"))
    assert found("templates") == [("error", "templates/a.yaml", "unknown-template")]


PATCH = HEAD + "metadata: {name: x}\nspec:\n  parallelism: 3\n"


@pytest.mark.parametrize(
    "said",
    [
        "patches: [{path: patches/p.yaml}]\n",
        "patchesStrategicMerge: [patches/p.yaml]\n",
        "patchesJson6902:\n- target: {kind: Workflow}\n  path: ./patches/p.yaml\n",
    ],
)
@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_a_patch_of_kustomize_is_one_note(said: str, name: str) -> None:
    put(f"overlay/{name}", f"resources: [../base]\n{said}")
    put("overlay/patches/p.yaml", PATCH)
    put("base/w.yaml", GOOD)
    for words in (["."], ["overlay/patches"], ["overlay/patches/p.yaml"], ["overlay/patches/p.yaml", "--with", "."]):
        assert found(*words) == [("info", "overlay/patches/p.yaml", NOTE)]


def test_a_patch_that_nobody_names_is_a_manifest() -> None:
    put("overlay/kustomization.yaml", "resources: [w.yaml]\npatches:\n- patch: |\n    - op: replace\n- 3\n- path: []\n")
    put("overlay/w.yaml", PATCH)
    assert "entrypoint-missing" in [code for _, _, code in found(".")]


@pytest.mark.parametrize("text", ["patches: {a: b}\n", "- 1\n", "patches: [\n", "\xff", ""])
def test_a_kustomization_may_be_anything(text: str) -> None:
    Path("kustomization.yaml").write_bytes(text.encode("latin-1"))
    put("w.yaml", GOOD)
    assert found("w.yaml") == []


def test_templates_beside_are_set_aside_as_well() -> None:
    put("chart/Chart.yaml", "name: chart\n")
    put("chart/templates/a.yaml", GOOD.replace("good-", "{{ .Release.Name }}-"))
    put("w.yaml", GOOD)
    assert found("w.yaml", "--with", ".") == []


def test_the_note_can_be_ignored() -> None:
    put("template.yaml", TEMPLATES["value"])
    assert found(".", "--ignore", NOTE) == []


@pytest.mark.parametrize(
    "text", ["{{" * 20_000, '{{ "' * 20_000, "{{ `" * 20_000, "{{-" * 20_000 + "\n{{ .Values." * 20_000]
)
def test_tags_that_never_close_cost_little(text: str) -> None:
    tag_of(Source("a.yaml", text), False)
