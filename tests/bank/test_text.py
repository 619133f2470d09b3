"""Folding keeps its way back, tokens and sentences are found in both languages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.negation import denied, negations
from interviewer.bank.numbers import numbers, zh_numeral
from interviewer.bank.text import Span, Tokens, features, fold, sentences, stem, word_count

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("é\u0301\u0300\u200b\u202e\x00\x1b²³ﬁＫＶ，。！？ \n\t1.5%万一两不没'–√×"),
    ),
    max_size=80,
)


@given(HOSTILE)
def test_every_folded_character_comes_from_a_place_in_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True)
    )
    assert list(folded.starts) == sorted(folded.starts)
    assert "  " not in folded.text
    assert folded.text == folded.text.strip()


@given(HOSTILE)
def test_folding_a_folded_text_changes_no_letter(text: str) -> None:
    once = fold(text).text
    twice = fold(once).text
    assert twice == fold(twice).text


@given(HOSTILE)
def test_tokens_stand_in_order_inside_the_text(text: str) -> None:
    tokens = Tokens(text)
    for at in range(len(tokens)):
        span = tokens.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
    assert list(tokens.starts) == sorted(tokens.starts)
    assert sum(len(part) for part in tokens.sentences) == len(tokens)


@given(HOSTILE)
def test_sentences_do_not_overlap_and_lose_no_visible_character(text: str) -> None:
    spans = sentences(text)
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


@given(HOSTILE)
def test_numbers_and_negations_of_any_text_stand_inside_it(text: str) -> None:
    tokens = Tokens(text)
    for number in numbers(tokens.folded):
        assert 0 <= number.start < number.end <= len(tokens.folded.text)
    for negation in negations(tokens):
        assert 0 <= negation.first < negation.end <= len(tokens)
        assert 0 <= negation.scope.start <= negation.scope.stop <= len(tokens)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＫＶ　Cache", "kv cache"),
        ("O(n²)", "o(n^2)"),
        ("10⁻⁵", "10^-5"),
        ("key–value", "key-value"),
        ("“don’t”", '"don\'t"'),
        ("a\u200bb\x00c\n\n d", "abc d"),
        ("e\u0301", "é"),
        ("√d", "sqrt d"),
    ],
)
def test_spellings_of_one_thing_fold_together(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gpus", "gpu"),
        ("llms", "llm"),
        ("quantise", "quantize"),
        ("behaviour", "behavior"),
        ("caches", "caching"),
        ("memories", "memory"),
    ],
)
def test_inflections_and_spellings_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_sentences_of_both_languages_are_told_apart() -> None:
    text = "First, e.g. this one. It is 3.5 GB! 是的。对吗？对；好\n- a bullet\n1. a numbered item"
    assert [span.of(text) for span in sentences(text)] == [
        "First, e.g. this one.",
        "It is 3.5 GB!",
        "是的。",
        "对吗？",
        "对；",
        "好",
        "- a bullet",
        "1. a numbered item",
    ]


def test_speech_without_punctuation_is_cut_into_sentences() -> None:
    assert len(Tokens("so then we take the keys and " * 100).sentences) > 5


def test_features_leave_out_what_says_nothing() -> None:
    assert features(Tokens("The heads are sharing the caches")) == ["head", "share", "cach"]
    assert features(Tokens("共享键值头")) == ["共享", "享键", "键值", "值头"]
    assert features(Tokens("the of a 的 了")) == []


def test_length_is_comparable_between_languages() -> None:
    assert word_count("one two three, 4") == 4
    assert word_count("一二三四五六七八") == 5


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一百二十八", 128), ("三点五", 3.5), ("二零二四", 2024), ("十", 10), ("一千零二十四", 1024)],
)
def test_chinese_numerals_are_read(numeral: str, value: float) -> None:
    assert zh_numeral(numeral) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("128 KiB", "131,072 bytes"),
        ("128KB", "128 KiB"),
        ("14 GB", "14G"),
        ("1.4T", "1.4 trillion"),
        ("14 万亿", "十四万亿"),
        ("百分之九十", "90%"),
        ("93.3 percent", "93.3%"),
        ("两倍", "2x"),
        ("twice", "2 times"),
        ("16-bit", "2 bytes"),
        ("70B", "700亿"),
        ("10^-5", "1e-5"),
        ("一半", "50%"),
        ("twenty", "20"),
        ("250 ms", "0.25 seconds"),
    ],
)
def test_one_quantity_in_two_spellings_agrees(one: str, other: str) -> None:
    (left,) = numbers(fold(one))
    (right,) = numbers(fold(other))
    assert left.agrees(right)
    assert right.agrees(left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("128 KiB", "128 MiB"),
        ("16 bytes", "16 bits"),
        ("90%", "90"),
        ("8B", "8"),
        ("2x", "2%"),
        ("2 GB", "2 seconds"),
        ("20", "21"),
    ],
)
def test_different_quantities_do_not_agree(one: str, other: str) -> None:
    (left,) = numbers(fold(one))
    (right,) = numbers(fold(other))
    assert not left.agrees(right)


@pytest.mark.parametrize(
    "text", ["统计", "万一", "第一", "int8", "A100", "someone", "ZeRO stage", "省一点", "zero3"]
)
def test_words_that_hold_a_numeral_are_no_numbers(text: str) -> None:
    assert not numbers(fold(text))


@pytest.mark.parametrize(
    ("text", "word", "is_denied"),
    [
        ("It does not share the heads", "share", True),
        ("It does not share heads, but it is fast", "fast", False),
        ("It needs no reward model", "reward", True),
        ("not only fast but also small", "small", False),
        ("不是共享查询，而是共享键值", "查询", True),
        ("不是共享查询，而是共享键值", "键值", False),
        ("不仅共享键值，还省显存", "共享", False),
        ("训练不稳定", "稳定", True),
        ("训练很不同", "训练", False),
        ("It is a myth that heads share queries", "queries", True),
        ("有人说共享查询头，这是错的", "查询", True),
        ("没有不共享的", "共享", False),
        ("不会减少计算量", "减少", True),
    ],
)
def test_negators_reach_their_clause_and_no_further(text: str, word: str, is_denied: bool) -> None:
    tokens = Tokens(text)
    wanted = text.index(word)
    covered = tokens.between(Span(wanted, wanted + len(word)))
    assert denied(negations(tokens), covered.start, covered.stop) is is_denied


@pytest.mark.parametrize(
    ("text", "values"),
    [("每参数 4 字节。7B 就是", [4, 7e9]), ("见下表。1.0 以后", [1]), ("about .5", [0.5])],
)
def test_a_full_stop_before_a_number_is_not_its_point(text: str, values: list[float]) -> None:
    assert [number.values[0] for number in numbers(fold(text))] == values
