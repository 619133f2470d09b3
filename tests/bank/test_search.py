import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.bank import corpus as corpus_module
from interviewer.bank.arrays import ArrayStore
from interviewer.bank.catalogue import Bank
from interviewer.bank.corpus import prepare
from interviewer.bank.embedding import HashedEmbedding, Vectors
from interviewer.bank.search import BankSearch
from interviewer.bank.terms import concepts, terms, units
from interviewer.bank.text import stem
from interviewer.domain.language import Language
from interviewer.domain.question import Level
from interviewer.models.faults import FaultKind, ModelFault
from tests.bank.samples import bank_of, question, sample_bank


@pytest.fixture(scope="module")
def searching() -> BankSearch:
    return BankSearch(sample_bank())


def ids(search: BankSearch, query: str, **options: object) -> list[str]:
    return [hit.question.id for hit in search.search(query, **options)]  # type: ignore[arg-type]


def names(text: str) -> set[str]:
    return set(concepts(units(text)))


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("lora 原理", "lora-principle"),
        ("低秩微调怎么做的", "lora-principle"),
        ("4bit nf4 finetuning", "qlora-idea"),
        ("flash attn tiling", "flash-attention"),
        ("flashattention", "flash-attention"),
        ("为什么一本正经胡说八道", "hallucination-causes-mitigation"),
        ("why do llms make things up", "hallucination-causes-mitigation"),
        ("检索增强 有哪些步骤", "rag-pipeline"),
        ("kv 显存碎片", "paged-attention"),
        ("prefill vs decode bandwidth", "prefill-vs-decode-phases"),
        ("多查询注意力 分组查询", "mqa-vs-gqa"),
        ("halucination", "hallucination-causes-mitigation"),
        ("flsh attenton", "flash-attention"),
    ],
)
def test_sloppy_words_in_either_language_find_the_question(
    searching: BankSearch, query: str, best: str
) -> None:
    assert ids(searching, query)[:1] == [best]


def test_an_id_is_found_also_mistyped_or_without_its_bank(searching: BankSearch) -> None:
    best = searching.search("paged-attention")[0]
    assert (best.question.id, best.score) == ("paged-attention", 1.0)
    assert ids(searching, "paged-atention")[0] == "paged-attention"
    own = BankSearch(bank_of(question("mine/odd-name"), question("other")))
    assert ids(own, "mine/odd-name")[0] == "mine/odd-name"
    assert ids(own, "odd-name")[0] == "mine/odd-name"


def test_filters_leave_only_what_was_asked_for(searching: BankSearch) -> None:
    found = searching.search("attention cache", topic="inference-serving", k=10)
    assert found
    assert {hit.question.topic for hit in found} == {"inference-serving"}
    found = searching.search("attention cache", level=Level.SENIOR, k=10)
    assert {hit.question.level for hit in found} == {Level.SENIOR}
    assert ids(searching, "lora", topic="nothing") == []
    both = [ids(searching, "lora", language=language) for language in Language]
    assert both[0] == both[1]


def test_scores_are_shares_and_fall(searching: BankSearch) -> None:
    scores = [hit.score for hit in searching.search("attention cache memory", k=8)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len(searching.search("attention cache memory", k=2)) == 2


@pytest.mark.parametrize("query", ["", "   ", "今天天气真好", "zzzz qqqq", "\x00\x1b[2J", "？？？"])
def test_words_that_say_nothing_here_find_nothing(searching: BankSearch, query: str) -> None:
    assert ids(searching, query) == []


def test_an_empty_bank_answers_too() -> None:
    assert ids(BankSearch(bank_of()), "lora") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(1, 9))
def test_search_is_deterministic_and_never_raises(text: str, k: int) -> None:
    one, other = BankSearch(_BANK), _SEARCH
    found = other.search(text, k=k)
    assert [(h.question.id, h.score) for h in found] == [
        (h.question.id, h.score) for h in one.search(text, k=k)
    ]
    assert len(found) <= k


