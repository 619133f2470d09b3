"""The words around a transcript in an exported file, in the language it is exported in."""

from collections.abc import Mapping
from dataclasses import dataclass

from interviewer.domain.grade import Provenance, Verdict
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Speaker, Status


@dataclass(frozen=True, slots=True)
class Labels:
    """Every fixed text of an export. What stands in braces is filled in."""

    language: Language
    title: Mapping[Kind, str]
    status: Mapping[Status, str]
    speaker: Mapping[Speaker, str]
    move: Mapping[Move, str]
    verdict: Mapping[Verdict, str]
    provenance: Mapping[Provenance, str]
    band: Mapping[int, str]
    session: str
    began: str
    ended: str
    clock: str
    interviewer: str
    questions: str
    score: str
    of_hundred: str
    none: str
    hidden: str
    opening: str
    closing: str
    question: str
    grade: str
    grader: str
    provisional: str
    not_graded: str
    contested_score: str
    failed_quotes: str
    points: str
    must: str
    bonus: str
    weight: str
    uncertain: str
    contested: str
    misconceptions: str
    correction: str
    model_answer: str
    turn: str
    stood_in: str


ENGLISH = Labels(
    language=Language.EN,
    title={Kind.MOCK: "Mock interview", Kind.PRACTICE: "Practice"},
    status={
        Status.RUNNING: "interrupted",
        Status.PAUSED: "paused",
        Status.FINISHED: "finished",
        Status.ABANDONED: "abandoned",
    },
    speaker={Speaker.INTERVIEWER: "Interviewer", Speaker.CANDIDATE: "Candidate"},
    move={
        Move.ASK: "question",
        Move.FOLLOW_UP: "follow-up",
        Move.CLARIFY: "clarification",
        Move.HINT: "hint",
        Move.CLOSE: "closing",
        Move.ANSWER: "answer",
        Move.SKIP: "skipped",
        Move.DONT_KNOW: "“I don't know”",
    },
    verdict={
        Verdict.MET: "met",
        Verdict.PARTIAL: "partial",
        Verdict.MISSED: "missed",
        Verdict.CONTRADICTED: "contradicted",
    },
    provenance={
        Provenance.UNPROMPTED: "unprompted",
        Provenance.AFTER_FOLLOW_UP: "after a follow-up",
        Provenance.AFTER_HINT: "after a hint",
    },
    band={4: "strong", 3: "good", 2: "mixed", 1: "weak"},
    session="Session",
    began="Began",
    ended="Ended",
    clock="Time on the clock",
    interviewer="Spoken by",
    questions="Questions asked",
    score="Score",
    of_hundred="{score} of 100",
    none="none yet",
    hidden="The marks are shown when the interview is over.",
    opening="Opening",
    closing="Closing",
    question="Question {number}",
    grade="Grade",
    grader="graded by {grader}",
    provisional="provisional",
    not_graded="not graded",
    contested_score="{score} of 100 if the contested points count",
    failed_quotes="Quotes of the grader that are not in the answer: {n}",
    points="Points",
    must="must",
    bonus="bonus",
    weight="weight {weight}",
    uncertain="uncertain",
    contested="contested",
    misconceptions="Not right",
    correction="Right is",
    model_answer="Model answer",
    turn="turn {seq}",
    stood_in="spoken by the built-in interviewer",
)

CHINESE = Labels(
    language=Language.ZH,
    title={Kind.MOCK: "模拟面试", Kind.PRACTICE: "练习"},
    status={
        Status.RUNNING: "已中断",
        Status.PAUSED: "已暂停",
        Status.FINISHED: "已完成",
        Status.ABANDONED: "已放弃",
    },
    speaker={Speaker.INTERVIEWER: "面试官", Speaker.CANDIDATE: "候选人"},
    move={
        Move.ASK: "提问",
        Move.FOLLOW_UP: "追问",
        Move.CLARIFY: "澄清",
        Move.HINT: "提示",
        Move.CLOSE: "结束语",
        Move.ANSWER: "回答",
        Move.SKIP: "跳过",
        Move.DONT_KNOW: "“不知道”",
    },
    verdict={
        Verdict.MET: "答到",
        Verdict.PARTIAL: "部分答到",
        Verdict.MISSED: "未答到",
        Verdict.CONTRADICTED: "答反",
    },
    provenance={
        Provenance.UNPROMPTED: "主动答出",
        Provenance.AFTER_FOLLOW_UP: "追问后答出",
        Provenance.AFTER_HINT: "提示后答出",
    },
    band={4: "优秀", 3: "良好", 2: "一般", 1: "薄弱"},
    session="编号",
    began="开始",
    ended="结束",
    clock="计时",
    interviewer="面试官模型",
    questions="已问题数",
    score="得分",
    of_hundred="{score}（满分 100）",
    none="暂无",
    hidden="面试结束后才显示评分。",
    opening="开场",
    closing="结束",
    question="第 {number} 题",
    grade="评分",
    grader="评分者：{grader}",
    provisional="暂定",
    not_graded="未评分",
    contested_score="若计入有异议的要点：{score}（满分 100）",
    failed_quotes="评分者引用了回答中没有的话：{n} 处",
    points="要点",
    must="必答",
    bonus="加分",
    weight="权重 {weight}",
    uncertain="不确定",
    contested="有异议",
    misconceptions="说错了",
    correction="正确的是",
    model_answer="参考答案",
    turn="第 {seq} 段",
    stood_in="由内置面试官说出",
)


def labels_for(language: Language) -> Labels:
    """Return the labels of a language."""
    return CHINESE if language is Language.ZH else ENGLISH
