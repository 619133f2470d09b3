"""A small bank in our own words, for tests that must not depend on the real one."""

import copy
from pathlib import Path
from typing import Any

import yaml

from interviewer.bank.catalogue import Bank
from interviewer.bank.shelf import Shelf
from interviewer.domain.question import Question

SOURCE = {"title": "A paper", "arxiv": "1911.02150", "checked": "2026-11-22"}


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def question_data(question_id: str = "mqa-vs-gqa", **changes: Any) -> dict[str, Any]:
    """Return a complete, clean question as plain data, with fields replaced by `changes`."""
    data: dict[str, Any] = {
        "id": question_id,
        "topic": "attention",
        "level": "mid",
        "roles": ["algorithm", "infrastructure"],
        "minutes": 4,
        "tags": ["mqa", "gqa"],
        "prompt": text("MQA 和 GQA 有什么区别？", "How do MQA and GQA differ?"),
        "rubric": [
            {
                "id": "one-kv-head",
                "must": True,
                "weight": 3,
                "note": text(
                    "MQA 里所有查询头共用一组键值头。",
                    "In MQA every query head shares a single key-value head.",
                ),
                "follow_up": text("第一种做法里存了几份？", "How many copies does the first keep?"),
                "cues": [["query head*|查询头", "share*|共用", "key-value head*|键值头"]],
                "paraphrases": {
                    "zh": [
                        "多查询就是全体查询头共用同一份键值头",
                        "只留一份 K 和 V，大家一起用",
                        "不管有多少个头，键和值都只算一遍",
                    ],
                    "en": [
                        "All the query heads share the one key-value head",
                        "There is just one K and one V for everybody",
                        "You keep a lone pair of keys and values",
                    ],
                },
                "near_misses": {"zh": ["MQA 更快"], "en": ["MQA is faster"]},
                "source": SOURCE,
            },
            {
                "id": "groups",
                "must": False,
                "weight": 1,
                "note": text(
                    "GQA 把查询头分组，每组一份键值头。",
                    "GQA splits query heads into groups, each with a key-value head of its own.",
                ),
                "follow_up": text("折中的做法长什么样？", "What does the compromise look like?"),
                "cues": [["分组|分成几组|group*", "每组|each|per group"]],
                "paraphrases": {
                    "zh": [
                        "几个查询头一组，组内合用",
                        "按组来，一组一份缓存",
                        "分成八组，每组一套 K/V",
                    ],
                    "en": [
                        "Heads come in groups, each group has one K and V",
                        "You cache one pair per group",
                        "Eight groups, eight sets of keys and values",
                    ],
                },
                "near_misses": {"zh": ["GQA 是折中"], "en": ["GQA is a compromise"]},
                "source": {**SOURCE, "arxiv": "2305.13245"},
            },
        ],
        "misconceptions": [
            {
                "id": "gqa-shares-queries",
                "claim": text("GQA 合并的是查询头。", "GQA merges the query heads."),
                "contradicts": ["groups"],
                "cues": [["GQA", "merge*|合并", "query heads|查询头"]],
                "paraphrases": {
                    "zh": ["GQA 会合并一些查询头", "合并查询头就是 GQA"],
                    "en": ["GQA merges some query heads", "In GQA the query heads are merged"],
                },
                "correction": text("合用的是键和值。", "What is shared is keys and values."),
                "source": SOURCE,
            }
        ],
        "hints": [
            text("想想解码时要存什么。", "Think of what decoding must store."),
            text("数一数键值头。", "Count the key-value heads."),
        ],
        "model_answer": text(
            "MQA 里所有查询头共用一组键值头，缓存最小。GQA 把查询头分组，每组一份键值头。",
            "In MQA every query head shares a single key-value head, so the cache is smallest. "
            "GQA sorts the heads into groups, each with a pair of its own.",
        ),
        "related": [],
    }
    data.update(changes)
    return copy.deepcopy(data)


def question(question_id: str = "mqa-vs-gqa", **changes: Any) -> Question:
    return Question.model_validate(question_data(question_id, **changes))


def bank_of(*questions: Question) -> Bank:
    return Bank(Shelf(questions), version="sample")


def write_questions(path: Path, *data: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(list(data), allow_unicode=True, sort_keys=False), "utf-8")
    return path


def sample_bank() -> Bank:
    """Return eight questions over five topics."""
    file = Path(__file__).parent / "fixtures" / "questions.yaml"
    questions = [question()]
    for id_, brief in yaml.safe_load(file.read_text("utf-8")).items():
        note = brief["note"]
        point = question_data()["rubric"][0] | {"id": "core", "note": note}
        point["cues"] = [[note["zh"][:4], note["en"].split()[-1].strip(".")]]
        point["paraphrases"] = {"zh": [note["zh"]], "en": [note["en"]]}
        fields = {name: brief[name] for name in ("topic", "level", "tags", "prompt")}
        rest: dict[str, Any] = {"misconceptions": [], "hints": [], "model_answer": note}
        questions.append(question(id_, rubric=[point], **fields, **rest))
    return bank_of(*questions)
