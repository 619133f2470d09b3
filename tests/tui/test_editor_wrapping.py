"""An editor breaks a line of Chinese and English where readers of both expect it."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from interviewer.tui.editor_wrapping import breaks, wrap_offsets
from interviewer.tui.widgets.answer_editor import AnswerEditor

texts = st.text(st.sampled_from("ab c，。（）KV缓存显存模型 「」.,"), max_size=120)


def sections(line: str, width: int) -> list[str]:
    ends = [*breaks(line, width), len(line)]
    return [line[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


@given(texts, st.integers(2, 40))
def test_no_section_is_wider_than_the_editor_and_none_is_empty(line: str, width: int) -> None:
    found = sections(line, width)
    assert all(cell_len(section) <= width for section in found)
    assert "".join(found) == line
    assert all(found) or line == ""


def test_a_term_in_chinese_does_not_leave_the_rest_of_its_line_empty() -> None:
    assert sections("BPE 先把语料拆成字节再统计", 14) == ["BPE 先把语料拆", "成字节再统计"]


def test_no_section_begins_with_closing_punctuation() -> None:
    for width in range(6, 30):
        assert all(part[0] not in "，。）" for part in sections("先看（再看 KV），完。", width))


def test_english_is_left_to_textual() -> None:
    assert wrap_offsets("one two three", 8, 4) == [8]


class _Editing(App[None]):
    def compose(self) -> ComposeResult:
        yield AnswerEditor()


async def test_the_answer_editor_breaks_lines_so() -> None:
    app = _Editing()
    async with app.run_test(size=(30, 8)) as pilot:
        editor = app.query_one(AnswerEditor)
        editor.text = "BPE " + "字" * 20
        await pilot.pause()
        assert editor.wrapped_document.get_offsets(0)[0] > len("BPE ")
