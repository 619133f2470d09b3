"""Starting the app: the right part is loaded, and every end is one line and an exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from interviewer import __version__, i18n
from interviewer.__main__ import guarded, main
from interviewer.settings import FolderUnavailable, Preferences, paths, save_preferences


def _stand_in(name: str, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType(name)
    vars(module)["run"] = run
    monkeypatch.setitem(sys.modules, name, module)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"interviewer {__version__}\n"


def test_arguments_are_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def run(given: list[str]) -> int:
        seen.append(given)
        return 2

    _stand_in("interviewer.cli.main", run, monkeypatch)
    assert main(["bank", "check"]) == 2
    assert seen == [["bank", "check"]]


def test_without_arguments_the_screens_start(monkeypatch: pytest.MonkeyPatch) -> None:
    _stand_in("interviewer.tui.app", lambda: 0, monkeypatch)
    monkeypatch.setattr(sys, "argv", ["interviewer"])
    assert main() == 0


def test_the_interface_is_in_the_preferred_language(monkeypatch: pytest.MonkeyPatch) -> None:
    save_preferences(Preferences(language="zh"))
    seen: list[str] = []

    def run(_given: list[str]) -> int:
        seen.append(i18n.current())
        return 0

    _stand_in("interviewer.cli.main", run, monkeypatch)
    main(["doctor"])
    assert seen == ["zh"]


def _raiser(error: BaseException) -> Callable[[], int]:
    def start() -> int:
        raise error

    return start


def test_an_interruption_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_raiser(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_an_unexpected_error_is_one_line_and_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_raiser(RuntimeError("it\nbroke"))) == 1
    out, err = capsys.readouterr()
    log = paths().logs / "errors.log"
    assert out == ""
    assert err.count("\n") == 1
    assert "RuntimeError: it broke" in err
    assert str(log) in err
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_an_error_is_told_even_where_no_log_can_be_written(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file where the folder should be")
    assert guarded(_raiser(RuntimeError("broke"))) == 1
    assert "RuntimeError: broke" in capsys.readouterr().err


def test_the_log_does_not_grow_without_end() -> None:
    log = paths().logs / "errors.log"
    log.write_text("x" * 1_000_000)
    guarded(_raiser(RuntimeError("once more")))
    assert log.stat().st_size < 10_000


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_DEBUG", "1")
    with pytest.raises(RuntimeError):
        guarded(_raiser(RuntimeError("broke")))


def test_an_unusable_folder_is_no_mystery(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_raiser(FolderUnavailable(Path("data"), "it is not writable"))) == 1
    assert capsys.readouterr().err == (
        "interviewer: The folder data cannot be used: it is not writable.\n"
    )


def test_a_missing_package_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(_raiser(ModuleNotFoundError("No module", name="textual.app"))) == 1
    err = capsys.readouterr().err
    assert "textual" in err
    assert "make run" in err


def _python(code: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        input=given,
        capture_output=True,
        cwd=Path(__file__).resolve().parent.parent,
        env=dict(os.environ),
    )


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """As in `interviewer sessions | head -1`."""
    code = (
        "import os, sys\n"
        "from interviewer.__main__ import guarded\n"
        "reading, writing = os.pipe()\n"
        "os.dup2(writing, 1); os.close(reading); os.close(writing)\n"
        "sys.exit(guarded(lambda: print('x' * 100) or 0))\n"
    )
    done = _python(code)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_no_byte_from_outside_ends_a_command(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTHONUTF8", "0")
    code = (
        "import sys, types\n"
        "from interviewer.__main__ import main\n"
        "cli = types.ModuleType('main'); sys.modules['interviewer.cli.main'] = cli\n"
        "sys.modules['interviewer.cli'] = types.ModuleType('cli')\n"
        "cli.run = lambda given: print(sys.stdin.read(), '\\u4f60\\u2713') or 0\n"
        "sys.exit(main(['show']))\n"
    )
    done = _python(code, b"\xff\xfe\x80 word")
    assert done.returncode == 0, done.stderr
    assert b"word" in done.stdout
