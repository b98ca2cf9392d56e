"""What people write in expressions and conditions when they think of another language, and how to write it here.

In: a text that its language refuses. Out: the first trap in it, with its place. The checks and ``wfsim eval`` ask here
after an error: a text without one may look the same and be right.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wfsim.text.records import NamedTuple

# The words with which a variable begins.
ROOTS: Final = ("steps", "tasks", "inputs", "workflow", "outputs", "item", "lastRetry")


class Trap(NamedTuple):
    """A mistake of a known kind: what is wrong, how to write it, and where it is. ``write``: what to put in its place
    where nothing is left to decide."""

    message: str
    hint: str
    start: int
    end: int
    write: str = ""


class _Rule(NamedTuple):
    """A pattern; ``message``, ``hint`` and ``write`` may use what it found."""

    pattern: str
    message: str
    hint: str
    write: str = ""


_REFERENCE: Final = rf"(?<![\w.$'\"-])(?:{'|'.join(ROOTS)})(?:\.[\w-]+)+"
_SHELL: Final = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_WORDS: Final = {"and": "&&", "or": "||", "not": "!"}
_QUOTES: Final = _Rule("[\u2018\u2019\u201c\u201d]", "`{0}` is a typographic quote", "Use straight quotes: ' or \".")
_COMMON: Final = (
    _QUOTES,
    _Rule(r"===|!==", "`{0}` is no operator", "Write `{short}`.", "{short}"),
    _Rule(r"<>", "`<>` is no operator", "Write `!=`.", "!="),
    _Rule(r"=<", "`=<` is no operator", "Write `<=`.", "<="),
    _Rule(r"(?<![\w-])-(?:eq|ne|lt|gt|le|ge)(?!\w)", "`{0}` belongs to the shell", "Write `{shell}`.", "{shell}"),
    _Rule(r"(?<![\w.'\"-])(?:eq|ne|lt|gt|le|ge)(?=\s)", "`{0}` is no operator", "Write `{shell}`.", "{shell}"),
    _Rule(r"(?<![\w.'\"-])is\s+not(?!\w)", "`is not` is no operator", "Write `!=`.", "!="),
    _Rule(r"(?<=\s)is(?=\s)", "`is` is no operator", "Write `==`.", "=="),
)
_SINGLE: Final = _Rule(r"(?<![=!<>~])=(?![=~>])", "`=` does not compare", "Write `==`.", "==")
_WHEN: Final = (
    _Rule(_REFERENCE, "`{0}` has no braces, and is read as words", "Write `{braced}`."),
    *_COMMON,
    _Rule(r"(?<![\w.$-])not\s+in(?!\w)", "`not in` is no operator of `when`", "Write `!(… in (…))`."),
    _Rule(r"(?i)(?<![\w.$-])(?:and|or)(?![\w.-])", "`{0}` is no operator of `when`", "Write `{sign}`.", "{sign}"),
    _Rule(r"(?i)(?<![\w.$-])not(?![\w.-])", "`{0}` is no operator of `when`", "Write `{sign}`."),
    _Rule(r"=>", "`=>` is no operator", "Write `>=`.", ">="),
    _SINGLE,
    _Rule(
        r"(?<![\w.$-])(?:contains|startsWith|endsWith|matches)(?=\s)",
        "`{0}` is no operator of `when`",
        "Use a pattern, `'…' =~ '^text'`, or make it an expression: `when: \"{{{{= … }}}}\"`.",
    ),
    _Rule(
        r"(?<![\w.$-])[A-Za-z]\w*(?:\.\w+)?(?=\()",
        "`{0}` is called, and `when` has no functions",
        'Make it an expression: `when: "{{{{= {0}(…) }}}}"`.',
    ),
    _Rule(r"(?<=in)\s*\[", "a list stands in parentheses here", "Write `in ('a', 'b')`."),
    _Rule(r"(?<![\w.$'\"-])(?:True|False|TRUE|FALSE)(?![\w.-])", "`{0}` is a text here", "Write `{low}`."),
    _Rule(r"\$[({]|\[\[|`", "`{0}` belongs to the shell", "A condition sees variables in tags: `{{{{…}}}}`."),
    _Rule(
        r"(?<![\w.$'\"/-])[A-Za-z]\w*(?:[-./:]+\w+)*(?:[-/:]+\w+)(?:[-./:]+\w+)*",
        "`{0}` without quotes is taken for a calculation",
        "Write `'{0}'`.",
        "'{0}'",
    ),
)
_EXPRESSION: Final = (
    _Rule(
        r"(?<![\w.])[A-Za-z][\w+-]*://[^\s\0,)\]}]*",
        "`{0}` has no quotes, and `//` begins a comment",
        "Write `'{0}'`.",
        "'{0}'",
    ),
    _Rule(r"\{\{\s*=?", "a tag in an expression", "Names have no braces here: write `inputs.parameters.x`."),
    *_COMMON,
    _Rule(r"=~", "`=~` is no operator of expressions", "Write `matches`."),
    _Rule(r"!~", "`!~` is no operator of expressions", "Write `not (… matches …)`."),
    _Rule(r"(?<![\w.])(?:AND|OR|NOT)(?!\w)", "`{0}` is no operator", "Write `{sign}`."),
    _Rule(r"(?<![&])&(?!&)", "`&` is no operator", "Write `&&`."),
    _Rule(r"(?<!\w)\$\{?\w+", "`{0}` belongs to the shell", "Write the variable's name alone."),
    _Rule(r"=>", "`=>` is no operator", "Write `>=`; or for each item, which is #, `filter(list, # > 1)`."),
    _Rule(r"(?<=\s)for(?=\s)", "`for` makes no list", "Write `map(list, # + 1)` or `filter(list, # > 1)`."),
    _Rule(r"(?<=[\w)\]\0]\s)if\b(?=[^{]*$)", "`if` does not stand behind a value", "Write `condition ? a : b`."),
    _Rule(
        r"(?<!\w)map\([^{}]*,\s*\{(?=\s*[\w\0]+\s*:)",
        "a brace here holds what is done with each item, and is no map",
        "Put the map into parentheses: `map(list, ({{'name': #}}))`.",
    ),
    _Rule(r"^\s*\{[\w.-]+\}+\s*$", "a tag begins with two braces", "Write `{{{{…}}}}`."),
    _SINGLE,
)
_END: Final = r"[\w)]"  # of a task, or of what stands in parentheses
_TASK: Final = r"[a-zA-Z0-9][-\w]*(?:\.\w+)?"
_DEPENDS: Final = (
    _Rule(r"(?<!&)&(?!&)|,", "`{0}` is no operator of `depends`", "Write `&&`."),
    _Rule(r"(?<!\|)\|(?!\|)", "`|` is no operator of `depends`", "Write `||`."),
    _Rule(r"(?i)(?<![\w.-])(?:and|or|not)(?![\w.-])", "`{0}` is no operator of `depends`", "Write `{sign}`."),
    _Rule(r"(?<![=!])=(?!=)", "`=` does not compare", "Write the result behind the task: `task.Succeeded`."),
    _Rule(rf"(?<={_END})\s+(?={_TASK})", "there is nothing between two tasks", "Write `&&` or `||` between them."),
)
_WAYS_OUT: Final = (
    (
        "Expected boolean evaluation",
        "A condition has to come to true or false: compare it with something, such as `… == 'yes'`.",
    ),
    ("Unbalanced parenthesis", "Every `(` needs its `)`; a text with one in it needs quotes."),
    (
        "Unclosed string literal",
        "Every quote needs its second; a value with a quote in it needs an expression: `{{= … == 'yes' }}`.",
    ),
    ("Invalid 'when' expression: more than", "Let an expression decide: `{{= … }}`."),
    ("the comparator 'in'", "A list has two values or more: `in ('a', 'b')`. For one value write `==`."),
    ("error parsing regexp", "Mend the pattern: it is one of Go's (RE2), which knows no look-around."),
    ("it is not a bool", "`&&`, `||` and `!` take true and false: compare first, such as `… == 'yes'`."),
    ("it is not a number", "Numbers stand without quotes, and only numbers compare with numbers: `{{…}} > 3`."),
    ("", "Put tags and texts in quotes: '{{…}}' == 'some-text'."),
)
_STRINGS: Final = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.S)
_WHEN_STRINGS: Final = re.compile(r"\{\{.*?\}\}|['\"](?:\\.|[^'\"\\])*['\"]", re.S)
_LONGEST: Final = 200  # of a word of the user's in a message
_BLANK: Final = "\0"
_TOO_LONG: Final = 5_000  # characters that a text may have to be looked through: longer ones nobody wrote by hand


def in_when(text: str) -> Trap | None:
    """The first trap in a condition, its tags not yet replaced."""
    if len(text) > _TOO_LONG:
        return None
    return _first(text, _blanked(text, _WHEN_STRINGS), _WHEN)


def in_depends(text: str) -> Trap | None:
    """The first trap in a ``depends``."""
    if len(text) > _TOO_LONG:
        return None
    return _first(text, text, _DEPENDS) or _open(text)


def in_expression(text: str) -> Trap | None:
    """The first trap in an expression."""
    if len(text) > _TOO_LONG:
        return None
    blanked = _blanked(text, _STRINGS)
    rules = _EXPRESSION if not re.search(r"\blet\b", blanked) else _EXPRESSION[:-1]
    return _first(text, blanked, rules) or _open(blanked)


def way_out(message: str) -> str:
    """What to do about an error of ``when`` without a known trap."""
    return next(hint for part, hint in _WAYS_OUT if part in message)


def reference(text: str) -> str:
    """The variable that a text without braces is; empty where it is none."""
    name = text.strip()
    return name if re.fullmatch(_REFERENCE, name) else ""


def _blanked(text: str, strings: re.Pattern[str]) -> str:
    """The text with strings and tags made unreadable, every place kept."""
    return strings.sub(lambda found: _BLANK * len(found[0]), text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _first(text: str, blanked: str, rules: tuple[_Rule, ...]) -> Trap | None:
    for rule in rules:
        found = _compiled(rule.pattern).search(blanked)
        if found is not None:
            return _trap(rule, text[found.start() : found.end()], found.start(), found.end())
    return None


def _trap(rule: _Rule, word: str, start: int, end: int) -> Trap:
    shown = word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
    low = word.lower()
    given = {
        "short": word[:2],
        "shell": _SHELL.get(low.lstrip("-"), ""),
        "sign": _WORDS.get(low, ""),
        "low": low,
        "braced": f"'{{{{{shown}}}}}'",
    }
    message, hint = (one.format(shown, **given) for one in (rule.message, rule.hint))
    return Trap(message, hint, start, end, rule.write.format(word, **given))


def _open(blanked: str) -> Trap | None:
    """A bracket that nothing closes."""
    closing = {"(": ")", "[": "]", "{": "}"}
    waiting: list[int] = []
    for at, character in enumerate(blanked):
        if character in closing:
            waiting.append(at)
        elif waiting and character == closing[blanked[waiting[-1]]]:
            waiting.pop()
    if not waiting:
        return None
    at = waiting[-1]
    brace = " A tag ends at the first `}}`: put a blank between two closing braces." if blanked[at] == "{" else ""
    return Trap(f"nothing closes this `{blanked[at]}`", f"Add a `{closing[blanked[at]]}`.{brace}", at, at + 1)
