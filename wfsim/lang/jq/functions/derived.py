"""Functions that are written in jq: what they are made of decides what they give along a path, and in which order.

A row is the definition and one line about it; a definition is parsed when a filter first calls it.
"""

from __future__ import annotations

from typing import Final

from wfsim.lang.jq.functions.rows import Function

# What every item of a container, or every value of a stream, is asked.
_ITEMS: Final = (
    ("map(f)", "[.[] | f]", "A filter of every item, in an array."),
    ("map_values(f)", ".[] |= f", "A filter of every item, in its place."),
    ("add(f)", "[f] | add", "The sum of all results of a filter."),
    ("in(object)", ". as $key | object | has($key)", "Whether another value has the key."),
    ("select(f)", "if f then . else empty end", "The value, where a condition holds of it."),
    ("not", "if . then false else true end", "Whether the value is nothing or false."),
    ("isempty(f)", "label $some | (f | false, break $some), true", "Whether a filter gives nothing."),
    ("any(f; condition)", "isempty(f | select(condition)) | not", "Whether a condition holds of any result."),
    ("any(condition)", "any(.[]; condition)", "Whether a condition holds of any item."),
    ("any", "any(.)", "Whether any item is true."),
    ("all(f; condition)", "isempty(f | select(condition | not))", "Whether a condition holds of every result."),
    ("all(condition)", "all(.[]; condition)", "Whether a condition holds of every item."),
    ("all", "all(.)", "Whether every item is true."),
    ("first", ".[0]", "The first item."),
    ("first(f)", "label $found | f | ., break $found", "The first result of a filter."),
    ("last", ".[-1]", "The last item."),
    ("last(f)", "_last(f)", "The last result of a filter."),
    ("nth($place)", ".[$place]", "The item at an index."),
    (
        "nth($place; f)",
        'if $place >= 0 then first(skip($place; f)) else error("nth doesn\'t support negative index") end',
        "The result of a filter after so many others.",
    ),
    (
        "limit($count; f)",
        """if $count > 0
             then label $enough | foreach f as $one ($count; . - 1; $one, if . <= 0 then break $enough else empty end)
           elif $count == 0 then empty
           else error("limit doesn't support negative count") end""",
        "So many results of a filter.",
    ),
    (
        "skip($count; f)",
        """if $count > 0 then foreach f as $one ($count; . - 1; if . < 0 then $one else empty end)
           elif $count == 0 then f
           else error("skip doesn't support negative count") end""",
        "All results of a filter but the first ones.",
    ),
)
_LOOPS: Final = (
    ("recurse", "recurse(.[]?)", "The value and all values within it."),
    ("recurse(f)", "def down: ., (f | down); down", "The value, a filter of it, a filter of that, and so on."),
    (
        "recurse(f; condition)",
        "def down: ., (f | select(condition) | down); down",
        "The same, while a condition holds.",
    ),
    (
        "while(condition; f)",
        "def go: if condition then ., (f | go) else empty end; go",
        "Values while a condition holds.",
    ),
    (
        "until(condition; f)",
        "def go: if condition then . else f | go end; go",
        "The first value of which a condition holds.",
    ),
    ("repeat(f)", "def go: f, go; go", "A filter of the value, without end."),
    ("range($end)", "_range(0; $end; 1)", "Numbers from zero up to another one."),
    ("range($start; $end)", "_range($start; $end; 1)", "Numbers from one up to another one."),
    ("range($start; $end; $step)", "_range($start; $end; $step)", "Numbers from one up to another one, in steps."),
    (
        "inputs",
        'try repeat(input) catch if . == "break" then empty else error end',
        "Refused: there is one input only.",
    ),
    (
        "combinations",
        "if length == 0 then [] else .[0][] as $one | [$one] + (.[1:] | combinations) end",
        "Every way to take one item of each array.",
    ),
    ("combinations(count)", "[limit(count; repeat(.))] | combinations", "Every way to take an item so many times."),
    (
        "walk(f)",
        """def go: if type == "array" then map(go) elif type == "object" then map_values(go) end | f;
           go""",
        "A filter of all values within the value, and then of itself.",
    ),
)
_KINDS: Final = (
    ("arrays", 'select(type == "array")', "The value, where it is an array."),
    ("objects", 'select(type == "object")', "The value, where it is an object."),
    ("iterables", 'select(type | . == "array" or . == "object")', "The value, where it holds others."),
    ("booleans", 'select(type == "boolean")', "The value, where it is true or false."),
    ("numbers", 'select(type == "number")', "The value, where it is a number."),
    ("finites", "select(isfinite)", "The value, where it is a finite number."),
    ("normals", "select(isnormal)", "The value, where it is a normal number."),
    ("strings", 'select(type == "string")', "The value, where it is a text."),
    ("nulls", "select(. == null)", "The value, where it is nothing."),
    ("values", "select(. != null)", "The value, where it is something."),
    ("scalars", 'select(type | . != "array" and . != "object")', "The value, where it holds no others."),
)
_ORDERED: Final = tuple(
    (f"{name}_by(f)", f"_{name}_by(map([f]))", doc)
    for name, doc in (
        ("min", "The item of which a filter gives the least."),
        ("max", "The item of which a filter gives the greatest."),
        ("sort", "The items in the order of a filter's results."),
        ("group", "The items of which a filter gives the same, together."),
        ("unique", "One item for each result of a filter."),
    )
)
_OBJECTS: Final = (
    (
        "to_entries",
        "[keys[] as $key | {key: $key, value: .[$key]}]",
        "The members of an object as objects of key and value.",
    ),
    (
        "from_entries",
        """map({(.key // .Key // .name // .Name): if has("value") then .value else .Value end}) | add // {}""",
        "The object of such members.",
    ),
    ("with_entries(f)", "to_entries | map(f) | from_entries", "The object, with a filter of each member."),
    ("del(f)", "delpaths([path(f)])", "The value without what a filter finds."),
    ("paths", "path(..) | select(. != [])", "The paths of all values within."),
    (
        "paths(f)",
        "path(.. | select(f)) | select(. != [])",
        "The paths of all values within of which a condition holds.",
    ),
    (
        "pick(f)",
        ". as $from | reduce path(f) as $one (null; setpath($one; $from | getpath($one)))",
        "Only what a filter finds, in its place.",
    ),
    (
        "tostream",
        """path(def down: (.[]? | down), .; down) as $here
           | getpath($here)
           | reduce path(.[]?) as $last ([$here, .]; [$here + $last])""",
        "The value as a stream of paths with what stands there.",
    ),
    (
        "fromstream(f)",
        """foreach f as $event (
             null;
             (if .e then null end)
             | $event as [$path, $leaf]
             | if $event | length == 2
                 then setpath(["v"] + $path; $leaf) | setpath(["e"]; $path | length == 0)
                 else setpath(["e"]; $path | length == 1) end;
             if .e then .v else empty end)""",
        "The values of such a stream.",
    ),
    (
        "truncate_stream(f)",
        ". as $depth | null | f | if .[0] | length > $depth then .[0] |= .[$depth:] else empty end",
        "A stream without the beginnings of its paths.",
    ),
)
_DATES: Final = (
    ("fromdateiso8601", 'strptime("%Y-%m-%dT%H:%M:%S%z") | mktime', "The seconds of the epoch of a date."),
    ("todateiso8601", 'strftime("%Y-%m-%dT%H:%M:%SZ")', "The date of seconds of the epoch."),
    ("fromdate", "fromdateiso8601", "The seconds of the epoch of a date."),
    ("todate", "todateiso8601", "The date of seconds of the epoch."),
)
_MATCHES: Final = (
    ("match($pattern)", "match($pattern; null)", "What a regular expression finds first."),
    (
        "match($pattern; $flags)",
        "_match($pattern; $flags; false)[]",
        "The same with flags: all with g, any case with i.",
    ),
    ("test($pattern)", "test($pattern; null)", "Whether a regular expression finds anything."),
    ("test($pattern; $flags)", "_match($pattern; $flags; true)", "The same with flags."),
    ("capture($pattern)", "capture($pattern; null)", "What the named groups of a match find, as an object."),
    ("capture($pattern; $flags)", "match($pattern; $flags) | .captures | _captures", "The same with flags."),
    ("scan($pattern)", "scan($pattern; null)", "All that a regular expression finds, or its groups."),
    (
        "scan($pattern; $flags)",
        'match($pattern; $flags + "g") | if .captures == [] then .string else [.captures[].string] end',
        "The same with flags.",
    ),
    ("splits($pattern)", "splits($pattern; null)", "The pieces between matches."),
    (
        "splits($pattern; $flags)",
        """.[foreach (match($pattern; $flags + "g"), null) as {$offset, $length}
             (null; {start: .next, end: $offset, next: ($offset + $length)})]""",
        "The same with flags.",
    ),
    ("split($pattern; $flags)", "[splits($pattern; $flags)]", "The pieces between matches, in an array."),
    ("sub($pattern; text)", "sub($pattern; text; null)", "The text with another one for the first match."),
    (
        "sub($pattern; text; $flags)",
        """reduce match($pattern; $flags) as {$offset, $length, $captures}
             ({whole: ., made: []};
              reduce ($captures | _captures | text) as $new
                (.place = 0; .made[.place] += .whole[.next:$offset] + $new | .place += 1)
              | .next = $offset + $length)
           | .made[] + .whole[.next:] // .whole""",
        "The same with flags.",
    ),
    ("gsub($pattern; text)", 'sub($pattern; text; "g")', "The text with another one for every match."),
    ("gsub($pattern; text; $flags)", 'sub($pattern; text; $flags + "g")', "The same with flags."),
)
_TABLES: Final = (
    (
        "INDEX(rows; key)",
        "reduce rows as $row ({}; .[$row | key | tostring] = $row)",
        "An object of rows under their keys.",
    ),
    ("INDEX(key)", "INDEX(.[]; key)", "An object of the items under their keys."),
    ("JOIN($index; key)", "[.[] | [., $index[key]]]", "Each item with its row of an index."),
    ("JOIN($index; rows; key)", "rows | [., $index[key]]", "Each row with its row of an index."),
    (
        "JOIN($index; rows; key; join)",
        "rows | [., $index[key]] | join",
        "The same, each pair put together by a filter.",
    ),
    ("IN(f)", "any(f == .; .)", "Whether the value is among the results of a filter."),
    ("IN(from; f)", "any(from == f; .)", "Whether any result of one filter is among those of another."),
)


def _row(row: tuple[str, str, str]) -> tuple[Function, str]:
    head, body, doc = row
    name, _, parameters = head.partition("(")
    arity = parameters.count(";") + 1 if parameters else 0
    return Function(name, arity, doc, head=head), f"def {head}: {body};"


_DEFINED: Final = {
    title: tuple(map(_row, rows))
    for title, rows in (
        ("Items and results", _ITEMS),
        ("Loops", _LOOPS),
        ("Kinds of values", _KINDS),
        ("Order", _ORDERED),
        ("Members and paths", _OBJECTS),
        ("Dates", _DATES),
        ("Regular expressions", _MATCHES),
        ("Tables", _TABLES),
    )
}
GROUPS: Final = {title: tuple(function for function, _ in rows) for title, rows in _DEFINED.items()}
TEXTS: Final = {(function.name, function.arity): text for rows in _DEFINED.values() for function, text in rows}
