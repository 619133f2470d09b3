"""What the built-in interviewer says around the authored words, in both languages.

Data only. Where a manner has no words of its own, those of the neutral one are said. A phrase may
hold `{minutes}`, `{questions}`, `{topic}` and `{worst}`. None of them judges what was said, but for
the feedback at the end.
"""

from collections.abc import Mapping

from interviewer.agent.context import Persona
from interviewer.domain.language import Language

Phrases = Mapping[Persona, tuple[str, ...]]

_EN: Mapping[str, Phrases] = {
    "greeting": {
        Persona.NEUTRAL: (
            "Hello, and welcome. Please think aloud, and ask if a question is unclear.",
            "Hello, thank you for joining. Talk me through your thinking as you go.",
            "Welcome. Answer in your own words, and ask whenever something is unclear.",
        ),
        Persona.FRIENDLY: (
            "Hi, good to meet you! Think aloud as much as you like; there are no trick questions.",
            "Hello and welcome! Take a breath, think aloud, and ask me if anything is unclear.",
        ),
        Persona.TOUGH: (
            "Hello. Be precise, and come to the point.",
            "Good day. I'll expect reasons, not just terms.",
        ),
    },
    "plan_timed": {
        Persona.NEUTRAL: (
            "We have about {minutes} and {questions}.",
            "I have {questions} for you, in about {minutes}.",
        ),
    },
    "plan_untimed": {
        Persona.NEUTRAL: (
            "There is no clock today, so take the time you need.",
            "No clock is running, so don't rush.",
        ),
    },
    "first": {
        Persona.NEUTRAL: ("Let's begin.", "Here is the first one.", "Let's start with this."),
        Persona.FRIENDLY: (
            "Let's ease into it.",
            "Here's the first one.",
            "Let's get started.",
        ),
    },
    "after_answer": {
        Persona.NEUTRAL: (
            "All right, thank you.",
            "Okay, I've noted that.",
            "Thank you, let's leave it there.",
            "Right, that gives me an idea of where you stand.",
            "Understood, thank you.",
        ),
        Persona.FRIENDLY: (
            "Thanks for walking me through that.",
            "Okay, thank you, I followed you.",
            "Thanks, I've got that down.",
            "All right, thank you for that.",
        ),
        Persona.TOUGH: (
            "Noted.",
            "All right. Moving on.",
            "I've heard enough on that one.",
            "Okay, next.",
        ),
    },
    "after_skip": {
        Persona.NEUTRAL: (
            "All right, we'll leave that one out.",
            "Okay, we skip it.",
            "Fine, let's pass on that.",
        ),
        Persona.FRIENDLY: (
            "No problem at all, we'll leave that one.",
            "Sure, we can pass on that one.",
        ),
    },
    "after_dont_know": {
        Persona.NEUTRAL: (
            "That's all right, let's go on.",
            "Fine, we'll leave it open.",
            "Okay, thank you for saying so.",
        ),
        Persona.FRIENDLY: (
            "That's perfectly fine, nobody knows everything.",
            "No worries, thanks for being straight about it.",
        ),
        Persona.TOUGH: ("All right. Moving on.", "Noted."),
    },
    "next": {
        Persona.NEUTRAL: (
            "Here is the next question.",
            "Let's go on to the next one.",
            "Next question.",
            "Let me ask you something else.",
        ),
    },
    "next_topic": {
        Persona.NEUTRAL: (
            "Now something from another area: {topic}.",
            "Let's turn to {topic}.",
            "The next one is about {topic}.",
            "Let's change the subject to {topic}.",
        ),
    },
    "last": {
        Persona.NEUTRAL: (
            "This is the last question.",
            "One more question, and we're done.",
            "Here comes the last one.",
        ),
    },
    "short": {
        Persona.NEUTRAL: (
            "We have about {minutes} left, so keep it to the essentials.",
            "There are only about {minutes} left, so give me the short version.",
        ),
        Persona.FRIENDLY: (
            "We've got about {minutes} left, so the short version is fine.",
            "About {minutes} left, so just the main points are fine.",
        ),
    },
    "follow_up": {
        Persona.NEUTRAL: (
            "Let me ask about one part of that.",
            "I'd like to go a little deeper here.",
            "Let's stay with this for a moment.",
            "One thing I'd like to hear more about.",
            "Let me pick up one thing.",
        ),
        Persona.FRIENDLY: (
            "Thanks, I'm curious about one part.",
            "Let's dig a little deeper together.",
            "There's one bit I'd love to hear more about.",
        ),
        Persona.TOUGH: (
            "Let's be more precise.",
            "That leaves something open.",
            "I want more detail here.",
        ),
    },
    "hint": {
        Persona.NEUTRAL: (
            "Here is a hint.",
            "Let me give you something to start from.",
            "Consider this.",
        ),
        Persona.FRIENDLY: (
            "No problem, here's a little push.",
            "Sure, maybe this helps.",
            "Let's try it from this side.",
        ),
    },
    "clarify": {
        Persona.NEUTRAL: ("Sure.", "Right.", "Of course."),
        Persona.FRIENDLY: ("Good that you ask.", "Sure, happy to.", "Of course!"),
        Persona.TOUGH: ("All right.", "Listen carefully."),
    },
    "clarify_repeat": {
        Persona.NEUTRAL: ("The question was this.", "Once more, the question.", "I asked this.")
    },
    "clarify_scope": {
        Persona.NEUTRAL: (
            "Take the reading that seems most natural to you, and say which one you took.",
            "I leave the exact scope to you; just tell me what you assume.",
            "Choose whatever setting you know best, and name it.",
        ),
    },
    "clarify_length": {
        Persona.NEUTRAL: (
            "About {minutes} are enough; the main points and the reasons behind them.",
            "Go as deep as you can in about {minutes}, with reasons rather than terms.",
        ),
    },
    "clarify_term": {
        Persona.NEUTRAL: (
            "I'd rather leave what the terms mean to you, since that is part of the question.",
            "Explaining the terms would answer part of it, so tell me what you take them to mean.",
        ),
    },
    "clarify_form": {
        Persona.NEUTRAL: (
            "I'm after how it works and why, in your own words.",
            "Tell me what happens, why it is done that way, and what it costs.",
            "Explain it as you would to a colleague: what it is, why, and what follows from it.",
        ),
    },
    "clarify_code": {
        Persona.NEUTRAL: (
            "Write it as you would in a code review: working code first, then a word on its cost.",
            "Any clear code will do, Python if you like; say what you assume about the inputs.",
        ),
    },
    "clarify_design": {
        Persona.NEUTRAL: (
            "Name the requirements you assume, sketch the parts, and then the trade-offs.",
            "Assume reasonable numbers, say them, and walk me through your design.",
        ),
    },
    "close_done": {
        Persona.NEUTRAL: (
            "That was the last question.",
            "Those were all my questions.",
            "That brings us to the end.",
        ),
    },
    "close_time": {
        Persona.NEUTRAL: (
            "Our time is up, so let's stop here.",
            "We've reached the end of our time.",
        ),
    },
    "close_ended": {
        Persona.NEUTRAL: (
            "All right, we'll stop here.",
            "Okay, let's end it at this point.",
        ),
    },
    "feedback_4": {
        Persona.NEUTRAL: (
            "My impression overall is a strong one.",
            "Overall, that was a strong conversation.",
        ),
    },
    "feedback_3": {
        Persona.NEUTRAL: (
            "My impression overall is a good one.",
            "Overall, that was solid.",
        ),
    },
    "feedback_2": {
        Persona.NEUTRAL: (
            "My impression overall is a mixed one.",
            "Overall I have seen both: things that stood, and gaps.",
        ),
    },
    "feedback_1": {
        Persona.NEUTRAL: (
            "My impression is that there is still a good deal to prepare.",
            "Overall there were more gaps today than you will want to have.",
        ),
        Persona.FRIENDLY: (
            "There is still a good deal to prepare, and that is what a mock is for.",
        ),
    },
    "feedback_topics": {
        Persona.NEUTRAL: (
            "You were at your best with {topic}; I would work more on {worst}.",
            "It went best with {topic}, and {worst} is where I would put in work.",
        ),
    },
    "goodbye": {
        Persona.NEUTRAL: (
            "Thank you for your time; your report is next.",
            "Thank you for the conversation. You'll find everything in the report.",
        ),
        Persona.FRIENDLY: (
            "Thanks so much, I enjoyed talking to you. Your report is next.",
            "Thank you, it was a pleasure! Everything is in your report.",
        ),
        Persona.TOUGH: (
            "Thank you. The report will tell you where you stand.",
            "Thank you. Read the report carefully.",
        ),
    },
}

