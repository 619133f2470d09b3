"""Sentences that try to command the grader instead of answering: never evidence of anything.

The patterns are about marks and graders, not about prompts in general: candidates rightly speak of
system prompts, ignored tokens, highest scores and models as judges.
"""

import re

from interviewer.bank.text import fold

_COMMANDS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b.{0,30}?
        \b(?:rubric|grading|criteria
          |(?:previous|above|prior|earlier|your|these|those|all)\s(?:the\s)?
            (?:previous\s)?(?:instruct\w*|rules?|guidelines?|prompts?|directions?))\b
    | \b(?:full|perfect|maximum)\s(?:marks?|credits?|points)\b
    | \b(?:give|award|grant|assign)\s(?:me|this|it|us|my\sanswer|the\sanswer|every\spoint)\b
        .{0,40}?\b(?:marks?|full|scores?|met|100|10/10|pass|credit|top|highest|perfect)\b
    | \b(?:mark|rate|grade|score|judge)\s(?:me|this|my|every|all|each|the)\b.{0,30}?
        \b(?:as\s)?(?:met|correct|full|perfect|100|1\.0|10/10|passed|complete)\b
    | \byou\sare\s(?:now\s)?(?:the|a|an)\s(?:\w+\s)?(?:grader|examiner|evaluator|marker)\b
    | ["'](?:verdict|verdicts|score|band|points|evidence)["']\s?:
    | \bverdicts?\s?[:=]
    | ["'](?:final|total|overall|all)_(?:score|grade|points|verdict)s?["']\s?:
    | ["'][\w-]+["']\s?:\s?["'](?:met|missed|命中|满分)["']
    | \b(?:note|message|instructions?)\s(?:to|for)\s(?:the\s)?(?:grader|examiner|marker)\b
    | \b(?:examiner|grader|marker|interviewer)\b.{0,12}?\balready\s
        (?:approved|confirmed|accepted|graded|passed|given|awarded)\b
    | \bthis\s(?:answer|response|candidate|submission)\s(?:has\s)?(?:already\s)?
        (?:been\s)?(?:passed|approved|accepted|verified)\b
        .{0,20}?\b(?:humans?|reviewers?|examiners?|interviewers?|panel)\b
    | \ball\s(?:the\s)?(?:rubric\s|grading\s)?points?\s(?:are|were|is|as)?\s?
        (?:met|satisfied|covered|fulfilled)\b
    | \bmy\s(?:answer|response)\s(?:is|deserves|meets|covers|should|must)\b.{0,40}?
        \b(?:perfect|complete|full|every|all|correct|marks?|score|met)\b
    | </?(?:system|instructions?|grader|rubric|candidate_answer)\b
    | \b(?:close_interview|ask_question|ask_follow_up|give_hint|search_bank)\b
    | (?:忽略|无视|忘记|忘掉|不要管|别管|跳过|绕过).{0,15}?
        (?:评分|得分点|打分|阅卷|(?:以上|之前|前面|上述|所有).{0,6}?(?:指令|要求|规则|说明|提示))
    | (?:给|打|判|评|应得|值得|直接).{0,5}?满分|给(?:我|个)?(?:高分|最高分|全分|100\s?分|一百分)
    | 打(?:个)?(?:高分|最高分|100\s?分|一百分)
    | (?:判|判定|标记|记)(?:为|成|作)?.{0,6}?(?:全部|所有|全都)?.{0,6}?(?:满足|答到|得分|met\b)
    | 所有(?:要点|得分点|评分点).{0,8}?(?:满足|达到|命中|答到|覆盖)
    | (?:每一?[个条项]|各[个项]?|全部|一切).{0,4}?(?:得分点|评分点|采分点)
        (?:(?!是否|有没有|有无).){0,12}?(?:满足|达到|命中|答到|覆盖|记为|判为|\bmet\b)
    | (?:每一?[个条项]|各[个项]?|全部)要点.{0,6}?(?:记为|判为|判定|命中|\bmet\b)
    | (?:总分|总成绩|最终(?:得分|成绩|评分|分数))\s?
        (?:填|记为?|打|给|(?:锁定|固定)为?|[是为:：=])?\s?(?:100|一百|满分)(?!\s?分?制)
    | (?:一律|都|全部?|直接)按满分|(?:候选人|考生).{0,6}?满分
    | (?:给|致|告诉)(?:阅卷|评分员|评分者).{0,6}?的?(?:提示|指令|说明|通知|消息|话)
    | 以下是?给评分.{0,6}?的(?:提示|指令|说明|通知|消息|话)
    | 请.{0,4}?原样(?:返回|转发|输出|复述)
    | (?:评委|考官|阅卷|评分).{0,4}?(?:您|你)好|(?:您|你)好.{0,2}?(?:评委|考官)
    | (?:主考官|面试官|评委|考官)(?:们)?(?:已经?|口头)+.{0,4}?(?:签字|批准|宣布|通过|打了|给了|确认)
    | 你(?:现在)?是.{0,8}?(?:评分员|评分者|阅卷|考官|判分)
    | 我的(?:回答|答案).{0,12}?(?:完全正确|非常完美|应得|应该得|值得)
    """,
    re.VERBOSE,
)


def is_instruction(sentence: str) -> bool:
    """Tell whether a sentence speaks to whoever grades, or imitates a grade."""
    return command_in(fold(sentence).text) is not None


def command_in(folded: str) -> int | None:
    """Return where in a folded sentence a command to the grader begins, or None."""
    found = _COMMANDS.search(folded)
    return None if found is None else found.start()
