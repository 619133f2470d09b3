"""The wheel works away from the checkout, with its prompts and its bank."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from interviewer import __version__
from interviewer.storage.export.everything import SCHEMAS

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


def _done(*command: str | Path, folder: Path) -> str:
    """Run a command to its good end and return what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "INTERVIEWER_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel")
    _done(*build, "--directory", folder, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel, and sees the locked packages but no checkout."""
    folder = tmp_path_factory.mktemp("environment")
    _done(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    scheme = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    locked = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "locked.pth").write_text("\n".join(sorted(locked)), encoding="utf-8")
    python = Path(sysconfig.get_path("scripts", "venv", scheme)) / "python"
    install = (sys.executable, "-m", "pip", "--python", python, "install", "--no-index")
    _done(*install, "--no-deps", wheel, folder=folder)
    return python.parent


def test_the_wheel_carries_everything_that_the_checkout_has(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {f"interviewer/_data/schemas/{name}" for name in SCHEMAS} <= inside
    wanted = {
        f"interviewer/_data/{path.relative_to(ROOT).as_posix()}"
        for folder in ("prompts", "question_bank")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert len(wanted) > 2
    assert wanted <= inside
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "interviewer").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert package <= inside


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    roots = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert roots == {"interviewer", f"interviewer-{__version__}.dist-info"}


def test_the_bank_comes_prepared(environment: Path, tmp_path: Path) -> None:
    """Its first command reads no YAML: nothing is left to keep in the cache of an empty home."""
    _done(environment / "interviewer", "search", "KV cache", folder=tmp_path)
    kept = tmp_path / "home" / "cache"
    assert [path for path in kept.rglob("*") if path.is_file()] == []


def test_it_runs_from_another_folder(environment: Path, tmp_path: Path) -> None:
    assert (
        _done(environment / "interviewer", "--version", folder=tmp_path)
        == f"interviewer {__version__}\n"
    )


def test_what_runs_is_the_wheel_and_not_the_checkout(environment: Path, tmp_path: Path) -> None:
    code = "import interviewer.resources as r; print(r.bank_dir()); print(r.prompts_dir())"
    for line in _done(environment / "python", "-c", code, folder=tmp_path).splitlines():
        assert Path(line).is_relative_to(environment.parent)


def test_the_bank_is_there(environment: Path, tmp_path: Path) -> None:
    stats = json.loads(
        _done(environment / "interviewer", "bank", "stats", "--json", folder=tmp_path)
    )
    assert stats["questions"] >= 24


def test_search_answers(environment: Path, tmp_path: Path) -> None:
    printed = _done(
        environment / "interviewer",
        "search",
        "why is the KV cache so large",
        "--json",
        folder=tmp_path,
    )
    assert "kv-cache-size-calculation" in [hit["id"] for hit in json.loads(printed)]
