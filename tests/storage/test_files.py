"""A session becomes a file under a free name, whole or not at all."""

from pathlib import Path

import platformdirs
import pytest

from interviewer.storage.export.everything import ExportFailed
from interviewer.storage.export.files import Format, default_path, rendered, write
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import HOSTILE, interview, session


@pytest.mark.parametrize("documents", [True, False])
def test_the_default_is_a_free_name_in_documents_or_at_home(
    documents: bool, store: SessionStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Documents"
    if documents:
        folder.mkdir()
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: folder)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    store.create(session())
    first = default_path(store.summary("0abc"), Format.MD)
    assert first.parent == (folder if documents else tmp_path)
    assert first.suffix == ".md"
    first.write_text("taken")
    second = default_path(store.summary("0abc"), Format.MD)
    assert second != first
    assert not second.exists()
    assert second.suffix == ".md"


@pytest.mark.parametrize("form", list(Format))
def test_every_form_is_written_whole_whatever_was_said(
    form: Format, store: SessionStore, tmp_path: Path
) -> None:
    text = rendered(form, *interview(store, words=HOSTILE, quote="bold"))
    path = tmp_path / f"out.{form.value}"
    write(path, text)
    assert path.read_bytes() == text.encode("utf-8", "backslashreplace")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [path.name]


def test_what_exists_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.write_text("mine")
    with pytest.raises(ExportFailed, match="exists already"):
        write(path, "new")
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed) as failed:
        write(tmp_path / "no" / "out.md", "x")
    assert "\n" not in str(failed.value)
    assert "out.md" in str(failed.value)
