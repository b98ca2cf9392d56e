"""Every code that wfsim can print, each with one module whose docstring is the code's page.

In: nothing. Out: ``ALL`` (every module), ``OWN`` and ``RELAYED`` (their codes), ``module`` and ``own_modules``. Modules
are imported only when they are asked for: linting needs those of the folder ``own`` alone, which judge themselves;
those of the folder ``relayed`` pass on what the layers below find, and are read for their pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from wfsim.checks.api import CheckModule

    ALL: tuple[CheckModule, ...]

# Judged by a module of this package.
OWN: tuple[str, ...] = (
    "unknown-argument",
    "unknown-hook-template",
    "hook-missing-argument",
    "task-hook-without-expression",
    "unused-template",
    "recursion-without-condition",
    "unknown-volume",
    "bad-duration",
    "bad-number",
    "argument-not-in-enum",
    "wrong-reference",
    "output-never-produced",
    "misspelt-root",
    "item-outside-loop",
    "item-key-missing",
    "sibling-output",
    "not-a-dependency",
    "retry-variable",
    "unknown-config-map-key",
    "bad-with-param",
    "bad-when",
    "bad-depends",
    "bad-expression",
    "unknown-name",
    "wrong-call",
    "type-mismatch",
    "constant-condition",
    "value-breaks-when",
    "not-json",
    "blank-before-equals",
)

# Judged by a layer below, or by the command line where it reads files.
RELAYED = (
    "yaml-syntax",
    "duplicate-key",
    "too-deep",
    "too-many-aliases",
    "file-too-large",
    "empty-file",
    "not-text",
    "no-such-file",
    "unreadable-file",
    "empty-folder",
    "internal-error",
    "unrendered-template",
    "unused-ignore",
    "bad-ignore",
    "bad-config",
    "bad-baseline",
    "wrong-api-version",
    "unknown-kind",
    "unknown-field",
    "wrong-type",
    "missing-field",
    "nothing-to-lint",
    "duplicate-resource",
    "duplicate-name",
    "missing-name",
    "invalid-name",
    "name-too-long",
    "entrypoint-missing",
    "templates-with-template-ref",
    "hook-without-expression",
    "invalid-pod-gc",
    "invalid-executor-plugin",
    "invalid-pod-resources",
    "schedule-missing",
    "invalid-schedule",
    "invalid-timezone",
    "invalid-concurrency-policy",
    "invalid-starting-deadline",
    "unknown-template",
    "call-without-template",
    "template-and-templateref",
    "templateref-incomplete",
    "templateref-unresolved",
    "templateref-unknown-template",
    "templateref-namespaced",
    "argument-without-value",
    "invalid-argument-source",
    "empty-enum",
    "value-not-in-enum",
    "artifact-without-source",
    "from-and-from-expression",
    "missing-argument",
    "from-in-inputs",
    "artifact-without-path",
    "artifact-path-not-allowed",
    "artifact-path-escape",
    "git-repo-missing",
    "invalid-hdfs",
    "unresolved-variable",
    "unclosed-expression",
    "no-template-type",
    "several-template-types",
    "init-container-without-name",
    "resource-claims-without-pod",
    "timeout-not-allowed",
    "invalid-timeout",
    "invalid-retry-policy",
    "invalid-active-deadline",
    "active-deadline-not-allowed",
    "parallelism-not-allowed",
    "output-without-source",
    "output-with-two-sources",
    "output-source-unfit",
    "image-missing",
    "duplicate-mount-path",
    "container-set-empty",
    "container-set-without-main",
    "unknown-container-dependency",
    "container-cycle",
    "reserved-container-name",
    "invalid-resource-action",
    "manifest-missing",
    "manifest-twice",
    "unknown-manifest-artifact",
    "invalid-manifest",
    "several-loops",
    "sequence-count-and-end",
    "dag-without-tasks",
    "unknown-dependency",
    "dag-cycle",
    "digit-name-with-dependencies",
    "depends-and-dependencies",
    "depends-and-continue-on",
    "invalid-task-result",
    "items-condition-without-loop",
    "unknown-target",
    "argument-not-dependency",
    "invalid-metric-name",
    "metric-without-help",
    "metric-without-value",
    "realtime-resources-duration",
    "bad-mock",
    "unknown-mock-target",
    "unused-mock",
    "mock-without-effect",
    "unmocked-output",
    "run-stalled",
    "run-too-large",
    "run-too-long",
    "not-a-run",
    "broken-journal",
)

CODES = (*OWN, *RELAYED)


def module(code: str) -> CheckModule:
    """The module of a code. KeyError where there is no such code."""
    if code not in CODES:
        raise KeyError(code)
    folder = "own" if code in OWN else "relayed"
    return cast("CheckModule", import_module(f"wfsim.checks.{folder}.{code.replace('-', '_')}"))


def own_modules() -> tuple[CheckModule, ...]:
    """The modules that look for something themselves."""
    return tuple(module(code) for code in OWN)


def __getattr__(name: str) -> object:
    if name == "ALL":
        return tuple(module(code) for code in CODES)
    raise AttributeError(name)
