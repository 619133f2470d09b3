"""Every number that the built-in grader's judgement depends on, in one place.

Fitted on development data by `leave one paraphrase out`: each authored paraphrase must be
recognised from the others, while paraphrases of other points, near misses and other questions'
model answers must not be. Change one only together with that measurement.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """The settings of the built-in grader. Similarities and strengths run from 0 to 1."""

    met: float = 0.60
    """Strength from which on a point is met."""
    partial: float = 0.35
    """Strength from which on a point is partly met."""
    doubt: float = 0.07
    """A verdict whose strength lies this close to a threshold is flagged uncertain."""
    wording: float = 7.2
    """Logistic weight of the share of the likest wording that was said."""
    vocabulary: float = 12.1
    """Logistic weight of how much of a claim's pooled vocabulary was said."""
    bias: float = -4.2
    """Logistic offset: what saying nothing is worth."""
    joined_cjk: float = 4.0
    """What is taken off that sum when only two sentences together say it, in CJK text: pairs of
    characters are soon shared by chance."""
    joined_cue: float = 0.07
    """Share of a claim's pooled vocabulary that a cue group needs around it where its terms stand
    in two sentences."""
    rival: float = 1.5
    """What is taken off that sum when all the words that speak for a point also speak for another
    point that is said more clearly."""
    agreement: float = 0.25
    """Exponent of the number of wordings that share a word, in the pooled vocabulary."""
    claim_size: int = 8
    """Words of the pooled vocabulary that make a whole claim."""
    foreign_cjk: tuple[float, float] = (0.22, 0.26)
    """Share of an answer's vocabulary that is the question's own: below the first the answer is
    about something else, from the second on it is about the question. For CJK text."""
    foreign_latin: tuple[float, float] = (0.4, 0.46)
    """The same for Latin text, where common words are more often shared."""
    topic_prior: tuple[float, float] = (4.0, 0.6)
    """Weight and share of what is assumed before anything was said: short answers are trusted."""
    least_features: int = 3
    """Matched features, not in the question, that similarity alone needs."""
    given_weight: float = 0.5
    """What a word of the question counts, of what it would otherwise."""
    opposed_share: float = 0.15
    """Share of the matched weight that may differ in being denied."""
    verbatim: float = 0.7
    """Similarity from which on a single denied word turns a wording into its opposite."""
    number_weight: float = 1.5
    """What a number counts against a word."""
    near_miss: float = 0.72
    """Similarity to a near miss that takes credit away, unless the point's own is higher."""
    near_miss_lead: float = 0.05
    """By how much a near miss must lead to overrule a cue group."""
    misconception: float = 0.85
    """Strength from which on a wrong claim counts as made without a cue group."""
    misconception_wording: float = 0.75
    """Similarity to one of its wordings that a wrong claim needs then."""
    list_segment: float = 3.0
    """Mean length, in words, of the segments of an enumeration without a claim."""
    list_function: float = 0.10
    """Share of function words below which an enumeration claims nothing."""
    row: int = 6
    """Segments from which on a sentence of very short ones is a list, function words or not."""
    row_segment: float = 2.2
    """Mean length, in words, of such segments."""
    bare_segment: float = 1.4
    """Mean length, in words, of segments that make a list even of three."""
    claiming: float = 4.0
    """Length, in words, from which on a part of a list may claim something by itself."""
    bullets: int = 4
    """Lines from which on an answer can be a list of terms, one a line."""
    bullets_share: float = 0.75
    """Share of them that only name something."""
    fragment: float = 3.5
    """Length, in words, up to which a sentence without a function word is only a fragment."""
    salad_function: float = 0.05
    """The same for a run of Latin words."""
    salad_words: int = 7
    """Latin words from which on a run of them without any function word claims nothing."""
    order_latin: tuple[float, float] = (0.3, 0.5)
    """Mean gain of the order of words over chance: below the first they were thrown together, from
    the second on somebody spoke. For Latin text."""
    order_cjk: tuple[float, float] = (-0.3, -0.1)
    """The same for CJK text, where single characters show less."""
    order_surety: tuple[float, float, float] = (0.22, 0.0, 200.0)
    """By how much both rise with the length of an answer, in Latin and in CJK text, and from how
    many pairs on they rise no further: the more was said, the less chance can do."""
    order_prior: tuple[float, float] = (6.0, 0.6)
    """Pairs of words that are assumed before any was read, and their gain."""
    order_weight: float = 40.0
    """Pairs of words that the whole answer counts for in judging one sentence of it."""
    order_shortest: int = 14
    """Pairs of words below which the order of an answer is not judged."""
    broken: float = 0.05
    """Share of the words of a Latin text from which on places where no sentence can go on (`the
    of`, `to are`, an `and` at the end) show that it was thrown together."""
    most_evidence: int = 4
    """Spans that are kept as evidence of one point."""


DEFAULT = Parameters()
VERSION = "builtin-1"
"""Changes whenever a grade could come out differently."""


@dataclass(frozen=True, slots=True)
class ReferenceParameters:
    """The settings for answers that are compared with a reference text, without a rubric.

    Fitted on public sets of short answers, each set judged by what the others gave.
    """

    enough: float = 14.0
    """Words of a reference, not in the question, up to which all are wanted."""
    runs_per_word: float = 1.6
    """Runs of letters that go with a word, for the same limit."""
    chance: float = 0.05
    """Likeness (0 to 1) that any text reaches."""
    full: float = 0.9
    """Likeness (0 to 1) from which on an answer is worth everything."""
    bend: float = 0.5
    """Exponent of the likeness: people pay more for the first half than for the second."""
    verbatim: float = 0.7
    """Share of a sentence of the reference that a sentence of the answer must say to be compared
    with it word for word."""
    alike: float = 0.5
    """Share of its own words that this must make."""
    opposed: float = 0.15
    """Share of the matched telling words from which on, if they are denied where the reference
    asserts them or the other way round, that sentence says the opposite and earns nothing."""
    about_latin: tuple[float, float] = (0.08, 0.18)
    """Share of an answer's words that are the reference's or the question's: below the first it
    only hits by chance, from the second on it is about the question. For Latin text."""
    about_cjk: tuple[float, float] = (0.2, 0.35)
    """The same for CJK text, where single characters are more often shared."""
    thing_length: tuple[float, float] = (8.0, 10.0)
    """Length of the things that a reference lists, on average and at most, in CJK characters."""
    thing_named: tuple[float, float] = (0.4, 0.8)
    """Share of a thing's words up to which it was not named, and from which on it was."""
    list_things: int = 3
    """Things that a reference must list for an answer to be a mere list as well."""
    given_in_list: float = 0.1
    """What a word of the question counts in a thing that is listed."""
    neighbours: int = 5
    """Different words shared with a reference from which on their order is compared."""
    apart: int = 2
    """How far apart two words that follow each other in the answer may stand in the reference."""
    in_order: tuple[float, float] = (0.35, 0.6)
    """Share of neighbours that follow each other in the reference too: below the first, words that
    say most of it were thrown together; from the second on somebody spoke."""
    much: float = 0.8
    """Share of the reference's words from which on their order is looked at: who says it in other
    words says it in another order."""


REFERENCE = ReferenceParameters()
