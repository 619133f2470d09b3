"""A small bank for the screens: its questions never change, so pictures do not either."""

from datetime import date
from pathlib import Path

import yaml

from interviewer.domain.language import Phrases, Text
from interviewer.domain.question import (
    Level,
    Misconception,
    Question,
    Role,
    RubricPoint,
    Source,
)
from tests.storage.samples import HOSTILE

SOURCE = Source(title="Fast Transformer Decoding", arxiv="1911.02150", checked=date(2026, 11, 22))


def point(name: str, zh: str, en: str, *, must: bool = True, weight: float = 2) -> RubricPoint:
    return RubricPoint(
        id=name,
        must=must,
        weight=weight,
        note=Text(zh=zh, en=en),
        follow_up=Text(zh="再具体一点？", en="Could you be more precise?"),
        cues=((en.split()[-1].strip("."),),),
        paraphrases=Phrases(zh=(zh,), en=(en,)),
        sources=(SOURCE,),
    )


def question(
    name: str,
    topic: str,
    level: Level,
    zh: str,
    en: str,
    *,
    roles: tuple[Role, ...] = (Role.ALGORITHM,),
    minutes: float = 4,
) -> Question:
    return Question(
        id=name,
        topic=topic,
        level=level,
        roles=roles,
        minutes=minutes,
        tags=(topic.split("-")[0], name.split("-")[0]),
        prompt=Text(zh=zh, en=en),
        rubric=(
            point("what", "它保存每个 token 的键和值。", "It holds keys and values per token."),
            point(
                "grows", "它随序列长度线性增长。", "It grows linearly with the length.", weight=3
            ),
            point("bonus", "分页管理减少碎片。", "Paging avoids fragmentation.", must=False),
        ),
        misconceptions=(
            Misconception(
                id="fixed",
                claim=Text(zh="它的大小是固定的。", en="Its size is fixed."),
                contradicts=("grows",),
                correction=Text(zh="每多一个 token 就多一份。", en="Every token adds to it."),
                sources=(SOURCE,),
            ),
        ),
        hints=(
            Text(zh="想想解码时每一步要读什么。", en="Think of what each decoding step reads."),
            Text(zh="键和值会被反复读取。", en="Keys and values are read again."),
        ),
        model_answer=Text(
            zh="KV cache 保存每个 token 的键和值，随序列长度线性增长。",
            en="The KV cache holds keys and values per token and grows linearly with the length.",
        ),
    )


QUESTIONS = (
    question(
        "kv-cache-size",
        "attention",
        Level.MID,
        "KV cache 占多少显存，怎么算？",
        "How large is the KV cache, and how do you work it out?",
        roles=(Role.ALGORITHM, Role.INFRASTRUCTURE),
    ),
    question(
        "mqa-vs-gqa",
        "attention",
        Level.SENIOR,
        "对比一下 MQA 和 GQA。",
        "Compare multi-query attention with grouped-query attention.",
        minutes=5,
    ),
    question(
        "lora-rank",
        "peft",
        Level.JUNIOR,
        "LoRA 的秩怎么选？",
        "How do you choose the rank of LoRA?",
        roles=(Role.APPLICATION,),
    ),
    question(
        "rag-pipeline",
        "rag-retrieval",
        Level.JUNIOR,
        "请介绍一下检索增强生成的完整流程。",
        "Walk me through a retrieval-augmented pipeline.",
        roles=(Role.APPLICATION,),
    ),
)

HOSTILE_QUESTION = question(
    "hostile", "attention", Level.MID, HOSTILE.replace("\ud83d", ""), HOSTILE.replace("\ud83d", "")
)


def write_bank(folder: Path, *extra: Question) -> Path:
    """Write the bank into `folder`, a file for each topic, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    topics: dict[str, list[object]] = {}
    for each in (*QUESTIONS, *extra):
        topics.setdefault(each.topic, []).append(
            each.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        )
    for topic, questions in topics.items():
        text = yaml.safe_dump(questions, allow_unicode=True, sort_keys=False)
        (folder / f"{topic}.yaml").write_text(text, encoding="utf-8")
    return folder
