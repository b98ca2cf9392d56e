"""The hooks of this checkout, run by the real pre-commit: bad changes are refused, good ones pass, fixes are made."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

import pytest

from tests.cli.manifests import BAD, GOOD
from tests.test_ci import blocks
from tests.test_packaging import ROOT, pip, run

pytestmark = pytest.mark.registry

LIBRARY = GOOD.replace("kind: Workflow", "kind: WorkflowTemplate").replace("generateName: good-", "name: library")
USER = GOOD.partition("  templates:")[0] + (
    "  templates:\n    - name: main\n      steps: [[{name: go, templateRef: {name: library, template: TEMPLATE}}]]\n"
)


class Repository:
    """A git repository with the hooks of this checkout."""

    def __init__(self, root: Path, scripts: Path, hooks: Path, home: Path) -> None:
        self.root = root
        self.env = {
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(home),
            "HOME": str(home.parent),
            **{
                f"GIT_{who}_{what}": "wfsim@example.org"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        }
        self.hooks = hooks
        self.git("init", "-q")

    def git(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run(["git", *words], self.root, **self.env)

    def hook(self, *ids: str) -> None:
        """The hooks that run before a commit."""
        rows = "".join(f"      - id: {one}\n" for one in ids)
        (self.root / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {self.hooks}\n    rev: hooks\n    hooks:\n{rows}"
        )
        self.git("add", ".pre-commit-config.yaml")
        assert run(["pre-commit", "install"], self.root, **self.env).returncode == 0

    def commit(self, **files: str) -> tuple[int, str]:
        """Stage these files and try to commit them."""
        for name, text in files.items():
            path = self.root / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.git("add", *(f"{name}.yaml" for name in files))
        ran = self.git("commit", "-q", "-m", "change")
        return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as it is, as a repository that has a revision called ``hooks``."""
    copy = tmp_path_factory.mktemp("wfsim")
    listed = run(["git", "ls-files", "-co", "--exclude-standard"], ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of what belongs to the project")
    for name in listed.stdout.splitlines():
        if not name.startswith(("tests/", "fixtures/", "docs/", "benchmarks/")) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    words = ["-c", "user.name=wfsim", "-c", "user.email=wfsim@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*words, "commit", "-q", "-m", "hooks"], ["tag", "hooks"]):
        ran = run(["git", *command], copy)
        assert ran.returncode == 0, ran.stderr
    return copy


@pytest.fixture(scope="module")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The scripts of an environment with pre-commit, and where that keeps the environments of hooks."""
    home = tmp_path_factory.mktemp("pre-commit")
    venv.create(home / "venv", with_pip=True)
    scripts = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip(scripts / "python", "install", "--quiet", "pre-commit", "check-jsonschema", cwd=home)
    return scripts, home / "cache"


@pytest.fixture
def repository(tmp_path: Path, hooks: Path, pre_commit: tuple[Path, Path]) -> Repository:
    (tmp_path / "repository").mkdir()
    return Repository(tmp_path / "repository", pre_commit[0], hooks, pre_commit[1])


def test_a_bad_change_is_refused_and_a_good_one_passes(repository: Repository) -> None:
    repository.hook("wfsim-lint")
    code, said = repository.commit(bad=BAD)
    assert code == 1 and "bad.yaml:5:15: error[unknown-template]" in said
    assert repository.commit(bad=GOOD, notes="{% anything %}\n")[0] == 0
    # Only what is staged is reported, and references are looked up in everything.
    assert repository.commit(**{"lib/library": LIBRARY})[0] == 0
    (repository.root / "untracked.yaml").write_text(BAD)
    assert repository.commit(user=USER.replace("TEMPLATE", "main"))[0] == 0
    code, said = repository.commit(user=USER.replace("TEMPLATE", "mian"))
    assert code == 1 and "error[templateref-unknown-template]" in said and "untracked" not in said
    assert repository.commit(user=USER.replace("TEMPLATE", "main") + "# changed\n")[0] == 0


def test_all_files_are_linted(repository: Repository) -> None:
    repository.hook("wfsim-lint-all")
    assert repository.commit(library=LIBRARY, user=USER.replace("TEMPLATE", "main"))[0] == 0
    code, said = repository.commit(library=LIBRARY.replace("name: main", "name: other").replace(": main", ": other"))
    assert code == 1 and "user.yaml:" in said and "error[templateref-unknown-template]" in said


def test_fixes_are_made(repository: Repository) -> None:
    repository.hook("wfsim-fix", "wfsim-lint")
    code, said = repository.commit(bad=BAD)
    assert code == 1 and "files were modified by this hook" in said
    assert (repository.root / "bad.yaml").read_text() == GOOD
    assert repository.commit(bad=GOOD)[0] == 0


def test_a_list_of_files_longer_than_a_command_line(repository: Repository) -> None:
    repository.hook("wfsim-lint")
    (repository.root / "deep").mkdir()
    names = [f"deep/{'x' * 150}-{number}" for number in range(1500)]
    files: dict[str, str] = dict.fromkeys(names[:-1], "a: 1\n") | {names[-1]: BAD}
    code, said = repository.commit(**files)
    assert code == 1 and said.count("error[unknown-template]") == 1


def test_all_that_others_read_is_what_their_schemas_say(pre_commit: tuple[Path, Path], tmp_path: Path) -> None:
    scripts, _ = pre_commit
    github, gitlab = (list(blocks("yaml", having=word)) for word in ("\njobs:", "\n  script:"))
    assert len(github) == 2 and len(gitlab) == 1
    cases = [("github-actions", ROOT / "action.yml")]
    for kind, texts in (("github-workflows", github), ("gitlab-ci", gitlab)):
        for number, text in enumerate(texts):
            path = tmp_path / f"{kind}-{number}.yml"
            path.write_text(text)
            cases.append((kind, path))
    for kind, path in cases:
        ran = run([scripts / "check-jsonschema", "--builtin-schema", f"vendor.{kind}", path], tmp_path)
        assert ran.returncode == 0, f"{path.name}: {ran.stdout}{ran.stderr}"
    ran = run([scripts / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], tmp_path)
    assert ran.returncode == 0, ran.stdout
