import os
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.bank import loading, nodes
from interviewer.bank.catalogue import UnknownQuestion
from interviewer.bank.loading import load_bank, parse_question_file
from interviewer.bank.schema import schema_text
from interviewer.domain.question import Level, Question, Role
from interviewer.resources import bank_dir
from tests.bank.samples import question_data, write_questions


def messages(path: Path) -> list[str]:
    return [f"{p.line}: {p.message}" for p in parse_question_file(path)[1]]


def test_a_clean_file_loads_without_problems(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "attention.yaml", question_data(), question_data("second"))
    questions, problems = parse_question_file(path)
    assert [q.id for q in questions] == ["mqa-vs-gqa", "second"]
    assert problems == []


def test_every_schema_problem_names_the_line_of_what_is_wrong(tmp_path: Path) -> None:
    data = question_data()
    data["level"] = "expert"
    data["rubric"][0]["note"] = {"zh": "只有中文"}
    data["rubric"][1]["folow_up"] = data["rubric"][1]["follow_up"]
    data["rubric"][1]["weight"] = -1
    data["misconceptions"][0]["claim"]["en"] = ""
    data["minutes"] = "soon"
    path = write_questions(tmp_path / "a.yaml", data, question_data("fine"))
    lines = path.read_text("utf-8").splitlines()

    def at(fragment: str, nth: int = 0) -> int:
        return [n for n, line in enumerate(lines, 1) if fragment in line][nth]

    questions, problems = parse_question_file(path)
    assert [q.id for q in questions] == ["fine"]
    assert {(p.line, p.message) for p in problems} == {
        (at("level: expert"), "level: `expert` must be 'junior', 'mid' or 'senior'"),
        (at("minutes: soon"), "minutes: `soon` is not a number"),
        (at("note:"), "rubric[one-kv-head].note.en: is missing"),
        (at("folow_up:"), "rubric[groups].folow_up: unknown field; is `follow_up` meant?"),
        (at("weight: -1"), "rubric[groups].weight: Input should be greater than 0, not `-1`"),
        (at("en: ''"), "misconceptions[gqa-shares-queries].claim.en: is empty"),
    }
    assert str(problems[0]) == f"{path}:{problems[0].line}: {problems[0].message}"


def test_ids_that_clash_inside_a_question_are_found_at_their_lines(tmp_path: Path) -> None:
    data = question_data()
    data["rubric"][1]["id"] = "one-kv-head"
    path = write_questions(tmp_path / "a.yaml", data)
    lines = path.read_text("utf-8").splitlines()
    second = [n for n, line in enumerate(lines, 1) if "- id: one-kv-head" in line][1]
    contradicts = next(n for n, line in enumerate(lines, 1) if line.strip() == "- groups")
    assert messages(path) == [
        f"{second}: rubric: the id `one-kv-head` is taken already",
        f"{contradicts}: misconception gqa-shares-queries: there is no point `groups`",
    ]


def test_a_question_without_a_must_point_is_refused_at_its_rubric(tmp_path: Path) -> None:
    data = question_data()
    for point in data["rubric"]:
        point["must"] = False
    path = write_questions(tmp_path / "a.yaml", data)
    line = path.read_text("utf-8").splitlines().index("  rubric:") + 1
    assert messages(path) == [f"{line}: at least one rubric point must be a must point"]


