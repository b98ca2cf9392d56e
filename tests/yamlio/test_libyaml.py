"""PyYAML's parser by itself: a smaller package, which becomes whole when it is asked for more."""

from __future__ import annotations

import subprocess
import sys

import pytest

ALONE = "import sys; from wfsim.yamlio import libyaml; libyaml.load_alone(); "


def printed(program: str) -> str:
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


HEAVY = "print(*sorted({'yaml.constructor', 'yaml.reader', 'yaml.resolver', 'datetime'} & {*sys.modules}))"
READ = "from wfsim.yamlio import read; from wfsim.text import Source; "


def test_it_reads_without_the_rest() -> None:
    text = r"'a: {b: [1, x]}\n---\n- c\n'"
    assert printed(f"{ALONE}{READ}assert len(read(Source('a', {text})).documents) == 2; {HEAVY}") == ""


@pytest.mark.parametrize("text", [r"'a: \x07'", r"'a: [b'", r"'a: \ud800'", r"'\tb: 1'", r"'a: *b'"])
def test_it_finds_what_the_whole_finds(text: str) -> None:
    program = READ + f"print([tuple(one)[:3] for one in read(Source('a', {text})).findings])"
    assert printed(ALONE + program) == printed("import yaml; " + program) != "[]"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import yaml; print(yaml.safe_load('a: [1, 2020-01-01]'))", "{'a': [1, datetime.date(2020, 1, 1)]}"),
        ("import yaml; print(yaml.load('a: 1.5', Loader=yaml.CSafeLoader))", "{'a': 1.5}"),
        ("import yaml; print(yaml.dump({'a': 1}, Dumper=yaml.CSafeDumper))", "a: 1"),
        ("from yaml import *; print(safe_load('x'))", "x"),
        ("from yaml.constructor import SafeConstructor as S; import yaml; print(S in yaml.SafeLoader.mro())", "True"),
        ("import yaml; print(hasattr(yaml, 'nothing'), yaml.__version__ > '5')", "False True"),
        (
            "import yaml\n"
            "try: yaml.load('\\x07', Loader=yaml.CSafeLoader)\n"
            "except yaml.reader.ReaderError: print('told')",
            "told",
        ),
    ],
)  # fmt: skip
def test_who_wants_the_whole_has_it(program: str, said: str) -> None:
    assert printed(ALONE + "\n" + program) == printed(program) == said


def test_our_errors_stay_ours_when_it_becomes_whole() -> None:
    program = "print(len(read(Source('a', '\\x07')).findings)); import yaml; yaml.safe_load('1'); "
    assert printed(f"{ALONE}{READ}{program}print(len(read(Source('a', '\\x07')).findings))") == "1\n1"


def test_where_that_fails_all_is_loaded() -> None:
    broken = "from wfsim.yamlio import libyaml; libyaml._NEEDED = ('_yaml',); "
    program = f"{broken}{ALONE}{READ}print(len(read(Source('a', 'a: 1')).documents), 'yaml.reader' in sys.modules)"
    assert printed(program) == "1 True"


def test_what_is_there_is_used() -> None:
    assert (
        printed(f"import yaml; {ALONE}print(hasattr(yaml, 'safe_load'), '__getattr__' in vars(yaml))") == "True False"
    )
