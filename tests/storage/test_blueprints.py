"""A blueprint that was saved is the same when it is opened, and no file can do any harm."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level, Role
from interviewer.storage.blueprints import (
    LONGEST_NAME,
    MAX_BYTES,
    Blueprints,
    NoBlueprint,
    Saved,
    as_toml,
    file_stem,
    fits_name,
    read,
    write_file,
)
from interviewer.storage.errors import StorageError

slots = st.builds(
    Slot,
    topic=st.sampled_from(["attention", "rag-retrieval"]),
    level=st.sampled_from(Level),
    minutes=st.sampled_from([3.0, 4.0, 10.5]),
    wanted=st.none() | st.sampled_from(Level),
    question_id=st.none() | st.sampled_from(["kv-cache-size", "mine/own", "a#point-1"]),
)
blueprints = st.builds(
    Blueprint,
    role=st.none() | st.sampled_from(Role),
    level=st.none() | st.sampled_from(Level),
    topics=st.lists(st.sampled_from(["attention", "peft"]), unique=True).map(tuple),
    minutes=st.floats(1, 480),
    slots=st.lists(slots, min_size=1, max_size=8).map(tuple),
)
names = st.text(min_size=1, max_size=LONGEST_NAME).map(str.strip).filter(fits_name)

PLAN = Blueprint(minutes=30, slots=(Slot(topic="attention", level=Level.MID, minutes=4),))


@given(names, blueprints)
def test_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, blueprint: Blueprint
) -> None:
    path = tmp_path_factory.mktemp("blueprint") / "file.toml"
    path.write_bytes(as_toml(Saved(name, blueprint)).encode())
    assert read(path) == Saved(name, blueprint)


@given(names)
def test_a_name_makes_a_file_in_its_folder_and_nowhere_else(name: str) -> None:
    stem = file_stem(name)
    assert stem
    assert Path(f"{stem}.toml").name == f"{stem}.toml"
    assert not stem.startswith(".")


def test_blueprints_are_kept_replaced_and_deleted_by_name(tmp_path: Path) -> None:
    own = Blueprints(tmp_path)
    assert own.all() == []
    own.save(Saved("电话面试", PLAN))
    own.save(Saved("a/b", PLAN))
    own.save(Saved("a b", PLAN))
    other = PLAN.model_copy(update={"minutes": 45.0})
    own.save(Saved("a b", other))
    assert [saved.name for saved in own.all()] == ["a b", "a/b", "电话面试"]
    assert own.all()[0].blueprint.minutes == 45
    own.delete("a/b")
    own.delete("a/b")
    assert [saved.name for saved in own.all()] == ["a b", "电话面试"]


def test_a_file_to_hand_on_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    write_file(Saved("plan", PLAN), path)
    assert read(path) == Saved("plan", PLAN)
    with pytest.raises(StorageError, match="exists already"):
        write_file(Saved("other", PLAN), path)
    assert read(path).name == "plan"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not [toml", "is no blueprint"),
        ("minutes = 30", "name"),
        ('name = "a\\nb"\nminutes = 30', "name"),
        (f'name = "{"x" * 61}"', "name"),
        ('name = "x"\nminutes = 30', "slots"),
        ('name = "x"\n[[slots]]\ntopic = "a"\nlevel = "mid"\nminutes = 4', "minutes"),
        ('name = "x"\nminutes = -1', "minutes"),
        ('name = "x"\nminutes = 30\nrun = "rm -rf"', "run"),
        (
            'name = "x"\nminutes = 30\n[[slots]]\ntopic = "../x"\nlevel = "mid"\nminutes = 4',
            "topic",
        ),
        ("x = " + "[" * 9000, "is no blueprint"),
        ("#" * (MAX_BYTES + 1), "too long"),
    ],
)
def test_what_is_no_blueprint_is_refused_with_a_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoBlueprint, match=reason) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert Blueprints(tmp_path).all() == []


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        read(tmp_path / "missing.toml")