GOOD = yaml.safe_dump([question_data("good")], allow_unicode=True)
LAST = yaml.safe_dump([question_data("last")], allow_unicode=True)


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        ('- id: "unclosed\n  topic: x\n', 1, "not YAML"),
        ("- id: tabbed\n\ttopic: x\n", 2, "indented with a tab"),
        ("- id: [a, b\n  topic: x\n", 1, "not YAML"),
        ("- id: x\n  topic: a: b\n", 2, "not YAML"),
        ("- id: bell\n  topic: \x07\n", 2, "control character"),
        ("- id: x\n  topic: *nowhere\n", 2, "alias *nowhere is not defined"),
        ("- id: x\n  topic: !!python/name:os.system x\n", 2, "tags such as"),
        ("- id: x\n  id: y\n", 2, "`id` stands here twice (first in line {})"),
        ("- &loop [*loop]\n", 1, "stands for itself"),
        ("- just words\n", 1, "each item must be a question"),
        ("- " + "[" * 3000 + "\n", 1, "nested deeper"),
        ("- {{a: b}: c}\n", 1, "a key must be a word"),
    ],
)
def test_broken_yaml_in_one_question_costs_no_other(
    tmp_path: Path, broken: str, line: int, words: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD + broken + LAST, "utf-8")
    questions, problems = parse_question_file(path)
    assert [q.id for q in questions] == ["good", "last"]
    first = GOOD.count("\n")
    hits = [p for p in problems if words.format(first + 1) in p.message]
    assert hits, [str(p) for p in problems]
    assert all(first < p.line <= first + broken.count("\n") + 1 for p in problems)
    assert hits[0].line >= first + line


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1: the file holds no questions"),
        (b"# only a comment\n", "1: the file holds no questions"),
        (b"[]\n", "1: the file holds no questions"),
        (b"words\n", "1: the file must be a list of questions"),
        (b"\n\n- id: \xff\n", "3: not UTF-8 (byte 0xff); save the file as UTF-8"),
        ("- id: 问".encode("gb18030"), "1: not UTF-8 (byte 0xce); save the file as UTF-8"),
        (b"\xff\xfe- id", "1: not UTF-8 (byte 0xff); save the file as UTF-8"),
        (b"[]\n---\n[]\n", "2: a second document begins; a file holds one list"),
    ],
)
def test_files_that_are_no_list_of_questions_say_so(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    assert message in messages(path)


def test_a_billion_laughs_stops_at_a_limit_and_quickly(tmp_path: Path) -> None:
    lines = ['- &a0 ["ha","ha"]'] + [
        f"- &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 25)
    ]
    path = tmp_path / "a.yaml"
    path.write_text("\n".join(lines), "utf-8")
    began = time.perf_counter()
    questions, problems = parse_question_file(path)
    assert time.perf_counter() - began < 2
    assert questions == []
    assert any("more than" in p.message for p in problems)


def test_an_alias_within_limits_is_as_good_as_the_text(tmp_path: Path) -> None:
    data = question_data()
    shared = {"title": "One paper for all", "url": "https://example.org/", "checked": "2026-11-22"}
    for part in (*data["rubric"], *data["misconceptions"]):
        part["source"] = shared
    path = write_questions(tmp_path / "a.yaml", data)  # dumped as an anchor and aliases
    assert path.read_text("utf-8").count("*id001") == 2
    questions, problems = parse_question_file(path)
    assert problems == []
    assert questions[0].misconceptions[0].sources[0].title == "One paper for all"


def test_a_claim_may_have_several_sources(tmp_path: Path) -> None:
    data = question_data()
    first = data["rubric"][0]["source"]
    second = {"title": "The other half", "url": "https://example.org/", "checked": "2026-11-22"}
    data["rubric"][0]["source"] = [first, second]
    questions, problems = parse_question_file(write_questions(tmp_path / "a.yaml", data))
    assert problems == []
    assert [source.title for source in questions[0].rubric[0].sources] == [
        first["title"],
        "The other half",
    ]
    assert len(questions[0].rubric[1].sources) == 1
    again = Question.model_validate_json(questions[0].model_dump_json())
    assert again == questions[0]


def test_no_source_at_all_is_refused_at_its_line(tmp_path: Path) -> None:
    data = question_data()
    data["rubric"][0]["source"] = []
    path = write_questions(tmp_path / "a.yaml", data)
    line = next(
        n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "source" in text
    )
    assert any(message.startswith(f"{line}: rubric") for message in messages(path))


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (loading.MAX_BYTES + 1))
    assert messages(path) == ["1: the file is larger than 4 MiB"]


def test_scalars_are_text_as_written(tmp_path: Path) -> None:
    """No Norway problem: a cue `no`, `1e5` or `2026-11-22`, an unquoted arXiv id, stay text."""
    data = question_data()
    path = write_questions(tmp_path / "a.yaml", data)
    written = path.read_text("utf-8").replace("arxiv: '1911.02150'", "arxiv: 1911.02150")
    written = written.replace("- GQA\n", "- no\n", 1).replace("- merge*|合并\n", "- 1e5\n", 1)
    path.write_text(written, "utf-8")
    questions, problems = parse_question_file(path)
    assert problems == []
    assert questions[0].misconceptions[0].cues[0][:2] == ("no", "1e5")
    assert questions[0].rubric[0].sources[0].arxiv == "1911.02150"


def test_messages_carry_no_control_characters_from_the_file(tmp_path: Path) -> None:
    data = question_data()
    data["level"] = "\x1b[31mred\u202e[bold]" + "x" * 5000
    path = write_questions(tmp_path / "a.yaml", data)
    (message,) = messages(path)
    assert message.isprintable()
    assert len(message) < 500


def test_a_single_question_may_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(yaml.safe_dump(question_data(), allow_unicode=True), "utf-8")
    assert [q.id for q in parse_question_file(path)[0]] == ["mqa-vs-gqa"]


