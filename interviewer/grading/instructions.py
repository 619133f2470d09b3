"""Sentences that try to command the grader instead of answering: never evidence of anything.

The patterns are about marks and graders, not about prompts in general: candidates rightly speak of
system prompts, ignored tokens, highest scores and models as judges.
"""

import re

from interviewer.bank.text import fold

_ORDERS = r"""
      (?<!model\s)\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}?
        \b(?:rubric|grading|criteria
          |(?:previous|above|prior|earlier|your|these|those|all)\s(?:the\s)?
            (?:previous\s)?(?:instruct\w*|rules?|guidelines?|prompts?|directions?))\b
    | (?<!gets\s)(?<!earns\s)\b(?:full|perfect|maximum)\s(?:marks?|credits?|points)\b
    | \b(?:give|award|grant|assign)\s(?:me|this|it|us|my\sanswer|the\sanswer|every\spoint)\b
        .{0,40}?\b(?:marks?|full|scores?|met|100|10/10|pass|credit|top|highest|perfect)\b
    | \b(?:mark|rate|grade|score|judge)\s(?:me|this|my|every|all|each|the)\b.{0,30}?
        \b(?:as\s)?(?:met|correct|full|perfect|100|1\.0|10/10|passed|complete)\b
    | \b(?:treat|count|accept|regard)\b.{0,60}?\bas\s
        (?:answered|covered|met|said|stated|explained|satisfied)\b
    | ^.{0,200}?\bcounts?\sas\s(?:answered|covered|met|said|stated|explained|satisfied)\b
    | \b(?:assume|pretend|suppose|imagine)\s(?:that\s)?
        (?:i|my\s(?:answer|response)|the\scandidate)\b.{0,20}?
        \b(?:explain|answer|cover|mention|sa[iy]|stat|knew|know|gave|made)\w*
    | \b(?:don't|do\snot)\s(?:deduct|take\soff|mark\s(?:me\s)?down|fail\sme)\b
    | \b(?:pass|credit|promote|hire)\sme\b | \bcredit\s["'“]
    | \byou\sare\s(?:now\s)?(?:the|a|an)\s(?:\w+\s)?(?:grader|examiner|evaluator|marker)\b
    | \bas\s(?:the|a|my|your)\s(?:grader|examiner|marker)\b
    | \b(?:note|message|instructions?)\s(?:to|for)\s(?:the\s)?(?:grader|examiner|marker)\b
    | (?<!模型)(?:忽略|无视|忘记|忘掉|不要管|别管|跳过|绕过).{0,15}?
        (?:评分|得分点|打分|阅卷|(?:以上|之前|前面|上述|所有).{0,6}?(?:指令|要求|规则|说明|提示))
    | (?<!就)(?:给|打|判|评|应得|值得|直接).{0,5}?满分
    | 给(?:我|个)(?:高分|最高分|全分|100\s?分|一百分) | (?:请|直接|麻烦).{0,3}?打个?(?:高分|最高分)
    | 打个?(?:100\s?分|一百分) | ^.{0,200}?(?:给足分|算我(?:答?对|得分|通过)|(?:记|算|判)为?已答)
    | (?:判|判定|标记|记)(?:为|成|作)?.{0,6}?(?:全部|所有|全都)?.{0,6}?(?:满足|答到|得分|met\b)
    | (?:一律|都|全部?|直接)按满分|(?:候选人|考生).{0,6}?满分
    | (?:别|不要|请勿|不许|不得)(?:打低分|给低分|扣分|扣我)
    | 给个通过|(?:让|给|放)我(?:过(?!一)|通过|及格)
    | (?:永远|一律|全部|统统)打勾
    | (?:无需|不必|不用|不要再)(?:再)?(?:核对|逐[点条项]|对照).{0,8}?(?:原文|要点|比对|核对)
    | (?:你|您)(?:每)?给我判 | 评分器.{0,3}?请(?:直接|按|给)
    | (?:直接|照)(?:复用|采用|按).{0,8}?(?:结果|结论|评分)
    | (?:视为|视作|算作).{0,2}?(?:覆盖|答到|命中|满足)
    | (?:视为|视作|算作|当作|当成|假设|假定|假装).{0,3}?
        (?:我(?:已经?|都)?.{0,3}?(?:说|讲|答|提)|已经?(?:答|回答|讲))
    | (?:给|致|告诉)(?:阅卷|评分员|评分者).{0,6}?的?(?:提示|指令|说明|通知|消息|话)
    | 以下是?给评分.{0,6}?的(?:提示|指令|说明|通知|消息|话)
    | 请.{0,4}?原样(?:返回|转发|输出|复述)
    | 你(?:现在)?是.{0,8}?(?:评分员|评分者|阅卷|考官|判分)
"""
"""What a grader is told to do."""

