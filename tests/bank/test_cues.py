"""Cues are found as people say them, in either language, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.cues import CodeCueGroup, CueGroup, CueText, find, occurs, parse_term

FOUND = [
    ("all query heads|所有查询头", "all the query heads"),
    ("所有 query 头", "所有的 Query 头"),
    ("kv head*|K/V|KV头", "the K/V pairs"),
    ("KV头", "一组ＫＶ 头"),
    ("share*", "they are sharing it"),
    ("finetuning", "we fine-tune it"),
    ("fine-tuning", "Finetuning is cheap"),
    ("FlashAttention", "flash attention"),
    ("flash attention", "FlashAttention-2"),
    ("quanti*", "4-bit Quantisation"),
    ("GPU", "eight GPUs"),
    ("128 KiB", "128KB per token"),
    ("16 bytes", "每个参数１６字节"),
    ("14 GB", "大约14G显存"),
    ("1.4T", "1.4 万亿 token"),
    ("20 tokens per parameter", "twenty tokens per parameter"),
    ("93.3%", "百分之九十三点三"),
    ("两倍", "2x faster"),
    ("O(n^2)", "O(n²)"),
    ("O(n^2)", "复杂度是n平方"),
    ("O(n^2)", "grows as n squared"),
    ("O(n^2)", "$O(N^{2})$"),
    ("O(n^2)", "n**2 的复杂度"),
    ("√d", "the square root of d"),
    ("sqrt(d_k)", "除以根号 d_k"),
    ("B初始化为0", "B 初始化为零"),
    ("one KV head", "1 KV head"),
    ("d_k", "dk"),
]
ABSENT = [
    ("lora", "explorative"),
    ("8", "an 8B model"),
    ("128 KiB", "256 KiB"),
    ("O(n^2)", "it is O(n)"),
    ("目的", "目标"),
    ("16", "116"),
    ("16 bytes", "16 bits"),
    ("no bias", "no, bias"),
    ("share", "shard"),
    ("[a-z]+", "letters"),
]


@pytest.mark.parametrize(("term", "text"), FOUND)
def test_a_term_is_found_as_people_write_it(term: str, text: str) -> None:
    assert occurs(term, text)


@pytest.mark.parametrize(("term", "text"), ABSENT)
def test_a_term_is_not_found_in_something_else(term: str, text: str) -> None:
    assert not parse_term(term).find(CueText(text))


def test_a_group_needs_all_its_terms_in_neighbouring_sentences() -> None:
    group = ["all query heads", "share*", "kv head*"]
    assert find(group, "In MQA all query heads do this. They share one KV head.")
    assert not find(group, "All query heads exist. Filler here. They share one KV head.")
    assert not find(group, "All query heads exist.")


def test_a_forbidden_term_silences_its_window_only() -> None:
    group = ["gpu", "!cpu"]
    assert not find(group, "It runs on GPUs and CPUs.")
    assert find(group, "It runs on GPUs. Then we wait. Nobody uses a CPU.")


def test_spans_are_cut_from_the_text_as_typed() -> None:
    text = "其实，ＭＱＡ 里所有的 Query 头共享同一组ＫＶ 头。"
    (spans,) = find(["所有 query 头", "共享", "KV头"], text)
    assert [span.of(text) for span in spans] == ["所有的 Query 头", "共享", "ＫＶ 头"]


@pytest.mark.parametrize("term", ["", " ", "|", "!", "*", " | ", ".*"])
def test_a_term_that_could_match_nothing_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="nothing to look for"):
        parse_term(term)


def test_a_group_that_only_forbids_is_refused() -> None:
    with pytest.raises(ValueError, match="must occur"):
        CueGroup(["!cpu"])


@given(
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4),
    st.text(max_size=120),
)
def test_any_cue_and_any_text_give_spans_inside_the_text(group: list[str], text: str) -> None:
    try:
        CueGroup(group)
    except ValueError:
        return
    for spans in find(group, text):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(st.sampled_from(FOUND), st.sampled_from(["", "We say: ", "首先，", "\x00 ", "① "]))
def test_what_stands_around_a_term_does_not_hide_it(case: tuple[str, str], before: str) -> None:
    term, text = case
    assert occurs(term, f"{before}{text}")


@pytest.mark.parametrize(
    ("group", "line", "is_found"),
    [
        (["softmax", "dim=-1|axis=-1"], "w = F.softmax(s / sqrt(d), dim = -1)", True),
        (["softmax", "dim=-1|axis=-1"], "w = F.softmax(s, dim=0)", False),
        (["dim=-1"], "x.sum(dim=-10)", False),
        (["mask"], "s.masked_fill(m)", False),
        (["mask*"], "s.masked_fill(m)", True),
        (["softmax"], "log_softmax(x)", True),
        (["return x"], "return  x", True),
        (["softmax", "!log_softmax"], "log_softmax(x)", False),
    ],
)
def test_code_cues_ignore_spaces_and_keep_words_whole(
    group: list[str], line: str, is_found: bool
) -> None:
    assert CodeCueGroup(group).found_in(line) is is_found