def test_missing_and_odd_paths_are_problems_not_errors(tmp_path: Path) -> None:
    assert messages(tmp_path / "gone.yaml") == ["1: this is not a file"]
    assert messages(tmp_path) == ["1: this is not a file"]
    bank = load_bank(tmp_path / "nowhere")
    assert len(bank) == 0
    assert "cannot be read" in bank.problems[0].message
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "this is not a file" in load_bank(tmp_path).problems[0].message


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf-8", "replace")))
def test_no_bytes_make_the_loader_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    questions, problems = parse_question_file(path)
    assert questions == []
    assert problems
    assert all(p.line >= 1 and p.message.isprintable() for p in problems)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_value_anywhere_in_a_question_makes_the_loader_raise(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged: Any = question_data("damaged")
    here: Any = damaged
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):
            here[key] = data.draw(json_values)
            break
        here = here[key]
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(yaml.safe_dump([damaged, question_data("fine")]), "utf-8")
    questions, problems = parse_question_file(path)
    ids = [q.id for q in questions]
    assert "fine" in ids
    assert len(ids) == 2 or problems
    lines = path.read_text("utf-8").count("\n") + 1
    assert all(1 <= p.line <= lines for p in problems)


def test_limits_leave_room_for_the_shipped_bank() -> None:
    for path in bank_dir().glob("*.yaml"):
        assert path.stat().st_size < loading.MAX_BYTES / 3
    assert nodes.MAX_DEPTH > 10


def test_bank_finds_by_topic_level_and_role(tmp_path: Path) -> None:
    write_questions(
        tmp_path / "a.yaml",
        question_data("one"),
        question_data("two", level="senior", roles=["application"]),
    )
    write_questions(tmp_path / "b.yaml", question_data("three", topic="rag"))
    bank = load_bank(tmp_path)
    assert bank.topics() == ("attention", "rag")
    assert [q.id for q in bank.find("attention")] == ["one", "two"]
    assert [q.id for q in bank.find(level=Level.SENIOR)] == ["two"]
    assert [q.id for q in bank.find(role=Role.ALGORITHM)] == ["one", "three"]
    assert [h.id for h in bank.heads("nothing")] == []
    with pytest.raises(UnknownQuestion, match="there is no question `four`"):
        bank.get("four")


def test_lines_lead_back_into_the_file(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "a.yaml", question_data("one"), question_data("two"))
    bank = load_bank(tmp_path)
    lines = path.read_text("utf-8").splitlines()
    assert lines[bank.line_of("two") - 1] == "- id: two"
    line = bank.line_of("two", "rubric", 1, "follow_up", "en")
    assert "What does the compromise look like" in lines[line - 1]
    assert bank.line_of("two", "code", "solution") == bank.line_of("two")


def test_the_same_id_in_two_files_is_reported_where_it_comes_second(tmp_path: Path) -> None:
    write_questions(tmp_path / "a.yaml", question_data("one"))
    write_questions(tmp_path / "b.yaml", question_data("zero"), question_data("one"))
    bank = load_bank(tmp_path)
    assert sorted(bank.questions) == ["one", "zero"]
    (problem,) = bank.problems
    assert problem.path.name == "b.yaml"
    assert problem.message == "`one` is taken already, at a.yaml:1"


