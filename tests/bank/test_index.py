import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from interviewer.bank.embedding import Vectors
from interviewer.bank.index import POINTER, BankIndex, IndexUnavailable
from interviewer.bank.search import BankSearch
from tests.bank.samples import sample_bank

ROOT = Path(__file__).resolve().parents[2]


def vectors(n: int, dimensions: int = 16, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(n, dimensions))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def rows(n: int) -> list[dict[str, str]]:
    return [{"topic": f"t{i % 3}", "level": ("junior", "mid")[i % 2]} for i in range(n)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 400 rows, built once; tests work on copies."""
    folder = tmp_path_factory.mktemp("built") / "index"
    index = BankIndex(folder)
    assert index.build("one", vectors(400), rows(400))
    index.close()
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build and probe without starting a process, for tests that are about something else."""

    def run(command: str, folder: Path, seconds: float) -> bool:
        from interviewer.bank import chroma

        try:
            chroma._main(command, folder)
        except Exception:
            return False
        return True

    monkeypatch.setattr(BankIndex, "_run", staticmethod(run))


@pytest.fixture
def index(copy: Path) -> Iterator[BankIndex]:
    index = BankIndex(copy)
    yield index
    index.close()


def generation(folder: Path) -> Path:
    return folder / str(json.loads((folder / POINTER).read_text())["generation"])


@pytest.mark.slow
def test_the_index_finds_what_brute_force_finds(index: BankIndex) -> None:
    assert index.open("one")
    data = vectors(400)
    for query in vectors(40, seed=1):
        cosines = data @ query
        best = np.argsort(-cosines)[:60]
        near = index.nearest(query, 60)
        assert [row for row, _ in near] == best.tolist()
        assert np.allclose([c for _, c in near], cosines[best], atol=1e-5)


def test_conditions_are_kept(index: BankIndex) -> None:
    assert index.open("one")
    query = vectors(1, seed=2)[0]
    near = index.nearest(query, 400, {"topic": "t1", "level": "mid"})
    assert {row for row, _ in near} == {i for i in range(400) if i % 3 == 1 and i % 2 == 1}
    assert len(index.nearest(query, 400, {"topic": "t2"})) == 133
    assert index.nearest(query, 5, {"topic": "nothing"}) == []


@pytest.mark.usefixtures("in_process")
def test_an_index_of_another_bank_is_not_opened_but_replaced(index: BankIndex, copy: Path) -> None:
    assert not index.open("two")
    old = generation(copy)
    assert index.build("two", vectors(7), rows(7))
    assert len(index.nearest(vectors(1)[0], 50)) == 7
    assert not old.exists()
    assert index.status()["passages"] == 7


@pytest.mark.usefixtures("in_process")
def test_deleting_the_index_loses_nothing(index: BankIndex, copy: Path) -> None:
    assert index.open("one")
    index.delete()
    assert not copy.exists()
    assert not index.open("one")
    assert index.build("one", vectors(5), rows(5))


def test_a_closed_index_says_that_it_cannot_be_asked(index: BankIndex) -> None:
    with pytest.raises(IndexUnavailable):
        index.nearest(vectors(1)[0], 3)


def test_after_a_clean_stop_no_probe_is_needed(
    index: BankIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BankIndex, "_run", lambda *args: pytest.fail("probed"))
    assert index.open("one")
    index.close()
    assert index.open("one")


@pytest.mark.slow
def test_after_a_kill_the_index_is_probed_before_it_is_used(
    copy: Path, index: BankIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = python(
        "from interviewer.bank.index import BankIndex; from pathlib import Path; import time\n"
        f"index = BankIndex(Path({str(copy)!r})); print(index.open('one'), flush=True)\n"
        "time.sleep(60)"
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    commands: list[str] = []
    real = BankIndex._run

    def noted(command: str, folder: Path, seconds: float) -> bool:
        commands.append(command)
        return real(command, folder, seconds)

    monkeypatch.setattr(BankIndex, "_run", staticmethod(noted))
    assert index.open("one")  # the other one lives: it is in use, not broken
    assert commands == []
    index.close()
    kill(child)
    assert index.open("one")
    assert commands == ["probe"]


def damage_sqlite_cut(folder: Path) -> None:
    file = generation(folder) / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:5000])


def damage_sqlite_garbage(folder: Path) -> None:
    file = generation(folder) / "chroma.sqlite3"
    file.write_bytes(os.urandom(file.stat().st_size))


def damage_sqlite_gone(folder: Path) -> None:
    (generation(folder) / "chroma.sqlite3").unlink()


def damage_rows_lost(folder: Path) -> None:
    with sqlite3.connect(generation(folder) / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings_queue")
        database.execute("DELETE FROM embeddings")


def damage_tables_dropped(folder: Path) -> None:
    with sqlite3.connect(generation(folder) / "chroma.sqlite3") as database:
        database.execute("DROP TABLE collections")


def damage_folder_gone(folder: Path) -> None:
    shutil.rmtree(generation(folder))


def damage_folder_is_a_file(folder: Path) -> None:
    here = generation(folder)
    shutil.rmtree(here)
    here.write_text("in the way")


def damage_pointer_garbage(folder: Path) -> None:
    (folder / POINTER).write_bytes(b"\x00\xff{")


def damage_pointer_elsewhere(folder: Path) -> None:
    pointer = json.loads((folder / POINTER).read_text())
    (folder / POINTER).write_text(json.dumps(pointer | {"generation": "../../etc"}))


def damage_pointer_is_a_folder(folder: Path) -> None:
    (folder / POINTER).unlink()
    (folder / POINTER).mkdir()


def damage_count(folder: Path) -> None:
    pointer = json.loads((folder / POINTER).read_text())
    (folder / POINTER).write_text(json.dumps(pointer | {"count": 9}))


DAMAGES = [value for name, value in list(globals().items()) if name.startswith("damage_")]


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_not_used_and_is_built_again(
    copy: Path, index: BankIndex, damage: object
) -> None:
    assert callable(damage)
    damage(copy)
    usable = index.open("one")
    if usable:  # Chroma only notices when asked
        with pytest.raises(IndexUnavailable):
            index.nearest(vectors(1)[0], 3)
    assert not index.is_open
    if damage is damage_pointer_is_a_folder:
        assert not index.build("one", vectors(6), rows(6))
        index.delete()
    assert index.build("one", vectors(6), rows(6))
    assert len(index.nearest(vectors(1)[0], 9)) == 6


def test_a_folder_that_cannot_be_written_leaves_search_in_memory(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    search = BankSearch(sample_bank(), index=BankIndex(blocked / "index"))
    assert search.open_index() is False
    assert search.search("lora")[0].question.id == "lora-principle"


@pytest.mark.slow
def test_a_hostile_dotenv_and_environment_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\n")
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "192.0.2.1")
    monkeypatch.chdir(tmp_path)
    index = BankIndex(tmp_path / "index")
    assert index.build("one", vectors(4), rows(4))
    assert len(index.nearest(vectors(1)[0], 9)) == 4
    index.close()


@pytest.mark.usefixtures("in_process")
def test_search_answers_the_same_from_the_index_and_from_memory(tmp_path: Path) -> None:
    search = BankSearch(sample_bank(), index=BankIndex(tmp_path / "index"), cache=tmp_path)
    queries = ["lora 显存", "flsh attention", "kv cache", "rag 流程", "why hallucinate"]
    from_memory = [search.search(query, k=8) for query in queries]
    filtered = search.search("cache", topic="inference-serving")
    assert search.open_index()
    assert search.index_open
    assert [search.search(query, k=8) for query in queries] == from_memory
    assert search.search("cache", topic="inference-serving") == filtered
    search.close()
    assert [search.search(query, k=8) for query in queries] == from_memory


@pytest.mark.usefixtures("in_process")
def test_an_index_that_breaks_in_use_costs_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    search = BankSearch(sample_bank(), index=BankIndex(folder))
    assert search.open_index()

    class Broken:
        def nearest(self, *args: object) -> None:
            raise RuntimeError("Error loading hnsw index")

        def close(self) -> None:
            raise RuntimeError("again")

    assert search._index is not None
    search._index._collection = Broken()  # type: ignore[assignment]
    assert search.search("lora")[0].question.id == "lora-principle"
    assert not search.index_open
    assert not (folder / POINTER).exists()
    assert search.open_index()
    search.close()


def python(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def kill(child: "subprocess.Popen[str]") -> None:
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


BUILD = """
from pathlib import Path
from interviewer.bank.index import BankIndex
from tests.bank.test_index import rows, vectors
index = BankIndex(Path({folder!r}))
print("building", flush=True)
print(index.build("one", vectors({n}, 256), rows({n})), flush=True)
"""


def recovers(folder: Path) -> None:
    """A start after a crash: search answers at once, and the index comes back."""
    search = BankSearch(sample_bank(), index=BankIndex(folder))
    assert search.search("lora")[0].question.id == "lora-principle"
    assert search.open_index()
    assert search.search("lora")[0].question.id == "lora-principle"
    search.close()


def kill_while_building(folder: Path, delay: float) -> None:
    child = python(BUILD.format(folder=str(folder), n=1500))
    assert child.stdout is not None
    assert child.stdout.readline() == "building\n"
    time.sleep(delay)
    kill(child)


@pytest.mark.slow
def test_a_kill_while_indexing_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    for delay in (0.05, 0.9):
        kill_while_building(folder, delay)
    recovers(folder)
    assert len(list(folder.glob("generation-*[!n]"))) == 1  # what was left lying about is gone


@pytest.mark.slow
def test_twelve_kills_while_indexing_cost_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    for turn in range(12):
        kill_while_building(folder, 0.15 * turn)
        if turn % 3 == 2:
            recovers(folder)
    recovers(folder)


@pytest.mark.slow
def test_kills_while_searching_leave_an_index_that_answers(copy: Path) -> None:
    for turn in range(10):
        child = python(
            "from interviewer.bank.index import BankIndex; from pathlib import Path\n"
            "from tests.bank.test_index import vectors\n"
            f"index = BankIndex(Path({str(copy)!r})); print(index.open('one'), flush=True)\n"
            "while True: index.nearest(vectors(1)[0], 60)"
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        time.sleep(0.03 * turn)
        kill(child)
    index = BankIndex(copy)
    assert index.open("one")
    assert len(index.nearest(vectors(1)[0], 60)) == 60
    index.close()


@pytest.mark.slow
def test_of_several_processes_one_builds_and_all_end_with_an_index(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    children = [python(BUILD.format(folder=str(folder), n=200)) for _ in range(2)]
    outputs = [child.communicate(timeout=90)[0].splitlines() for child in children]
    assert all(lines[0] == "building" for lines in outputs)
    assert any(lines[1] == "True" for lines in outputs)
    index = BankIndex(folder)
    assert index.open("one")
    assert index.status()["passages"] == 200
    index.close()
    assert len([path for path in folder.glob("generation-*") if path.suffix != ".open"]) == 1