_BANK = bank_of(question(), question("flash-attention", prompt={"zh": "快在哪", "en": "Why fast"}))
_SEARCH = BankSearch(_BANK)


def test_the_glossary_joins_the_languages() -> None:
    for zh, en in [
        ("显存", "GPU memory"),
        ("微调", "fine-tuning"),
        ("分词", "tokenization"),
        ("注意力", "attention"),
        ("幻觉", "hallucinations"),
        ("首token延迟", "TTFT"),
        ("优化器状态", "Adam states"),
        ("全参微调", "full finetuning"),
    ]:
        assert names(zh) & names(en), (zh, en)
    assert names("推理") == {"inference", "reasoning"}
    assert "attention" not in names("flash attention")  # the longer name is meant
    assert not names("graft, serpent")


def test_words_written_apart_together_or_in_camel_case_meet() -> None:
    spellings = ["paged attention", "PagedAttention", "paged-attention", "pagedattention"]
    shared = set.intersection(*(set(terms(text)) for text in spellings))
    assert stem("pagedattention") in shared
    assert "zero3" in terms("ZeRO-3").keys() & terms("zero3").keys()


def test_vectors_are_of_length_one_and_the_same_everywhere() -> None:
    embedding = HashedEmbedding.fitted(["lora 低秩", "flash attention"])
    rows = embedding.documents(["lora 低秩", "flash attention", ""])
    assert rows.shape == (3, embedding.dimensions)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 0], atol=1e-6)
    assert rows[0] @ embedding.query("LoRA") > rows[1] @ embedding.query("LoRA") + 0.2
    # frozen: another machine, another process, another year
    assert np.flatnonzero(HashedEmbedding().query("lora"))[:4].tolist() == [76, 167, 243, 356]


def test_the_embedding_survives_its_store(tmp_path: Path) -> None:
    bank = sample_bank()
    first = prepare(bank, cache=tmp_path)
    again = prepare(bank, cache=tmp_path)
    assert again.fingerprint == first.fingerprint
    assert first.vectors is not None
    assert again.vectors is not None
    assert np.array_equal(again.vectors, first.vectors)
    query = "flsh attention 显存"
    assert np.array_equal(again.embedding.query(query), first.embedding.query(query))
    assert np.array_equal(again.words.scores(query), first.words.scores(query))


def test_a_kept_corpus_is_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(sample_bank(), cache=tmp_path)
    monkeypatch.setattr(corpus_module, "passages", lambda q: pytest.fail("read again"))
    monkeypatch.setattr(corpus_module, "fields", lambda q: pytest.fail("read again"))
    assert ids(BankSearch(sample_bank(), cache=tmp_path), "lora")[0] == "lora-principle"
    fresh = BankSearch(sample_bank(), cache=tmp_path / "own", prepared=tmp_path)
    assert ids(fresh, "lora")[0] == "lora-principle"
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("damage", ["truncate", "flip", "garbage", "empty"])
@pytest.mark.parametrize("kind", ["words", "hashed"])
def test_damaged_arrays_are_made_again(tmp_path: Path, damage: str, kind: str) -> None:
    prepare(sample_bank(), cache=tmp_path)
    file = tmp_path / "search" / f"{kind}.npz"
    sound = file.read_bytes()
    middle = len(sound) // 2
    file.write_bytes(
        {
            "truncate": sound[:middle],
            "flip": sound[:middle] + bytes([sound[middle] ^ 0x10]) + sound[middle + 1 :],
            "garbage": b"PK\x03\x04" + b"\xff" * 500,
            "empty": b"",
        }[damage]
    )
    assert ids(BankSearch(sample_bank(), cache=tmp_path), "lora")[0] == "lora-principle"
    assert file.stat().st_size == len(sound)


def test_pickles_in_the_store_are_never_loaded(tmp_path: Path) -> None:
    prepare(sample_bank(), cache=tmp_path)
    file = tmp_path / "search" / "words.npz"
    with np.load(file) as arrays:
        hostile = dict(arrays) | {"vocabulary": np.array([Path("x")], dtype=object)}
    np.savez(file, **hostile)
    assert ids(BankSearch(sample_bank(), cache=tmp_path), "lora")[0] == "lora-principle"