def test_own_banks_live_under_their_name_and_replace_openly(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "My Bank"
    write_questions(shipped / "a.yaml", question_data("one"), question_data("two"))
    write_questions(
        own / "x.yaml",
        question_data("mine-one", replaces="one", related=["other", "two"]),
        question_data("other"),
    )
    bank = load_bank(shipped, [own])
    assert bank.problems == ()
    assert sorted(bank.questions) == ["my_bank/mine-one", "my_bank/other", "two"]
    assert bank.get("one").id == "my_bank/mine-one"
    assert bank.replaced == {"one": "my_bank/mine-one"}
    assert bank.get("my_bank/mine-one").related == ("my_bank/other", "two")
    assert bank.place("one").path == own / "x.yaml"


def test_a_replacement_that_cannot_be_is_said(tmp_path: Path) -> None:
    shipped, own, again = tmp_path / "shipped", tmp_path / "mine", tmp_path / "b" / "mine"
    write_questions(shipped / "a.yaml", question_data("one"), question_data("q", replaces="one"))
    write_questions(
        own / "x.yaml",
        question_data("a", replaces="nothing"),
        question_data("b", replaces="one"),
        question_data("c", replaces="one"),
    )
    write_questions(again / "x.yaml", question_data("d"))
    bank = load_bank(shipped, [own, again, tmp_path / "absent"])
    assert [p.message for p in bank.problems[:4]] == [
        "only a bank of your own can replace a question",
        "another bank of yours is called `mine` too; rename one",
        "the bank folder cannot be read: No such file or directory",
        "there is no shipped question `nothing` to replace",
    ]
    assert bank.problems[4].message == "`one` is replaced by `mine/b` already"
    assert sorted(bank.questions) == ["mine/a", "mine/b", "mine/c"]


def cached(folder: Path) -> list[Path]:
    return sorted((folder / "bank").iterdir())


def test_a_cached_bank_is_the_same_bank(tmp_path: Path) -> None:
    bank_folder, cache = tmp_path / "bank", tmp_path / "cache"
    bad = question_data("bad", level="none")
    write_questions(bank_folder / "a.yaml", question_data("one"), bad, question_data("two"))
    first = load_bank(bank_folder, cache=cache)
    again = load_bank(bank_folder, cache=cache)
    assert dict(again.questions) == dict(first.questions)
    assert again.problems == first.problems
    assert again.places == first.places
    assert again.version == first.version == load_bank(bank_folder).version


def test_a_cached_file_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank_folder, cache = tmp_path / "bank", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    load_bank(bank_folder, cache=cache)
    monkeypatch.setattr(loading, "read_nodes", lambda text: pytest.fail("parsed again"))
    assert list(load_bank(bank_folder, cache=cache).questions) == ["one"]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    bank_folder, cache = tmp_path / "bank", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    before = load_bank(bank_folder, cache=cache)
    write_questions(bank_folder / "a.yaml", question_data("two"))
    after = load_bank(bank_folder, cache=cache)
    assert list(after.questions) == ["two"]
    assert after.version != before.version


@pytest.mark.parametrize("damage", ["truncate", "flip", "garbage", "empty", "folder"])
def test_a_damaged_cache_is_ignored_and_written_anew(tmp_path: Path, damage: str) -> None:
    bank_folder, cache = tmp_path / "bank", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    load_bank(bank_folder, cache=cache)
    (entry,) = cached(cache)
    sound = entry.read_bytes()
    match damage:
        case "truncate":
            entry.write_bytes(sound[: len(sound) // 2])
        case "flip":
            middle = len(sound) // 2
            entry.write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
        case "garbage":
            entry.write_bytes(b"\x00\xff" * 99)
        case "empty":
            entry.write_bytes(b"")
        case "folder":
            entry.unlink()
            entry.mkdir()
    bank = load_bank(bank_folder, cache=cache)
    assert next(iter(bank.questions.values())).id == "one"
    if damage != "folder":
        assert entry.read_bytes() == sound
    assert cached(cache) == [entry]


def test_a_cache_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    write_questions(tmp_path / "bank" / "a.yaml", question_data("one"))
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert len(load_bank(tmp_path / "bank", cache=blocked / "cache")) == 1
    assert len(load_bank(tmp_path / "bank", cache=blocked)) == 1


def test_entries_nobody_used_for_long_are_swept(tmp_path: Path) -> None:
    bank_folder, cache = tmp_path / "bank", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    load_bank(bank_folder, cache=cache)
    (old,) = cached(cache)
    write_questions(bank_folder / "a.yaml", question_data("two"))
    load_bank(bank_folder, cache=cache)
    assert len(cached(cache)) == 2
    os.utime(old, (0, 0))
    load_bank(bank_folder, cache=cache)
    assert old not in cached(cache)
    assert len(cached(cache)) == 1


def test_the_schema_for_editors_is_current() -> None:
    text = (bank_dir() / "schema.json").read_text("utf-8")
    assert text == schema_text(), "write interviewer.bank.schema.schema_text() to the file"


def test_a_bank_that_came_prepared_is_neither_parsed_nor_kept_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank_folder, prepared, cache = tmp_path / "bank", tmp_path / "prepared", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    load_bank(bank_folder, cache=prepared)
    before = {path: path.read_bytes() for path in cached(prepared)}
    monkeypatch.setattr(loading, "read_nodes", lambda text: pytest.fail("parsed again"))
    assert list(load_bank(bank_folder, cache=cache, prepared=prepared).questions) == ["one"]
    assert not cache.exists()
    assert {path: path.read_bytes() for path in cached(prepared)} == before


def test_a_bank_that_changed_since_it_was_prepared_is_read_anew(tmp_path: Path) -> None:
    bank_folder, prepared, cache = tmp_path / "bank", tmp_path / "prepared", tmp_path / "cache"
    write_questions(bank_folder / "a.yaml", question_data("one"))
    load_bank(bank_folder, cache=prepared)
    write_questions(bank_folder / "a.yaml", question_data("two"))
    bank = load_bank(bank_folder, cache=cache, prepared=prepared)
    assert list(bank.questions) == ["two"]
    assert len(cached(prepared)) == len(cached(cache)) == 1
