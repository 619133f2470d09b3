"""Imports point downwards, and nothing heavy is imported before it is wanted."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

HEAVY = {
    "alembic",
    "chromadb",
    "grpc",
    "jinja2",
    "keyring",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langgraph",
    "numpy",
    "openai",
    "pydantic",
    "rapidfuzz",
    "sqlalchemy",
    "tomlkit",
    "typer",
    "yaml",
}
"""Libraries that cost a first frame, each more than the app's own code."""

_REPORT = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.split(".")[0] for name in set(sys.modules) - before})))
"""


def imported_with(module: str) -> set[str]:
    """Return the top-level modules that importing `module` brings in, without the stdlib's."""
    done = subprocess.run(
        [sys.executable, "-c", _REPORT, module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(json.loads(done.stdout)) - set(sys.stdlib_module_names) - {"interviewer"}
    return {name for name in found if not name.startswith("_sysconfigdata")}


@pytest.mark.parametrize(
    "module",
    [
        "interviewer",
        "interviewer.__main__",
        "interviewer.settings",
        "interviewer.resources",
        "interviewer.i18n",
    ],
)
def test_what_runs_before_the_first_frame_is_the_standard_library(module: str) -> None:
    assert imported_with(module) <= {"platformdirs"}


def test_the_screens_start_without_the_heavy_libraries() -> None:
    found = imported_with("interviewer.tui.app")
    assert "textual" in found
    assert found & HEAVY == set()


def test_the_heavy_libraries_are_seen_when_they_are_imported() -> None:
    """The two tests above would pass over a report that sees nothing."""
    assert imported_with("interviewer.domain.question") & HEAVY == {"pydantic"}


@pytest.mark.parametrize(
    "module", sorted(path.stem for path in (ROOT / "interviewer" / "domain").glob("[a-z]*.py"))
)
def test_the_domain_imports_pydantic_and_nothing_else(module: str) -> None:
    own = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
    assert imported_with(f"interviewer.domain.{module}") <= own


def test_imports_point_downwards() -> None:
    """The contracts stand in pyproject.toml."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_importing_a_package_imports_none_of_its_modules() -> None:
    """A package that re-exports makes everyone pay for all of it."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "interviewer").rglob("__init__.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("interviewer"))
        or (isinstance(node, ast.Import) and node.names[0].name.startswith("interviewer"))
    ]
    assert wrong == []
