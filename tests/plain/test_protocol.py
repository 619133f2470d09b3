"""Typed lines become inputs exactly as the protocol says."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.plain.protocol import Answer, Asked, Command, Input, Reader, Unknown, prefixed

lines = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30)


def read(*typed: str) -> list[Input]:
    reader = Reader()
    return [given for line in typed if (given := reader.take(line)) is not None]


def escaped(line: str) -> str:
    return line[0] + line if line[:1] in (".", "/") else line


@given(st.lists(st.lists(lines, max_size=6), max_size=5))
def test_every_answer_that_is_escaped_comes_through_as_it_was(answers: list[list[str]]) -> None:
    typed = [line for answer in answers for line in [*map(escaped, answer), "."]]
    assert read(*typed) == [Answer("\n".join(answer)) for answer in answers]


@given(st.lists(lines, max_size=20))
def test_no_line_breaks_the_reader(typed: list[str]) -> None:
    read(*typed)


def test_a_command_is_only_a_command_in_the_first_line() -> None:
    assert read("/skip") == [Asked(Command.SKIP)]
    assert read("words", "/skip", ".") == [Answer("words\n/skip")]


def test_clarify_takes_the_words_after_it() -> None:
    assert read("/clarify  for training or inference? ") == [
        Asked(Command.CLARIFY, "for training or inference?")
    ]


def test_every_documented_command_is_known() -> None:
    for name in ("skip", "hint", "clarify x", "idk", "repeat", "pause", "end"):
        assert isinstance(read(f"/{name}")[0], Asked)


def test_an_unknown_command_is_told_and_nothing_is_typed() -> None:
    reader = Reader()
    assert reader.take("/sip") == Unknown("/sip")
    assert reader.draft == ""


def test_a_draft_is_gone_on_with_and_commands_still_work_first() -> None:
    reader = Reader()
    reader.continue_with("one\ntwo")
    assert reader.take("/hint") == Asked(Command.HINT)
    assert reader.take("three") is None
    assert reader.take(".") == Answer("one\ntwo\nthree")


@given(st.text(max_size=100))
def test_no_printed_line_lacks_its_prefix_or_drives_the_terminal(text: str) -> None:
    for line in prefixed("|", text):
        assert line.startswith("| ")
        assert "\x1b" not in line
        assert "\n" not in line
