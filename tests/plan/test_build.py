"""Plans: what is called, from where, how often, and what cannot be told."""

from __future__ import annotations

from tests.plan.given import document, named, planned
from wfsim.plan.plan import Need, Role
from wfsim.spec.model import TemplateKind

LEAF = "- {name: leaf, container: {image: i}}\n"


def test_steps_and_groups() -> None:
    found = planned(
        document(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a, template: leaf}
              - - {name: b, template: leaf, when: "{{steps.a.outputs.result}} == x"}
                - {name: c, template: leaf, withItems: [1, 2, 3]}
            - {name: leaf, container: {image: i}}
            """
        )
    )
    main = found.invocations[0]
    assert main.role is Role.ENTRYPOINT and main.kind is TemplateKind.STEPS
    assert [[one.name for one in group] for group in found.groups_of(main)] == [["a"], ["b", "c"]]
    assert named(found, "b").when == "{{steps.a.outputs.result}} == x"
    loop = named(found, "c").loop
    assert loop is not None and (loop.field, loop.count, loop.over) == ("withItems", 3, "1, 2, 3")
    assert not found.recursive


def test_tasks_and_their_needs() -> None:
    found = planned(
        document(
            """
            entrypoint: main
            templates:
            - name: main
              dag:
                tasks:
                - {name: a, template: leaf}
                - {name: b, template: leaf, dependencies: [a]}
                - {name: c, template: leaf, depends: "a && (b.Failed || b.Errored)"}
            - {name: leaf, container: {image: i}}
            """
        )
    )
    assert named(found, "b").needs == (Need("a"),)
    assert named(found, "c").needs == (Need("a"), Need("b", ("Failed", "Errored")))


def test_recursion_is_a_reference_back() -> None:
    found = planned(
        document(
            """
            entrypoint: flip
            templates:
            - name: flip
              steps:
              - - {name: once, template: leaf}
                - {name: again, template: flip}
            - {name: leaf, container: {image: i}}
            """
        )
    )
    assert len(found.invocations) == 3
    assert named(found, "again").back_to == 0 and found.recursive


def test_recursion_over_two_templates_ends() -> None:
    found = planned(
        document(
            """
            entrypoint: a
            templates:
            - {name: a, steps: [[{name: to-b, template: b}]]}
            - {name: b, steps: [[{name: to-a, template: a}]]}
            """
        )
    )
    assert [one.name for one in found.invocations] == ["a", "to-b", "to-a"]
    assert named(found, "to-a").back_to == 0


def test_a_body_stands_in_the_plan_once() -> None:
    levels = "".join(
        f"- {{name: t{i}, steps: [[{{name: l, template: t{i + 1}}}, {{name: r, template: t{i + 1}}}]]}}\n"
        for i in range(30)
    )
    found = planned(document("entrypoint: t0\ntemplates:\n" + levels + "- {name: t30, container: {image: i}}\n"))
    assert len(found.invocations) == 61
    assert sum(one.same_as is not None for one in found.invocations) == 29


def test_five_thousand_levels() -> None:
    levels = "".join(f"- {{name: t{i}, steps: [[{{name: s, template: t{i + 1}}}]]}}\n" for i in range(5000))
    found = planned(document("entrypoint: t0\ntemplates:\n" + levels + "- {name: t5000, container: {image: i}}\n"))
    assert len(found.invocations) == 5001


def test_reference_switches_the_scope() -> None:
    library = document(
        """
        templates:
        - {name: outer, steps: [[{name: inside, template: leaf}]]}
        - {name: leaf, suspend: {}}
        """,
        "WorkflowTemplate",
        "lib",
    )
    found = planned(
        document(
            """
            entrypoint: main
            templates:
            - {name: main, steps: [[{name: far, templateRef: {name: lib, template: outer}}]]}
            - {name: leaf, container: {image: i}}
            """
        ),
        library,
    )
    assert named(found, "far").owner == "lib"
    assert named(found, "inside").kind is TemplateKind.SUSPEND


def test_what_is_missing_has_a_reason() -> None:
    found = planned(
        document(
            """
            entrypoint: main
            templates:
            - name: main
              steps:
              - - {name: a, template: nobody}
                - {name: b, templateRef: {name: lib, template: x}}
                - {name: c, templateRef: {name: "{{item}}", template: x}}
                - {name: d}
            """
        )
    )
    assert [named(found, name).reason for name in "abcd"] == [
        "template 'nobody' not found",
        "WorkflowTemplate 'lib' was not given",
        "the template's name is known only when it runs",
        "no template is named",
    ]


def test_no_entrypoint_is_an_invocation_with_a_reason() -> None:
    found = planned(document("templates: []"))
    assert found.invocations[0].reason == "no template is named"


def test_a_library_is_planned_from_what_nobody_calls() -> None:
    found = planned(
        document(
            """
            templates:
            - {name: one, steps: [[{name: s, template: leaf}]]}
            - {name: two, container: {image: i}}
            - {name: leaf, container: {image: i}}
            """,
            "WorkflowTemplate",
        )
    )
    assert [found.invocations[root].name for root in found.roots] == ["one", "two"]


def test_inline_exit_handlers_and_hooks() -> None:
    found = planned(
        document(
            """
            entrypoint: main
            onExit: leaf
            hooks: {running: {template: leaf, expression: 'workflow.status == "Running"'}}
            templates:
            - name: main
              steps:
              - - name: a
                  inline: {steps: [[{name: deep, template: leaf}]]}
                  onExit: leaf
                  hooks: {slow: {template: leaf, expression: 'steps.a.status == "Running"'}}
            - {name: leaf, container: {image: i}}
            """
        )
    )
    a = named(found, "a")
    assert a.inline and [one.name for one in found.calls_of(a)] == ["deep", "exit", "slow"]
    assert [one.role for one in found.hooks_of(a)] == [Role.EXIT, Role.HOOK]
    assert [found.invocations[root].role for root in found.roots] == [Role.ENTRYPOINT, Role.EXIT, Role.HOOK]


def test_retries_of_template_workflow_and_defaults() -> None:
    own = "entrypoint: leaf\ntemplates:\n- {name: leaf, container: {image: i}, retryStrategy: {limit: 2}}\n"
    whole = "entrypoint: leaf\nretryStrategy: {limit: 3}\ntemplates:\n" + LEAF
    default = "entrypoint: leaf\ntemplateDefaults: {retryStrategy: {limit: 4}}\ntemplates:\n" + LEAF
    retries = [planned(document(one)).invocations[0].retry for one in (own, whole, default)]
    assert [one.limit if one else None for one in retries] == ["2", "3", "4"]


def test_workflow_template_ref() -> None:
    library = document("entrypoint: leaf\ntemplates:\n" + LEAF, "WorkflowTemplate", "lib")
    found = planned(document("workflowTemplateRef: {name: lib}"), library)
    assert found.invocations[0].kind is TemplateKind.CONTAINER


def test_loop_counts() -> None:
    def count(loop: str) -> int | None:
        spec = f"entrypoint: m\ntemplates:\n- {{name: m, steps: [[{{name: s, template: leaf, {loop}}}]]}}\n"
        found = named(planned(document(spec + LEAF)), "s").loop
        assert found is not None
        return found.count

    assert count("withSequence: {count: 5}") == 5
    assert count("withSequence: {start: 3, end: 1}") == 3
    assert count("withSequence: {end: 3}") == 4
    assert count('withSequence: {count: "{{workflow.parameters.n}}"}') is None
    assert count("withParam: '[1, 2]'") == 2
    assert count("withParam: '{{workflow.parameters.n}}'") is None
