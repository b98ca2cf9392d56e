"""Pictures of plans and runs: DOT, Mermaid, and through Graphviz SVG and PNG.

In: ``Plan`` or ``RunRecord``. Out: text, or the bytes of a picture. Called by ``wfsim graph`` and the API. The home
of the ``graphviz`` package, which is imported when a picture is asked for; it needs the program ``dot``.
"""

from __future__ import annotations

from wfsim.plan.plan import Plan
from wfsim.record.run import RunRecord
from wfsim.render import dot as dot_language
from wfsim.render import mermaid as mermaid_language
from wfsim.render import plan_drawing, run_drawing

PICTURES = ("svg", "png")


class NoGraphviz(Exception):
    """There is no program ``dot`` here; the message says how to get it."""


class GraphvizFailed(Exception):
    """Graphviz did not draw the picture; the message has its last words."""


def dot(plan: Plan) -> str:
    """A plan as DOT."""
    return dot_language.dot(plan_drawing.drawing(plan))


def dot_of_run(record: RunRecord) -> str:
    """A run as DOT, phases in colour."""
    return dot_language.dot(run_drawing.drawing(record))


def mermaid(plan: Plan) -> str:
    """A plan as a Mermaid flowchart."""
    return mermaid_language.mermaid(plan_drawing.drawing(plan))


def mermaid_of_run(record: RunRecord) -> str:
    """A run as a Mermaid flowchart, phases in colour."""
    return mermaid_language.mermaid(run_drawing.drawing(record))


def picture(dot_text: str, format: str) -> bytes:
    """DOT → SVG or PNG. NoGraphviz where ``dot`` is absent, GraphvizFailed where it gives up."""
    import graphviz  # type: ignore[import-untyped]

    try:
        return bytes(graphviz.Source(dot_text).pipe(format=format, quiet=True))
    except graphviz.ExecutableNotFound as error:
        raise NoGraphviz(
            f"drawing {format.upper()} needs Graphviz, and its program 'dot' is not on the PATH; install it "
            "(apt-get install graphviz, brew install graphviz, winget install graphviz, dnf install graphviz), "
            "or ask for --format mermaid or dot, which need nothing"
        ) from error
    except graphviz.CalledProcessError as error:
        said = error.stderr if isinstance(error.stderr, str) else (error.stderr or b"").decode("utf-8", "replace")
        raise GraphvizFailed(f"Graphviz could not draw it: {' '.join(said.split())[:300]}") from error
