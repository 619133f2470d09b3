"""Cues: literal terms that a text must contain, in either language, to suggest a claim.

A term is one or more literals separated by `|`; a literal may end in `*` (any ending); a term that
begins with `!` must not occur. Latin literals match whole words, inflected or not, joined or not
(`fine-tuning`, `fine tuning`, `finetuning`); CJK literals match anywhere; numbers match by value
and unit. A group is found where all its terms occur within the same sentence or two neighbouring
ones. Nothing in a cue is ever a regular expression.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from interviewer.bank.numbers import Number, numbers
from interviewer.bank.text import Span, Token, Tokens, fold, stem


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a term occurs: tokens `first` to `end` (exclusive)."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a whole group occurs, and the tokens that each of its terms matched."""

    sentences: range
    terms: tuple[Found, ...]

    @property
    def first(self) -> int:
        """The first token of the hit."""
        return min(found.first for found in self.terms)

    @property
    def end(self) -> int:
        """The token after the last one of the hit."""
        return max(found.end for found in self.terms)


class CueText(Tokens):
    """A text made ready for cues to be looked for in it."""

    @cached_property
    def readings(self) -> dict[int, list[tuple["Number | str", int]]]:
        """What can be read at a token besides its spelling: a quantity, a power, a root.

        Each with the token after its last one.
        """
        found: dict[int, list[tuple[Number | str, int]]] = {}
        for number in numbers(self.folded):
            covered = self.at_folded(number.start, number.end)
            if len(covered):
                found.setdefault(covered.start, []).append((number, covered.stop))
        for at in range(len(self.tokens)):
            for name, length in _formula_at(self.tokens, at):
                found.setdefault(at, []).append((name, at + length))
        return found

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted(self.by_raw)

    def beginning(self, prefix: str) -> Iterator[int]:
        """Yield the tokens whose spelling begins with `prefix`."""
        for at in range(bisect_left(self._spellings, prefix), len(self._spellings)):
            if not self._spellings[at].startswith(prefix):
                return
            yield from self.by_raw[self._spellings[at]]

    @cached_property
    def _joined(self) -> list[tuple[str, int]]:
        """What each two neighbouring Latin tokens spell together, sorted, with the first."""
        return sorted(
            (one.raw + other.raw, at)
            for at, (one, other) in enumerate(pairwise(self.tokens))
            if not other.breaks and "cjk" not in (one.kind, other.kind)
        )

    def joining(self, prefix: str) -> Iterator[int]:
        """Yield the tokens that together with the next begin with `prefix`."""
        for joined, at in self._joined[bisect_left(self._joined, (prefix, -1)) :]:
            if not joined.startswith(prefix):
                return
            yield at

    @cached_property
    def found(self) -> dict["Term", tuple[Found, ...]]:
        """Terms that were already looked for in this text."""
        return {}


_FORMULAS = {
    ("平", "方", "根"): "sqrt",
    ("根", "号"): "sqrt",
    ("square", "root", "of"): "sqrt",
    ("square", "root"): "sqrt",
    ("squared",): "^2",
    ("平", "方"): "^2",
    ("二", "次", "方"): "^2",
    ("cubed",): "^3",
    ("立", "方"): "^3",
    ("三", "次", "方"): "^3",
    ("次", "方"): "^n",
    ("sqrt",): "sqrt",
    ("log",): "log",
    ("对", "数"): "log",
}


