"""An exported session shows everything, and nothing in it acts."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from interviewer.domain.grade import Evidence, Provenance, Verdict
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Speaker, Status, Transcript
from interviewer.storage.export import html, markdown
from interviewer.storage.export import json as json_export
from interviewer.storage.export.labels import CHINESE, ENGLISH, Labels
from interviewer.storage.export.visible import visible
from interviewer.storage.records import SessionSummary
from interviewer.storage.sessions import SessionStore
from tests.contracts.validation import validate_output
from tests.storage.samples import (
    HOSTILE,
    answers,
    asked,
    asks,
    at,
    evidence,
    grade,
    interview,
    question,
    says,
    session,
)

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# Everything that means something to Markdown or HTML, and some that means nothing.
MARKUP = st.text(
    st.sampled_from("\\`*_[]()<>&~|$^#@{}!-+=:.;'\"/0123456789 \t\n\rabcwww\u202e\x1b显\ud800"),
    max_size=40,
)


class Page(HTMLParser):
    """An HTML page as a browser would see it: its elements, and the words of each turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.marked: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._in_words = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, tuple(sorted(values))))
        self.attributes += attrs
        if tag != "meta":
            self._open.append(tag)
        if values.get("class") == "words":
            self._in_words = True
            self.words.append("")
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "elements are not nested"
        if tag == "p":
            self._in_words = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data
        if self._in_words and "sup" not in self._open:
            self.words[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def inline_tokens(text: str) -> list[Token]:
    return [child for token in GFM.parse(text) for child in token.children or ()]


def read(text: str) -> str:
    """Return what a reader of rendered Markdown reads, spaces and breaks alike."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    parts = (
        "".join(breaks.get(child.type, child.content) for child in token.children)
        if token.children is not None
        else token.content
        for token in GFM.parse(text)
    )
    return " ".join(" ".join(parts).split())


@given(MARKUP | st.text(st.characters(codec=None), max_size=40))
def test_any_words_read_the_same_in_markdown(text: str) -> None:
    written = "\n".join(markdown.block(text))
    kinds = {token.type for token in GFM.parse(written)}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline"}
    assert {token.type for token in inline_tokens(written)} <= {
        "text", "text_special", "softbreak", "hardbreak"
    }  # fmt: skip
    assert read(written) == " ".join(visible(text).split())


@given(MARKUP)
def test_words_on_one_line_stay_on_one_line_of_markdown(text: str) -> None:
    written = markdown.inline(text)
    assert "\n" not in written
    assert read(f"- {written}") == " ".join(visible(text).split())


@given(st.lists(st.text("abc `~", min_size=1), min_size=1, max_size=6))
def test_code_stands_literally_in_markdown_whatever_fences_it_holds(lines: list[str]) -> None:
    code = "\n".join(lines)
    tokens = GFM.parse("\n".join(markdown._fenced(code)))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content == code + "\n"


def test_lines_of_an_answer_stay_lines_in_markdown() -> None:
    written = "\n".join(markdown.block("one\n  two\n\nthree"))
    assert GFM.render(written) == ("<p>one<br />\n\u00a0\u00a0two</p>\n<p>three</p>\n")


@given(st.text(st.characters(codec=None)))
def test_no_invisible_character_is_left_and_every_one_can_be_told(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", shown)
    shown.encode("utf-8")
    assert visible(shown) == shown


def test_invisible_characters_are_named() -> None:
    assert visible("\x1b[31m\x00\u202e\ud83d\x7f\r\nx\ty") == "␛[31m␀⟨U+202E⟩⟨U+D83D⟩␡\nx\ty"
    assert visible("👩‍🔬 नमस्ते") == "👩‍🔬 नमस्ते"


def test_the_page_has_the_same_elements_whatever_was_said(store: SessionStore) -> None:
    tame = Page(html.render(*interview(store, "a", words="x not a list y", quote="not a list")))
    wild = Page(html.render(*interview(store, "b", words=HOSTILE, quote="not a list")))
    assert wild.elements == tame.elements
    names = {name for name, _ in wild.elements}
    assert not names & {"script", "img", "iframe", "link", "object", "form", "svg", "base"}
    assert not any(name.startswith("on") for name, _ in wild.attributes)
    assert all(value.startswith("#") for name, value in wild.attributes
               if name in ("href", "src") and value is not None)  # fmt: skip


def test_the_page_shows_every_word_as_it_was_typed(store: SessionStore) -> None:
    _, transcript = shown = interview(store, words=HOSTILE, quote="not a list")
    page = Page(html.render(*shown))
    # The marks cut the text, and take nothing from it.
    assert page.marked == ["not a list"]
    assert page.words == [visible(turn.text) for turn in transcript.turns]


def test_the_page_needs_nothing_and_asks_for_nothing(store: SessionStore) -> None:
    page = html.render(*interview(store))
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|@import|url\(", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("render", [html.render, markdown.render])
@pytest.mark.parametrize(("language", "labels"), [(Language.EN, ENGLISH), (Language.ZH, CHINESE)])
def test_score_points_evidence_and_help_are_all_there(
    store: SessionStore, render: Any, language: Language, labels: Labels
) -> None:
    text = render(*interview(store, language=language))
    assert labels.title[Kind.MOCK] in text
    for expected in (
        labels.of_hundred.format(score="50"),
        labels.band[2],
        labels.provisional,
        labels.move[Move.HINT],
        labels.move[Move.FOLLOW_UP],
        labels.model_answer,
        labels.misconceptions,
        labels.failed_quotes.format(n=1),
        question().model_answer.in_(language),
        question().misconceptions[0].correction.in_(language),
        *(
            labels.verdict[verdict]
            for verdict in (Verdict.MET, Verdict.MISSED, Verdict.CONTRADICTED)
        ),
    ):
        assert expected in text
    for number in (1, 2, 3):
        assert f"note {number}" in text


def test_the_words_that_earned_a_point_are_highlighted_with_its_number(
    store: SessionStore,
) -> None:
    text = html.render(*interview(store))
    assert Page(text).marked == ["keys and values"]
    assert re.search(r"</mark><sup><a href=\"#point-2-1\">1</a>,✗</sup>", text)
    assert 'id="point-2-1"' in text


def test_evidence_that_overlaps_is_marked_piece_by_piece(store: SessionStore) -> None:
    item = question()
    store.create(session(status=Status.FINISHED))
    store.ask("0abc", asked(item), asks(item))
    stored = store.append("0abc", answers("one two three four", "s1"))
    store.add_grade(
        "0abc", grade(evidence(stored, "one two three"), evidence(stored, "two three four"))
    )
    store.set_status("0abc", Status.FINISHED, at(60))
    page = Page(html.render(store.summary("0abc"), store.transcript("0abc")))
    assert page.marked == ["one ", "two three", " four"]
    assert "one two three four" in page.words


def test_a_quote_that_is_not_where_it_says_marks_nothing(store: SessionStore) -> None:
    item = question()
    store.create(session(kind=Kind.PRACTICE))
    store.ask("0abc", asked(item), asks(item))
    store.append("0abc", answers("short", "s1"))
    store.add_grade("0abc", grade(Evidence(seq=2, start=3, end=99, quote="made up")))
    shown = store.summary("0abc"), store.transcript("0abc")
    assert Page(html.render(*shown)).marked == []
    assert "made up" in markdown.render(*shown)


@pytest.mark.parametrize("render", [html.render, markdown.render])
@pytest.mark.parametrize("status", [Status.RUNNING, Status.PAUSED])
def test_a_mock_that_is_not_over_gives_no_mark_and_no_answer_away(
    store: SessionStore, render: Any, status: Status
) -> None:
    text = render(*interview(store, status=status))
    assert ENGLISH.hidden in text
    for secret in ("note 1", question().model_answer.en, "50 of 100", ENGLISH.provisional):
        assert secret not in text
    assert "keys and values" in text
    assert "note 1" in render(*interview(store, "b", status=status, kind=Kind.PRACTICE))


@pytest.mark.parametrize("render", [html.render, markdown.render])
def test_not_graded_is_shown_as_such_and_not_as_zero(store: SessionStore, render: Any) -> None:
    item = question()
    store.create(session(kind=Kind.PRACTICE))
    store.ask("0abc", asked(item), asks(item))
    store.append("0abc", answers("words", "s1"))
    store.add_grade("0abc", grade(score=None))
    text = render(store.summary("0abc"), store.transcript("0abc"))
    assert "not graded · the server cannot be reached" in text
    assert "0 of 100" not in text


def asked_twice(store: SessionStore) -> tuple[SessionSummary, Transcript]:
    item = question()
    store.create(session(kind=Kind.PRACTICE))
    for attempt, words in enumerate(("first try", "second try")):
        seconds = 100 * attempt
        store.ask("0abc", asked(item), asks(item, seconds))
        stored = store.append("0abc", answers(words, f"s{attempt}", seconds=seconds + 1))
        given = grade(evidence(stored, words), score=0.2 + 0.6 * attempt, seconds=seconds + 2)
        store.add_grade("0abc", given)
    return store.summary("0abc"), store.transcript("0abc")


def test_a_question_asked_twice_shows_each_try_with_its_own_grade(store: SessionStore) -> None:
    text = markdown.render(*asked_twice(store))
    first, second = text.split("## Question 2")
    assert "20 of 100" in first
    assert "80 of 100" not in first
    assert "80 of 100" in second
    assert Page(html.render(store.summary("0abc"), store.transcript("0abc"))).marked == [
        "first try",
        "second try",
    ]


def test_code_is_exported_as_code(store: SessionStore) -> None:
    item = question(code=True)
    store.create(session(kind=Kind.PRACTICE))
    store.ask("0abc", asked(item), asks(item))
    store.append("0abc", answers("def f(x):\n    return x[0] * 2", "s1"))
    shown = store.summary("0abc"), store.transcript("0abc")
    assert "> ```\n> def f(x):\n>     return x[0] * 2\n> ```" in markdown.render(*shown)
    assert '<section class="code">' in html.render(*shown)


@pytest.mark.parametrize("render", [html.render, markdown.render])
def test_a_session_without_a_word_is_exported_too(store: SessionStore, render: Any) -> None:
    store.create(session())
    text = render(store.summary("0abc"), store.transcript("0abc"))
    assert "Mock interview" in text
    assert ENGLISH.clock in text


def test_a_long_interview_is_exported_whole(store: SessionStore) -> None:
    store.create(session(kind=Kind.PRACTICE))
    for number in range(3):
        store.append("0abc", says(Move.CLARIFY, "word " * 20_000, None, number))
    for render in (html.render, markdown.render):
        assert render(store.summary("0abc"), store.transcript("0abc")).count("word ") >= 59_997


def test_json_is_the_document_of_show(store: SessionStore) -> None:
    text = json_export.render(*interview(store, words=HOSTILE, quote="not a list"))
    assert text.endswith("}\n")
    document = validate_output("show", text)
    assert document["turns"][3]["text"] == HOSTILE
    assert json.loads(text) == document


@pytest.mark.parametrize("labels", [ENGLISH, CHINESE])
def test_every_move_verdict_and_status_has_a_word(labels: Labels) -> None:
    for words, kinds in (
        (labels.title, Kind), (labels.status, Status), (labels.speaker, Speaker),
        (labels.move, Move), (labels.verdict, Verdict), (labels.provenance, Provenance),
    ):  # fmt: skip
        assert set(words) == set(kinds)
        assert all(words.values())
