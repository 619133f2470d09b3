"""Marked words keep their place when labels are put behind them."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.grade import Verdict
from interviewer.storage.export.view import Mark, Piece
from interviewer.tui.marks import CHOSEN_STYLE, marked_text

MET = Mark(1, Verdict.MET)
PARTIAL = Mark(2, Verdict.PARTIAL)
WRONG = Mark(None, Verdict.CONTRADICTED)

pieces_of_text = st.lists(
    st.builds(
        Piece,
        st.text(max_size=12),
        st.lists(st.sampled_from([MET, PARTIAL, WRONG]), unique=True, max_size=3).map(tuple),
    ),
    max_size=8,
)


def test_a_label_with_sign_and_number_follows_the_words() -> None:
    marked = marked_text([Piece("It "), Piece("caches keys", (MET,)), Piece(", I think.")])
    assert marked.text == "It caches keys[✓1], I think."
    assert marked.places == {1: ((3, 14),)}


def test_words_for_two_points_have_both_labels_where_each_ends() -> None:
    marked = marked_text([Piece("keys ", (MET,)), Piece("and values", (MET, PARTIAL))])
    assert marked.text == "keys and values[✓1][◐2]"
    assert marked.number_at(2) == 1
    assert marked.number_at(20) is None


def test_a_wrong_claim_has_a_sign_without_a_number() -> None:
    marked = marked_text([Piece("it is fixed", (WRONG,))])
    assert marked.text == "it is fixed[✗]"
    assert marked.number_at(3) is None


def test_the_chosen_point_alone_stands_out() -> None:
    marked = marked_text([Piece("a", (MET,)), Piece(" "), Piece("b", (PARTIAL,))])
    stands_out = [span for *span, style in marked.chosen(2) if style == CHOSEN_STYLE]
    assert [marked.text[start:end] for start, end in stands_out] == ["b"]


@given(pieces_of_text)
def test_every_place_holds_the_words_of_its_point(pieces: list[Piece]) -> None:
    marked = marked_text(pieces)
    for number in (1, 2):
        words = [
            piece.text for piece in pieces if any(mark.number == number for mark in piece.marks)
        ]
        found = [marked.text[start:end] for start, end in marked.places.get(number, ())]
        assert found == words


@given(pieces_of_text)
def test_without_its_labels_the_text_is_what_was_said(pieces: list[Piece]) -> None:
    marked = marked_text(pieces)
    labels = {(start, end) for start, end, style in marked.marks if style == "dim"}
    inside = {index for start, end in labels for index in range(start, end)}
    left = "".join(char for index, char in enumerate(marked.text) if index not in inside)
    assert left == "".join(piece.text for piece in pieces)
