"""Lines break as Chinese and English readers expect, and never lose a character."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from interviewer.tui.wrapping import NEVER_FIRST, wrap

texts = st.text(
    st.sampled_from("ab cd，。（）KV缓存显存模型 \n「」.,()") | st.characters(codec="utf-8"),
    max_size=200,
)


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


@given(texts, st.integers(2, 60))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in lines(text, width))


@given(texts, st.integers(2, 60))
def test_nothing_but_space_is_lost_and_order_is_kept(text: str, width: int) -> None:
    spans = wrap(text, width)
    assert all(start <= end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join(lines(text, width))
    assert "".join(kept.split()) == "".join(text.split())


def test_latin_words_stay_whole_inside_chinese() -> None:
    assert lines("用分页的attention来管理显存", 12) == ["用分页的", "attention来", "管理显存"]


def test_no_line_begins_with_closing_punctuation() -> None:
    for width in range(6, 30):
        for line in lines("先看显存，再看带宽；最后（也是最重要的）看延迟。", width):
            assert line[0] not in NEVER_FIRST


def test_no_line_ends_with_opening_punctuation() -> None:
    for width in range(8, 30):
        for line in lines("键值缓存（KV cache）占了大部分「显存」空间", width):
            assert line[-1] not in "（「"


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_empty_lines_stay() -> None:
    assert lines("a\n\nb", 10) == ["a", "", "b"]


def test_fifty_thousand_characters_wrap_quickly() -> None:
    assert len(wrap("长" * 50_000, 80)) == 1250


def test_numbers_and_addresses_stay_whole() -> None:
    assert lines("it comes to 131,072 bytes", 17) == ["it comes to", "131,072 bytes"]
    address = "https://arxiv.org/abs/2305.13245"
    assert lines(f"a title · {address}", 36) == ["a title ·", address]
    assert lines("显存是 131,072字节", 12) == ["显存是", "131,072字节"]


def test_chinese_may_break_after_punctuation_of_either_kind() -> None:
    assert lines("显存,缓存。模型", 8) == ["显存,缓", "存。模型"]