_ZH: Mapping[str, Phrases] = {
    "greeting": {
        Persona.NEUTRAL: (
            "你好，欢迎参加今天的面试。回答时可以边想边说，题目不清楚就问我。",
            "你好，感谢你来参加面试。请把思考过程也说出来。",
            "你好，我们开始吧。用自己的话回答就行，有不清楚的随时问。",
        ),
        Persona.FRIENDLY: (
            "你好呀，很高兴认识你！放轻松，边想边说就好，没有偏题怪题。",
            "你好，欢迎！不用紧张，想到哪儿说到哪儿，有疑问随时打断我。",
        ),
        Persona.TOUGH: (
            "你好。回答请准确，直接说重点。",
            "你好。我想听的是理由，不只是名词。",
        ),
    },
    "plan_timed": {
        Persona.NEUTRAL: (
            "今天大约 {minutes}，{questions}。",
            "一共 {questions}，时间大约 {minutes}。",
        ),
    },
    "plan_untimed": {
        Persona.NEUTRAL: ("今天不计时，慢慢来。", "这次没有时间限制，按自己的节奏来。"),
    },
    "first": {
        Persona.NEUTRAL: ("先看第一题。", "我们从这个问题开始。", "第一个问题。"),
        Persona.FRIENDLY: ("先来热热身。", "那就从这道题聊起。"),
    },
    "after_answer": {
        Persona.NEUTRAL: (
            "好，这个问题先到这里。",
            "好的，我记下了。",
            "谢谢，了解了。",
            "嗯，我知道你的思路了。",
            "好，谢谢你的回答。",
        ),
        Persona.FRIENDLY: (
            "谢谢，我都记下来了。",
            "好的，谢谢你一步步说给我听。",
            "嗯嗯，我记下了，谢谢。",
        ),
        Persona.TOUGH: ("知道了。", "好，下一个。", "行，这题到此为止。"),
    },
    "after_skip": {
        Persona.NEUTRAL: ("好，这题先跳过。", "可以，那我们略过这一题。", "行，这题就不答了。"),
        Persona.FRIENDLY: ("没问题，跳过就好。", "没事，这题我们先放一放。"),
    },
    "after_dont_know": {
        Persona.NEUTRAL: ("没关系，我们接着往下走。", "好，这题先放着。", "嗯，知道了，继续。"),
        Persona.FRIENDLY: ("没关系，谁都有不熟的地方。", "没事，能坦率说出来就很好。"),
        Persona.TOUGH: ("好，那就往下走。", "知道了。"),
    },
    "next": {
        Persona.NEUTRAL: ("看下一题。", "接着问下一个问题。", "下一个问题。", "我们换一个问题。"),
    },
    "next_topic": {
        Persona.NEUTRAL: (
            "接下来换个方向，聊聊{topic}。",
            "下面我们来看{topic}。",
            "下一题是关于{topic}的。",
            "换到{topic}这一块。",
        ),
    },
    "last": {
        Persona.NEUTRAL: ("这是最后一个问题。", "最后一题。", "再问一题，我们就结束。"),
    },
    "short": {
        Persona.NEUTRAL: (
            "时间还剩 {minutes}左右，请拣要紧的说。",
            "只剩 {minutes}左右了，简短一点就好。",
        ),
    },
    "follow_up": {
        Persona.NEUTRAL: (
            "我想就其中一点再追问一下。",
            "这里我想再深入一点。",
            "我们在这个问题上再停一下。",
            "有一处想听你多讲讲。",
            "我接着问一句。",
        ),
        Persona.FRIENDLY: (
            "谢谢，有一处我挺好奇的。",
            "我们一起再往下想一步。",
            "有个地方想听你多聊聊。",
        ),
        Persona.TOUGH: ("请说得再准确些。", "这里还没说透。", "我要更具体一点的。"),
    },
    "hint": {
        Persona.NEUTRAL: ("给你一个提示。", "可以从这里想起。", "提示一下。"),
        Persona.FRIENDLY: ("没关系，我给你搭把手。", "别急，换个角度想想。", "来，给你一点线索。"),
    },
    "clarify": {
        Persona.NEUTRAL: ("可以。", "明白。", "好的。"),
        Persona.FRIENDLY: ("问得好。", "当然可以。", "没问题。"),
        Persona.TOUGH: ("好。", "听清楚。"),
    },
    "clarify_repeat": {
        Persona.NEUTRAL: ("题目是这样的。", "问题是这个。", "我问的是下面这个。"),
    },
    "clarify_scope": {
        Persona.NEUTRAL: (
            "范围你自己定，按你觉得最自然的理解来，说明一下你的假设就行。",
            "选你最熟悉的情形来讲，并告诉我你选的是哪一种。",
            "不用纠结范围，先说清你怎么理解，再往下讲。",
        ),
    },
    "clarify_length": {
        Persona.NEUTRAL: (
            "讲 {minutes}左右就够了，说清要点和理由。",
            "在 {minutes}左右的时间里尽量往深里讲，重在理由而不是名词。",
        ),
    },
    "clarify_term": {
        Persona.NEUTRAL: (
            "名词的含义也是题目的一部分，就按你的理解来说。",
            "解释名词就等于替你答了，说说你自己怎么理解吧。",
        ),
    },
    "clarify_form": {
        Persona.NEUTRAL: (
            "我想听的是它怎么运作、为什么这样做，用自己的话说就好。",
            "讲讲是什么、为什么、要付出什么。",
            "就像讲给同事听：它是什么，原因在哪，会带来什么。",
        ),
    },
    "clarify_code": {
        Persona.NEUTRAL: (
            "像平时写代码那样就行：先给出能跑的代码，再说说开销。",
            "代码写清楚就可以，用 Python 也行，对输入有什么假设请写明。",
        ),
    },
    "clarify_design": {
        Persona.NEUTRAL: (
            "先说你假设的需求，再画出各个部分，最后讲取舍。",
            "数字可以自己合理假设，说出来，然后带我过一遍你的设计。",
        ),
    },
    "close_done": {
        Persona.NEUTRAL: ("问题就到这里。", "我的问题都问完了。", "今天的题目就是这些。"),
    },
    "close_time": {
        Persona.NEUTRAL: ("时间到了，我们就停在这里。", "今天的时间用完了。"),
    },
    "close_ended": {
        Persona.NEUTRAL: ("好，那我们就到这里。", "可以，今天先聊到这儿。"),
    },
    "feedback_4": {
        Persona.NEUTRAL: ("整体感觉，今天答得很扎实。", "总的来说，今天的表现很强。"),
    },
    "feedback_3": {
        Persona.NEUTRAL: ("整体感觉不错。", "总的来说，答得还是比较稳的。"),
    },
    "feedback_2": {
        Persona.NEUTRAL: ("整体感觉有好有坏。", "总的来说，有答得稳的地方，也有明显的缺口。"),
    },
    "feedback_1": {
        Persona.NEUTRAL: ("整体感觉，准备得还不够。", "总的来说，今天的缺口还比较多。"),
        Persona.FRIENDLY: ("还有不少地方要准备，模拟面试就是为了把它们找出来。",),
    },
    "feedback_topics": {
        Persona.NEUTRAL: (
            "答得最稳的是{topic}，{worst}还可以多下点功夫。",
            "{topic}这块不错，{worst}可以多下功夫。",
        ),
    },
    "goodbye": {
        Persona.NEUTRAL: (
            "谢谢你的时间，接下来可以看报告。",
            "谢谢，具体情况都在报告里。",
        ),
        Persona.FRIENDLY: (
            "谢谢你，聊得很愉快！接下来看看报告吧。",
            "辛苦啦，谢谢你，报告马上就好。",
        ),
        Persona.TOUGH: ("谢谢。结果请看报告。", "谢谢。请仔细读报告。"),
    },
}

