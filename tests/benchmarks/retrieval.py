"""How well and how fast questions are found, beside BM25 over the same documents.

The queries are written as candidates and note-takers write them, by somebody who knew the ids but
not the bank's text. BM25 here is the textbook one (k1 1.5, b 0.75) over everything that our search
reads of a question, with words and CJK bigrams as its terms.
"""

import json
import math
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from interviewer.bank.catalogue import Bank
from interviewer.bank.index import BankIndex
from interviewer.bank.loading import load_bank
from interviewer.bank.passages import fields
from interviewer.bank.search import BankSearch
from interviewer.resources import bank_dir

QUERIES = Path(__file__).resolve().parents[1] / "data" / "queries.jsonl"
LEAST_RECALL_AT_1 = 0.85
LEAST_RECALL_AT_5 = 0.97
MOST_MS = 20.0
MOST_LOADING_MS = 100.0


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, and the questions that should come up."""

    text: str
    language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of queries with a relevant question first, or among five; mean reciprocal rank."""

    at_1: float
    at_5: float
    mrr: float

    def __str__(self) -> str:
        return f"recall@1 {self.at_1:.3f}, recall@5 {self.at_5:.3f}, MRR {self.mrr:.3f}"


Ranking = Callable[[str], Sequence[str]]


def queries() -> list[Query]:
    """Read the queries."""
    rows = (json.loads(line) for line in QUERIES.read_text("utf-8").splitlines())
    return [Query(row["query"], row["language"], frozenset(row["relevant"])) for row in rows]


def quality(rank: Ranking, asked: Sequence[Query]) -> Quality:
    """Return how well a ranking answers; the ten best of it are looked at."""
    places = [
        next((at for at, id_ in enumerate(rank(q.text)[:10]) if id_ in q.relevant), None)
        for q in asked
    ]
    n = len(asked)
    return Quality(
        sum(place == 0 for place in places) / n,
        sum(place is not None and place < 5 for place in places) / n,
        sum(1 / (place + 1) for place in places if place is not None) / n,
    )


def words(text: str) -> list[str]:
    """Return the terms of the baseline."""
    text = text.casefold()
    found = re.findall(r"[a-z0-9]+", text)
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return found


def bm25(bank: Bank) -> Ranking:
    """Return the baseline over the documents that our search reads."""
    ids = list(bank.questions)
    counts = [Counter(words("\n".join(fields(q).values()))) for q in bank.questions.values()]
    lengths = [sum(count.values()) for count in counts]
    mean = sum(lengths) / len(lengths)
    holding = Counter(word for count in counts for word in count)

    def score(asked: list[str], place: int) -> float:
        count = counts[place]
        norm = 1.5 * (0.25 + 0.75 * lengths[place] / mean)
        return sum(
            math.log(1 + (len(ids) - holding[word] + 0.5) / (holding[word] + 0.5))
            * count[word]
            * 2.5
            / (count[word] + norm)
            for word in asked
            if word in count
        )

    def rank(query: str) -> list[str]:
        asked = words(query)
        scores = [score(asked, place) for place in range(len(ids))]
        return [ids[place] for place in sorted(range(len(ids)), key=lambda at: -scores[at])]

    return rank


def timed(search: BankSearch, asked: Sequence[Query]) -> list[float]:
    """Return the milliseconds of each query."""
    taken = []
    for query in asked:
        began = time.perf_counter()
        search.search(query.text)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    asked = queries()
    with tempfile.TemporaryDirectory() as home:
        cache = Path(home) / "cache"
        cold = milliseconds(lambda: load_bank(bank_dir(), cache=cache))
        warm = min(milliseconds(lambda: load_bank(bank_dir(), cache=cache)) for _ in range(5))
        bank = load_bank(bank_dir(), cache=cache)
        print(
            f"loading {len(bank)} questions: {cold:.0f} ms from YAML, {warm:.1f} ms from the cache"
        )
        search = BankSearch(bank, index=BankIndex(Path(home) / "index"), cache=cache)
        preparing = milliseconds(search.prepare)
        again = milliseconds(BankSearch(bank, cache=cache).prepare)
        print(f"preparing search: {preparing:.0f} ms, {again:.0f} ms from the cache")

        def ours(query: str) -> list[str]:
            return [hit.question.id for hit in search.search(query, k=10)]

        best, baseline = quality(ours, asked), quality(bm25(bank), asked)
        from_memory = timed(search, asked)
        ranked = [ours(query.text) for query in asked]
        print(f"building the index: {milliseconds(search.open_index):.0f} ms")
        from_index = timed(search, asked)
        same = [ours(query.text) for query in asked] == ranked
        indexed = search.index_open
        search.close()
    print(f"ours, {len(asked)} queries: {best}")
    print(f"BM25, the same: {baseline}")
    for language in sorted({query.language for query in asked}):
        part = [query for query in asked if query.language == language]
        print(f"  {language}, {len(part)}: {quality(ours, part)}")
    for name, taken in (("memory", from_memory), ("index", from_index)):
        print(
            f"search from {name}: {statistics.median(taken):.1f} ms median, {p95(taken):.1f} ms p95"
            f" (under {MOST_MS:.0f} ms)"
        )
    print(f"index and memory rank alike: {'yes' if same and indexed else 'NO'}")
    ahead = best.mrr > baseline.mrr and best.at_1 >= baseline.at_1 and best.at_5 >= baseline.at_5
    print(f"ahead of BM25: {'yes' if ahead else 'NO'}")
    return int(
        best.at_1 < LEAST_RECALL_AT_1
        or best.at_5 < LEAST_RECALL_AT_5
        or not (ahead and same and indexed)
        or max(p95(from_memory), p95(from_index)) >= MOST_MS
        or warm >= MOST_LOADING_MS
    )


if __name__ == "__main__":
    sys.exit(main())