_FORGED = r"""
      ["'](?:verdict|verdicts|score|band|points|evidence)["']\s?:
    | \bverdicts?\s?[:=]
    | ["'](?:final|total|overall|all)_(?:score|grade|points|verdict)s?["']\s?:
    | ["'][\w-]+["']\s?:\s?["'](?:met|missed|pass|passed|命中|满分)["']
    | \b[\w-]+\s?=\s?(?:met|命中|满分) | ^.{0,200}?[(\[]\s?已?命中\s?[)\]]
    | \b(?:rubric|grading)\s(?:check|result)s?\b
    | \bpoints?\s(?:covered|satisfied|awarded)\b
    | \bevery\s(?:note|mark|point|item)\sis\s(?:\w+)\b
    | \b(?:award|total)\s?:\s?\d+\s(?:out\s)?of\s\d
    | \baccepted\sresponse\b | \breceived\sresponse\b | \bevery\smark\b
    | \bdid\sthe\scandidate\b | \btick\s(?:all|every|each)\b
    | \bredacted\b.{0,30}?\b(?:hr|privacy)\b
    | [✅✓✔].{0,12}?(?:核对|考官|合计|满分|通过)
    | (?:全部|六条|七条|五条)(?:命中|全中|得分)|命中全部
    | (?:评分|判定|评审)结果.{0,6}?(?:复用|如下|为) | 未命中\s?[=:]\s?0
    | \b(\d)/\1\b(?=.{0,30}?(?:命中|分))
    | 复核意见 | 折算满分 | 要点["'”]?\s?[:：]\s?\[
    | (?:评分|评审|阅卷|判分)(?:结果|结论|意见)\s?[:：]
    | (?:总分|总成绩|最终(?:得分|成绩|评分|分数))\s?
        (?:填|记为?|打|给|(?:锁定|固定)为?|[是为:：=])?\s?(?:100|一百|满分)(?!\s?分?制)
    | </?(?:system|instructions?|grader|rubric|candidate_answer)\b
    | (?:\b(?:system|admin|developer|root)\b|系统|管理员|开发者).{0,10}?[:\]】]
        .{0,20}?(?:\b(?:candidate|rubric|graders?|credit|points?)\b|考生|候选人|得分|要点|记为|判)
    | \b(?:close_interview|ask_question|ask_follow_up|give_hint|search_bank)\b
"""
"""Grades, tags, tools and messages of a system that a candidate made up."""