def test_a_store_without_a_folder_keeps_nothing() -> None:
    store = ArrayStore(None, "words", "x")
    store.save({"a": np.zeros(1)})
    assert store.load(lambda arrays: arrays) is None


class Semantic:
    """Stands for an endpoint: knows that cats are felines."""

    name, version, dimensions, trust = "semantic", "1", 3, 0.5

    def __init__(self, meanings: Mapping[str, Sequence[float]], fails: bool = False) -> None:
        self.meanings = meanings
        self.fails = fails
        self.asked: list[str] = []

    def documents(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise ModelFault(FaultKind.UNREACHABLE, "no route")
        self.asked += texts
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        if self.fails:
            raise ModelFault(FaultKind.UNREACHABLE, "no route")
        row = next((v for word, v in self.meanings.items() if word in text), [0.0, 0.0, 1.0])
        return np.array(row, dtype=np.float32)


MEANINGS = {"LoRA": [1.0, 0.0, 0.0], "plug-in trick": [1.0, 0.0, 0.0]}


def test_a_semantic_embedding_finds_what_shares_no_word() -> None:
    words_only = BankSearch(sample_bank())
    assert ids(words_only, "plug-in trick")[:1] != ["lora-principle"]
    search = BankSearch(sample_bank(), embedding=Semantic(MEANINGS))
    assert ids(search, "plug-in trick")[:1] == ["lora-principle"]


def test_an_embedding_that_fails_leaves_the_words() -> None:
    search = BankSearch(sample_bank(), embedding=Semantic(MEANINGS, fails=True))
    assert ids(search, "lora")[0] == "lora-principle"
    assert search.fault == "unreachable: no route"
    later = Semantic(MEANINGS)
    search = BankSearch(sample_bank(), embedding=later)
    search.prepare()
    later.fails = True
    assert ids(search, "lora")[0] == "lora-principle"
    assert search.fault is None


def test_only_texts_not_seen_before_are_sent_to_an_endpoint(tmp_path: Path) -> None:
    first = Semantic(MEANINGS)
    prepare(_versioned(sample_bank(), "1"), first, tmp_path)
    assert len(first.asked) == 16
    again = Semantic(MEANINGS)
    prepare(_versioned(sample_bank(), "1"), again, tmp_path)
    assert again.asked == []
    changed = [q for q in sample_bank().questions.values() if q.id != "rag-pipeline"]
    more = Semantic(MEANINGS)
    prepare(_versioned(bank_of(*changed, question("new-one", tags=["x"])), "2"), more, tmp_path)
    assert [text.split("\n")[0] for text in more.asked] == ["new one", "new one"]
    other = Semantic(MEANINGS)
    other.version = "2"
    prepare(_versioned(sample_bank(), "1"), other, tmp_path)
    assert len(other.asked) == 16


def _versioned(bank: Bank, version: str) -> Bank:
    return Bank(bank.questions, version=version)


def test_another_embedding_has_another_fingerprint() -> None:
    own, other = prepare(sample_bank()), prepare(sample_bank(), Semantic(MEANINGS))
    assert own.fingerprint != other.fingerprint
    assert prepare(sample_bank()).fingerprint == own.fingerprint


def test_many_threads_may_search_at_once() -> None:
    search = BankSearch(sample_bank())
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(ids(search, "lora")[0])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["lora-principle"] * 8


def test_related_topics_come_nearest_first() -> None:
    questions = [
        question("a", topic="rag", tags=["retrieval"]),
        question("b", topic="vector-search", tags=["retrieval", "rag"]),
        question("c", topic="kernels", tags=["cuda"], prompt={"zh": "算子融合", "en": "Fusion?"}),
    ]
    search = BankSearch(bank_of(*questions))
    assert search.nearest_topics("rag") == ["vector-search", "kernels"]
    assert search.nearest_topics("unheard-of") == ["kernels", "rag", "vector-search"]
