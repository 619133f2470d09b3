"""Arguments read while they arrive are those that the whole JSON holds."""

import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from interviewer.agent.arguments import ArgumentReader

VALUES = st.recursive(
    st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def _read(text: str, cuts: list[int]) -> ArgumentReader:
    reader = ArgumentReader()
    bounds = [0, *sorted({cut % (len(text) + 1) for cut in cuts}), len(text)]
    for start, end in itertools.pairwise(bounds):
        reader.feed(text[start:end])
    return reader


@given(
    st.dictionaries(st.text(), VALUES, max_size=5),
    st.lists(st.integers(0, 1000)),
    st.booleans(),
    st.sampled_from([None, 2]),
)
def test_wherever_it_is_cut(
    arguments: dict[str, object], cuts: list[int], escaped: bool, indent: int | None
) -> None:
    text = json.dumps(arguments, ensure_ascii=escaped, indent=indent)
    reader = _read(text, cuts)
    texts = {key: value for key, value in arguments.items() if isinstance(value, str)}
    assert {key: reader.fields[key] for key in reader.closed} == texts


@given(st.text(min_size=1), st.integers(0, 500), st.booleans())
def test_what_has_come_so_far_is_the_beginning(words: str, cut: int, escaped: bool) -> None:
    text = json.dumps({"question_id": "a", "words": words}, ensure_ascii=escaped)
    reader = ArgumentReader()
    reader.feed(text[: cut % len(text)])
    so_far = reader.fields.get("words", "")
    if so_far and "\ud800" <= so_far[-1] <= "\udbff":  # half of an escaped pair
        so_far = so_far[:-1]
    assert words.startswith(so_far)
    assert ("words" in reader.closed) is (cut % len(text) >= len(text) - 1)


@given(st.text(), st.text(alphabet='{}[]",:\\u0 a'))
def test_nothing_makes_it_fail(one: str, other: str) -> None:
    reader = ArgumentReader()
    reader.feed(one + other)
    reader.feed(other)