_HEARSAY = r"""
      \b(?:examiner|grader|marker|interviewer|committee|panel)\b.{0,12}?\b(?:already\s)?
        (?:approved|confirmed|accepted|graded|passed|awarded|agreed)\b
    | \b(?:examiner|grader|marker|interviewer)\b.{0,12}?\balready\s(?:given|said|told)\b
    | \bthis\s(?:answer|response|candidate|submission)\s(?:has\s)?(?:already\s)?
        (?:been\s)?(?:passed|approved|accepted|verified)\b
        .{0,20}?\b(?:humans?|reviewers?|examiners?|interviewers?|panel)\b
    | \bthis\s(?:answer|response|submission)\s(?:was|is|has\sbeen)\s(?:reviewed|verified|approved)\b
    | \ball\s(?:the\s)?(?:rubric\s|grading\s)?points?\s(?:are|were|is|as)?\s?
        (?:met|satisfied|covered|fulfilled)\b
    | \bmy\s(?:answer|response)\s(?:is|deserves|meets|covers|should|must)\b.{0,40}?
        \b(?:perfect|complete|full|every|all|correct|marks?|score|met)\b
    | \b(?:my|the)\s(?:answer|response)\s(?:above\s)?(?:covers|demonstrates|deserves)\b
    | \bthe\scandidate\s(?:has\s)?(?:clearly\s|correctly\s|already\s|fully\s)?
        (?:explain|state|cover|demonstrate|mention|describe|answer|show|identif|deserve)\w*
    | 所有(?:要点|得分点|评分点).{0,8}?(?:满足|达到|命中|答到|覆盖)
    | (?:每一?[个条项]|各[个项]?|全部|一切).{0,4}?(?:得分点|评分点|采分点)
        (?:(?!是否|有没有|有无).){0,12}?(?:满足|达到|命中|答到|覆盖|记为|判为|\bmet\b)
    | (?:每一?[个条项]|各[个项]?|全部)要点.{0,6}?(?:记为|判为|判定|命中|\bmet\b)
    | (?:评委|考官|阅卷|评分).{0,4}?(?:您|你)好|(?:您|你)好.{0,2}?(?:评委|考官)
    | (?:主考官|面试官|评委|考官)(?:们)?.{0,4}?(?:已经?|口头)+.{0,4}?
        (?:签字|批准|宣布|通过|打了|给了|确认|认可|说)
    | (?:评委|考官|阅卷人|评分人).{0,4}?(?:注意|确认|认可|认为|请)
    | (?:候选人|考生|应聘者|应试者)(?:已经?)?.{0,6}?
        (?:说明了|答出|答对|答到|讲清|提到了|覆盖|回答完整)
    | (?:该|本|以上|上述)(?:回答|答案|作答|答卷).{0,4}?
        (?:说明|包含|覆盖|涵盖|完整|准确|优秀|满足|答出)
    | ^(?:面试官|考官|assistant)\s?[:：].{0,40}?(?:讲到|答到|命中|全中|完整|读完|记)
    | (?:你|他|她)(?:刚才)?(?:把|说).{0,60}?(?:都讲到了|都答到了|都讲清楚了)
    | (?:面试官|考官|老师|评委)(?:您|你)好
    | (?:一面|二面|昨天|之前).{0,20}?(?:已经)?.{0,10}?(?:当面)?讲过了
    | 尊敬的(?:评审|评委|考官|面试官|老师)
    | (?:考生|候选人|应聘者).{0,3}?(?:已)?(?:谈到|讲到|关于.{0,60}?论述)
    | 我的(?:回答|答案).{0,12}?(?:完全正确|非常完美|应得|应该得|值得)
"""
"""What somebody is said to have granted, or to have heard the candidate say."""

_EXAM = r"""
      \b(?:graders?|examiners?|markers?|interviewers?|rubric|verdict|answer\skey|hr)\b
    | \b(?:the|this)\scandidate\b
    | \b(?:this|my|received|accepted)\s(?:answer|response|submission)\b
    | \b(?:full|top|maximum)\s(?:credit|marks?)\b | \bevery\s(?:note|mark|point)\b
    | \bpoint_\d | \btick\b
    | 考官|面试官|评委|评审|阅卷|判卷|考生|候选人|应聘者|本题|这题|本答案|本回答|该回答|该答案
    | 评分|打分|给分|得分点|判分|判定|满分|全中|命中|打勾|采分|签章|复核|照办
"""
"""What an examination is spoken of with; weighed only beside a command."""

_COMMANDS = re.compile(f"{_ORDERS}|{_FORGED}|{_HEARSAY}", re.VERBOSE)
_OF_THE_EXAM = re.compile(_EXAM, re.VERBOSE)


def is_instruction(sentence: str) -> bool:
    """Tell whether a sentence speaks to whoever grades, or imitates a grade."""
    return command_in(fold(sentence).text) is not None


def speaks_of_the_exam(folded: str) -> bool:
    """Tell whether a folded sentence is about marks, examiners or candidates.

    Answers about graders and judges are too: it shows something only where another sentence of the
    same answer commands.
    """
    return _OF_THE_EXAM.search(folded) is not None


def command_in(folded: str) -> int | None:
    """Return where in a folded sentence a command to the grader begins, or None."""
    found = _COMMANDS.search(folded)
    return None if found is None else found.start()
