"""What stands in the repository: nothing of one machine, and locks that install what is used."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from interviewer.domain.question import Level
from tests.shipped import shipped_bank

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "interviewer",
    "prompts",
    "pyproject.toml",
    "question_bank",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
}

INDEX = re.compile(
    r"(?:index-url|find-links|UV_\w*INDEX\w*|PIP_\w*URL|registry)[\s=:]+[\"']?\w+://"
    r"|https?://\S+/simple\b|pythonhosted\.org"
)
MACHINE = re.compile(
    r"(?<![A-Za-z.])/(?:home/\w|Users/\w|root/|work/|farm/|tmp/[a-z0-9]+/)|[A-Z]:\\+Users\\"
)


def files() -> list[str]:
    """Return the paths of all files that are tracked or would be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path and content of every text file."""
    for name in files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("pattern", "what"), [(INDEX, "the address of a package index"), (MACHINE, "a machine's path")]
)
def test_no_file_holds(pattern: re.Pattern[str], what: str) -> None:
    # The lines are looked at one by one only where the whole file matches.
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == [], what


def test_no_file_names_this_checkout() -> None:
    assert [name for name, text in texts() if str(ROOT) in text] == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (INDEX, "--extra-index-url " + "https:" + "//packages.example"),
        (INDEX, 'registry = "' + "https:" + '//packages.example"'),
        (INDEX, "see https:" + "//packages.example/simple"),
        (MACHINE, "open('" + "/home" + "/ada/bank.yaml')"),
        (MACHINE, "cd /tmp" + "/x1/build"),
        (MACHINE, "C:" + "\\Users" + "\\ada"),
    ],
)
def test_what_must_not_stand_there_is_recognised(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_the_top_of_the_repository_stays_tidy() -> None:
    assert {name.split("/")[0] for name in files()} - TOP == set()


def test_the_readme_counts_the_bank() -> None:
    """A difference is mended by pasting what this test computed into README.md."""
    bank = shipped_bank()
    levels = [level.value for level in Level]
    counted = Counter((q.topic, q.level.value) for q in bank.questions.values())
    topics = sorted({topic for topic, _level in counted})
    rows = [("topic", *levels), ("---", *("---:" for _level in levels))]
    rows += [(topic, *(str(counted[topic, level] or "") for level in levels)) for topic in topics]
    rows.append(
        (
            f"**{len(topics)} topics, {counted.total()} questions**",
            *(str(sum(counted[topic, level] for topic in topics)) for level in levels),
        )
    )
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    written = readme.split("<!-- bank -->")[1].split("<!-- /bank -->")[0].strip()
    assert written == table, f"\n{table}"


def locked(name: str) -> Mapping[str, Requirement]:
    """Return the requirements of a lock file by package."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [
        Requirement(line.split("--hash")[0].strip()) for line in text.splitlines() if line.strip()
    ]
    return {canonicalize_name(each.name): each for each in requirements}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    wrong = [
        line[:60]
        for line in text.splitlines()
        if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert wrong == []


def test_the_development_lock_holds_the_runtime_lock() -> None:
    working = locked("requirements-dev.lock")
    assert {
        name: str(each)
        for name, each in locked("requirements.lock").items()
        if str(working.get(name)) != str(each)
    } == {}


def declared() -> dict[str, Requirement]:
    """Return the runtime dependencies that the project declares."""
    requirements = [Requirement(each) for each in PROJECT["project"]["dependencies"]]
    return {canonicalize_name(each.name): each for each in requirements}


def test_the_lock_holds_what_the_project_declares() -> None:
    lock = locked("requirements.lock")
    for name, wanted in declared().items():
        (pin,) = lock[name].specifier
        assert wanted.specifier.contains(pin.version), name


def test_the_lock_is_complete() -> None:
    """Packages are installed without looking at their dependencies: all must be in the lock."""
    left_out = set(PROJECT["tool"]["uv"]["exclude-dependencies"])
    lock = locked("requirements.lock")
    assert left_out & set(lock) == set()
    missing = {
        f"{name} needs {needed.name}"
        for name, pin in lock.items()
        if pin.marker is None or pin.marker.evaluate()
        for needed in map(Requirement, metadata.requires(name) or [])
        if needed.marker is None or needed.marker.evaluate({"extra": ""})
        if canonicalize_name(needed.name) not in left_out | set(lock)
    }
    assert missing == set()


def test_every_imported_package_is_declared() -> None:
    """What only comes along with another package may leave with its next version."""
    providers = metadata.packages_distributions()
    known = set(declared())
    undeclared = set()
    for path in sorted((ROOT / "interviewer").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in _modules(node):
                if module not in sys.stdlib_module_names and module != "interviewer":
                    owners = {canonicalize_name(owner) for owner in providers.get(module, [])}
                    if not owners & known:
                        undeclared.add(f"{path.relative_to(ROOT)}: {module}")
    assert undeclared == set()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    return []


def test_the_map_of_the_code_leads_to_what_is_there() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| `(interviewer/[^`]+)` \| `(\w+)` \|$", told, re.MULTILINE)
    assert len(rows) >= 10
    for path, name in rows:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(?:(?:async )?def |class )?{name}\b", text, re.MULTILINE), path