PHRASES: Mapping[Language, Mapping[str, Phrases]] = {Language.EN: _EN, Language.ZH: _ZH}

TOPICS: Mapping[str, tuple[str, str]] = {
    "agents-langchain": ("agents", "智能体"),
    "alignment-rl": ("alignment", "对齐"),
    "architecture": ("architecture", "模型结构"),
    "attention": ("attention", "注意力"),
    "decoding-prompting": ("decoding and prompting", "解码与提示"),
    "distributed-training": ("distributed training", "分布式训练"),
    "domain-adaptation": ("domain adaptation", "领域适配"),
    "evaluation-safety": ("evaluation and safety", "评测与安全"),
    "fine-tuning-sft": ("fine-tuning", "微调"),
    "foundations": ("foundations", "基础"),
    "hand-coding": ("writing code", "手写代码"),
    "inference-serving": ("serving models", "推理部署"),
    "memory-quantization": ("memory and precision", "显存与精度"),
    "multimodal": ("multimodal models", "多模态"),
    "norm-activation": ("norms and activations", "归一化与激活函数"),
    "peft": ("parameter-efficient tuning", "高效微调"),
    "position-long-context": ("positions and long context", "位置与长上下文"),
    "pretraining-data": ("pre-training data", "预训练数据"),
    "rag-retrieval": ("retrieval", "检索"),
    "system-design": ("system design", "系统设计"),
    "tokenization": ("tokenisation", "分词"),
    "training-optimization": ("training", "训练"),
}
"""How a topic is called in a sentence: (English, Chinese)."""

CLARIFY_SIGNS: Mapping[str, tuple[str, ...]] = {
    "clarify_length": (
        "how long", "how detailed", "how deep", "how much detail", "level of detail", "how many",
        "多久", "多长", "多细", "多详细", "多深", "几分钟", "详细到", "展开",
    ),
    "clarify_term": (
        "what is", "what's", "what are", "what does", "mean by", "meaning of", "define",
        "stand for",
        "什么是", "是什么意思", "指的是什么", "指什么", "什么意思", "是啥", "定义", "缩写",
    ),
}  # fmt: skip
"""What in a request for clarification tells what kind of answer helps, the first that
fits; else the scope is what was meant."""