def _formula_at(tokens: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    for length in (3, 2, 1):
        words = tuple(token.raw for token in tokens[at : at + length])
        if len(words) == length and words in _FORMULAS:
            name = _FORMULAS[words]
            # a power needs something that is raised: `n平方`, not `平方误差`
            if name[0] != "^" or (at > 0 and not tokens[at].breaks):
                yield name, length
            return


@dataclass(frozen=True, slots=True)
class _Word:
    """One element of a literal: a token, spelled out."""

    raw: str
    stem: str
    prefix: bool
    soft: bool
    breaks: bool


_Element = _Word | Number | str


@dataclass(frozen=True)
class Literal:
    """One spelling of a term, and the ways in which it can be read."""

    text: str
    readings: tuple[tuple[_Element, ...], ...]


def _readings(source: str) -> tuple[tuple[_Element, ...], ...]:
    prefix = source.endswith("*") and not source.endswith("**")
    text = CueText(source.rstrip("*") if prefix else source)
    plain: list[_Element] = [
        _Word(
            raw=token.raw,
            stem=token.stem,
            prefix=prefix and at == len(text) - 1 and token.kind == "word",
            soft=token.soft and at < len(text) - 1,
            breaks=token.breaks,
        )
        for at, token in enumerate(text.tokens)
    ]
    valued: list[_Element] = []
    at = 0
    while at < len(text):
        reading = text.readings.get(at)
        if reading:
            element, end = reading[0]
            valued.append(element)
            at = end
        else:
            token = text.tokens[at]
            valued.append(token.raw if token.kind == "power" else plain[at])
            at += 1
    ways = [plain, valued] if valued != plain else [plain]
    if len(ways) > 1 and any(token.kind == "number" for token in text.tokens):
        ways.remove(plain)  # digits are compared as values: `8` must not match inside `8B`
    if _is_order(text):
        ways += [way[1:] for way in ways]
    return tuple(tuple(way) for way in ways if way)


def _is_order(text: CueText) -> bool:
    """Tell whether a literal is an order such as O(n^2), which people also say as `n squared`."""
    folded = text.folded.text
    return folded.startswith("o(") and any(sign in folded for sign in ("^", "*", "log", "sqrt"))


@dataclass(frozen=True)
class Term:
    """One term of a cue group: alternatives, one of which must occur (or none, if it forbids)."""

    source: str
    literals: tuple[Literal, ...]
    forbids: bool

    def __hash__(self) -> int:
        return hash(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Term) and self.source == other.source

    def find(self, text: CueText) -> tuple[Found, ...]:
        """Return where one of the alternatives occurs, in order, each place once."""
        if self not in text.found:
            places = {
                place
                for literal in self.literals
                for reading in literal.readings
                for place in _places(text, reading)
            }
            text.found[self] = tuple(sorted(places, key=lambda found: (found.first, found.end)))
        return text.found[self]


@lru_cache(maxsize=1 << 14)
def parse_term(source: str) -> Term:
    """Read a term; ValueError if there is nothing in it that could match."""
    forbids = source.strip().startswith("!")
    body = source.strip()[1:] if forbids else source
    literals = tuple(
        Literal(part.strip(), readings)
        for part in body.split("|")
        if part.strip() and (readings := _readings(part.strip()))
    )
    if not literals:
        raise ValueError(f"the term {source!r} holds nothing to look for")
    return Term(source, literals, forbids)


def _places(text: CueText, reading: Sequence[_Element]) -> Iterator[Found]:
    for first in sorted(set(_candidates(text, reading))):
        for end in _ends(text, reading, 0, first):
            yield Found(first, end)
            break


def _candidates(text: CueText, reading: Sequence[_Element]) -> Iterator[int]:
    """Yield the tokens at which a reading can begin."""
    element = reading[0]
    if not isinstance(element, _Word):
        for at, held in text.readings.items():
            if any(_reads(element, value) for value, _ in held):
                yield at
        if isinstance(element, str):
            yield from text.by_raw.get(element, ())
        return
    yield from text.by_stem.get(element.stem, ())
    if element.prefix:
        yield from text.beginning(element.raw)
    if len(element.raw) > 1:
        yield from text.joining(element.raw if element.prefix else element.stem[:-1])
    following = reading[1] if len(reading) > 1 else None
    if isinstance(following, _Word):
        joined = element.raw + following.raw
        if following.prefix:
            yield from text.beginning(joined)
        yield from text.by_stem.get(stem(joined), ())
    if element.soft and len(reading) > 1:
        yield from _candidates(text, reading[1:])


def _reads(element: Number | str, value: Number | str) -> bool:
    if isinstance(element, Number):
        return isinstance(value, Number) and element.agrees(value)
    return element == value


def _ends(text: CueText, reading: Sequence[_Element], at: int, token: int) -> Iterator[int]:
    """Yield where a match of the elements from `at` on ends, if one begins at `token`."""
    if at == len(reading):
        yield token
        return
    if token >= len(text.tokens):
        return
    element = reading[at]
    here = text.tokens[token]
    if at > 0 and here.breaks and not (isinstance(element, _Word) and element.breaks):
        return
    for used, length in _steps(text, reading, at, token):
        yield from _ends(text, reading, at + used, token + length)
    if isinstance(element, _Word) and element.soft:
        yield from _ends(text, reading, at + 1, token)
    if at > 0 and here.soft:
        yield from _ends(text, reading, at, token + 1)


def _steps(
    text: CueText, reading: Sequence[_Element], at: int, token: int
) -> Iterator[tuple[int, int]]:
    """Yield (elements used, tokens covered) for each way to go one step on."""
    element = reading[at]
    here = text.tokens[token]
    if not isinstance(element, _Word):
        for value, end in text.readings.get(token, ()):
            if _reads(element, value):
                yield 1, end - token
        if element == here.raw:
            yield 1, 1
        return
    is_same = element.raw == here.raw or element.stem == here.stem
    if is_same or (element.prefix and here.raw.startswith(element.raw)):
        yield 1, 1
    if here.kind == "cjk":
        return
    if token + 1 < len(text.tokens) and not text.tokens[token + 1].breaks:
        after = text.tokens[token + 1]
        if after.kind in ("word", "number") and element.raw.startswith(here.raw[:3]):
            joined = here.raw + after.raw
            if stem(joined) == element.stem or (element.prefix and joined.startswith(element.raw)):
                yield 1, 2
    following = reading[at + 1] if at + 1 < len(reading) else None
    if isinstance(following, _Word) and here.raw.startswith(element.raw):
        joined = element.raw + following.raw
        if stem(joined) == here.stem or (following.prefix and here.raw.startswith(joined)):
            yield 2, 1


class CueGroup:
    """Terms that together suggest a claim, ready to be looked for."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Compile a group; ValueError if a term is empty or every term forbids."""
        self.terms = tuple(parse_term(term) for term in terms)
        self.required = tuple(term for term in self.terms if not term.forbids)
        self.forbidden = tuple(term for term in self.terms if term.forbids)
        if not self.required:
            raise ValueError("a cue group needs a term that must occur")

    def __str__(self) -> str:
        return " + ".join(term.source for term in self.terms)

    def hits(self, text: CueText, neighbours: int = 1) -> list[Hit]:
        """Return where the group occurs: per window of `neighbours` + 1 sentences, the tightest.

        A window is reported only where no smaller one inside it holds the group already.
        """
        places = [_by_sentence(text, term.find(text)) for term in self.required]
        if not all(places):
            return []
        forbidden = [_by_sentence(text, term.find(text)) for term in self.forbidden]
        rarest = min(places, key=len)
        held: dict[tuple[int, int], Hit] = {}
        for width in range(1, neighbours + 2):
            firsts = {at - before for at in rarest for before in range(width)}
            for first in sorted(firsts & set(range(len(text.sentences) - width + 1))):
                window = range(first, first + width)
                if any(
                    low >= first and high <= window.stop
                    for low, high in _windows_around(held, window)
                ):
                    continue
                if any(at in term for term in forbidden for at in window):
                    continue
                inside = [[found for at in window for found in term.get(at, ())] for term in places]
                if all(inside):
                    held[first, window.stop] = Hit(window, _tightest(inside))
        return sorted(held.values(), key=lambda hit: (hit.first, hit.end))


def _by_sentence(text: CueText, places: Iterable[Found]) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = {}
    for place in places:
        found.setdefault(text.sentence_of(place.first), []).append(place)
    return found


def _windows_around(
    held: Mapping[tuple[int, int], Hit], window: range
) -> Iterator[tuple[int, int]]:
    """Yield the windows already held that may lie inside another."""
    for low in window:
        for high in range(low + 1, window.stop + 1):
            if (low, high) in held:
                yield low, high


def _tightest(places: Sequence[Sequence[Found]]) -> tuple[Found, ...]:
    """Choose one place a term so that together they lie as close as can be."""
    best: tuple[Found, ...] = ()
    width = float("inf")
    for anchor in min(places, key=len):
        chosen = tuple(
            min(
                term,
                key=lambda found: (abs(found.first - anchor.first), found.first, found.end),
            )
            for term in places
        )
        spread = max(found.end for found in chosen) - min(found.first for found in chosen)
        if spread < width:
            best, width = chosen, spread
    return best


def find(group: Iterable[str], text: str, neighbours: int = 1) -> list[list[Span]]:
    """Return where a cue group occurs in a text: for each place, the span of every term."""
    cue_text = CueText(text)
    return [
        [cue_text.span(found.first, found.end) for found in hit.terms]
        for hit in CueGroup(group).hits(cue_text, neighbours)
    ]


def occurs(term: str, text: str) -> bool:
    """Tell whether a single term occurs in a text (whether or not it is one that forbids)."""
    return bool(parse_term(term).find(CueText(text)))


class CodeCueGroup:
    """Fragments of code that together suggest a claim when they stand in one logical line."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Compile a group; ValueError if a term is empty or every term forbids."""
        self.source = tuple(terms)
        parsed = [_fragments(term) for term in self.source]
        self.required = tuple(fragments for forbids, fragments in parsed if not forbids)
        self.forbidden = tuple(fragments for forbids, fragments in parsed if forbids)
        if not self.required or not all(fragments for _, fragments in parsed):
            raise ValueError("a code cue needs a fragment that must occur")

    def __str__(self) -> str:
        return " + ".join(self.source)

    def found_in(self, line: str) -> bool:
        """Tell whether one logical line of code holds the group; white space does not count."""
        squeezed = squeeze(line)
        return all(_any_in(term, squeezed) for term in self.required) and not any(
            _any_in(term, squeezed) for term in self.forbidden
        )


def squeeze(code: str) -> str:
    """Fold code and drop its white space, but for what keeps two words apart."""
    folded = fold(code).text
    return "".join(
        character
        for at, character in enumerate(folded)
        if character != " "
        or (0 < at < len(folded) - 1 and _wordlike(folded[at - 1]) and _wordlike(folded[at + 1]))
    )


def _wordlike(character: str) -> bool:
    return character.isalnum() or character == "_"


def _fragments(term: str) -> tuple[bool, tuple[tuple[str, bool], ...]]:
    forbids = term.strip().startswith("!")
    body = term.strip()[1:] if forbids else term
    parts = [part.strip() for part in body.split("|") if part.strip()]
    open_ended = [part.endswith("*") and not part.endswith("**") for part in parts]
    return forbids, tuple(
        (squeeze(part[:-1] if is_open else part), is_open)
        for part, is_open in zip(parts, open_ended, strict=True)
    )


def _any_in(fragments: Sequence[tuple[str, bool]], line: str) -> bool:
    return any(_stands_in(fragment, is_open, line) for fragment, is_open in fragments)


def _stands_in(fragment: str, is_open: bool, line: str) -> bool:
    start = line.find(fragment)
    while start >= 0:
        end = start + len(fragment)
        opens = start == 0 or not (fragment[0].isalnum() and line[start - 1].isalnum())
        closes = is_open or end == len(line) or not (fragment[-1].isalnum() and line[end].isalnum())
        if fragment and opens and closes:
            return True
        start = line.find(fragment, start + 1)
    return False
