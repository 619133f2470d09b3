"""A small question of our own for tests of grading: about caching web pages, far from the bank."""

from datetime import UTC, date, datetime

from interviewer.domain.grade import Provenance
from interviewer.domain.language import Language, Phrases, Text
from interviewer.domain.question import (
    Level,
    Misconception,
    Question,
    Role,
    RubricPoint,
    Source,
)
from interviewer.domain.transcript import Exchange, Utterance

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOURCE = Source(title="A handbook", checked=date(2026, 11, 22))

QUESTION = Question(
    id="page-cache",
    topic="testing",
    level=Level.MID,
    roles=(Role.INFRASTRUCTURE,),
    minutes=4,
    prompt=Text(
        zh="网页缓存为什么能让网站变快？代价是什么？",
        en="Why does a page cache make a web site faster, and what does it cost?",
    ),
    rubric=(
        RubricPoint(
            id="skips-rendering",
            must=True,
            weight=3,
            note=Text(
                zh="命中缓存时直接返回存好的 HTML，不再查数据库，也不再渲染模板。",
                en="On a hit the stored HTML is returned, so neither the database nor the "
                "template engine is touched.",
            ),
            follow_up=Text(zh="命中的时候少做了什么？", en="What is left out on a hit?"),
            cues=(
                ("hit|stored|命中|存好", "html|copy|副本", "return*|serv*|返回"),
                ("不再|不用|无需|skip*|no|without|neither", "database|template*|数据库|模板"),
            ),
            paraphrases=Phrases(
                zh=("存好的页面原样吐回去，数据库一次都不用碰。",),
                en=("A cached copy goes out as it is and no query is ever run.",),
            ),
            near_misses=Phrases(zh=("缓存把数据存起来。",), en=("The cache stores data.",)),
            sources=(SOURCE,),
        ),
        RubricPoint(
            id="stale-pages",
            must=True,
            weight=2,
            note=Text(
                zh="代价是内容可能过期：源数据改了，缓存里的旧页面还会继续返回，直到失效。",
                en="The price is staleness: after the source changes, the old page is still "
                "served until it expires.",
            ),
            follow_up=Text(zh="数据改了会怎样？", en="What if the data changes?"),
            cues=(
                (
                    "stale*|outdated|old page|过期|旧页面|旧的页面",
                    "until|expire*|change*|失效|改了",
                ),
            ),
            paraphrases=Phrases(
                zh=("后台更新之后，用户一段时间里看到的还是老内容。",),
                en=("Visitors may keep seeing outdated content after an edit.",),
            ),
            sources=(SOURCE,),
        ),
        RubricPoint(
            id="sixty-seconds",
            must=True,
            weight=1,
            note=Text(
                zh="常见的默认存活时间是 60 秒，大约能挡住 90% 的请求。",
                en="A usual time to live is 60 seconds, which absorbs about 90% of requests.",
            ),
            follow_up=Text(zh="一般存多久？", en="How long are pages kept?"),
            cues=(("60 seconds|60 秒", "live|ttl|kept|keep|存活|默认|保存"),),
            paraphrases=Phrases(
                zh=("TTL 一般设一分钟，九成的流量都不会打到后端。",),
                en=("With a one minute TTL nine requests in ten never reach the backend.",),
            ),
            sources=(SOURCE,),
        ),
        RubricPoint(
            id="purge-on-write",
            must=False,
            weight=1,
            note=Text(
                zh="写入时主动清除对应的页面，可以缩短不一致的时间。",
                en="Purging the affected pages on every write shortens the inconsistency.",
            ),
            follow_up=Text(zh="怎么减轻？", en="How can that be eased?"),
            cues=(("purg*|invalidat*|清除|清掉", "write*|update*|写入|更新"),),
            paraphrases=Phrases(
                zh=("更新文章的同时把它的缓存清掉。",),
                en=("Whenever an article is saved, its cached page is invalidated.",),
            ),
            sources=(SOURCE,),
        ),
    ),
    misconceptions=(
        Misconception(
            id="always-fresh",
            claim=Text(
                zh="网页缓存返回的内容永远是最新的。",
                en="A page cache always returns the latest content.",
            ),
            contradicts=("stale-pages",),
            cues=(
                (
                    "always|never stale|永远|始终|一定",
                    "latest|fresh|up to date|最新",
                    "!not always",
                ),
            ),
            paraphrases=Phrases(
                zh=("有了缓存，用户看到的始终是最新内容。",),
                en=("Pages from the cache are always up to date.",),
            ),
            correction=Text(
                zh="缓存的页面在失效之前可能是旧的。",
                en="A cached page can be old until it expires.",
            ),
            sources=(SOURCE,),
        ),
    ),
    hints=(
        Text(zh="想想一次请求要做哪些事。", en="Think of all the work that one request causes."),
        Text(zh="存好的页面什么时候会不对？", en="When is a stored page wrong?"),
    ),
    model_answer=Text(
        zh="命中缓存时直接返回存好的 HTML 副本，不再查数据库，也不再渲染模板。"
        "代价是页面可能过期：数据改了，旧页面还会继续返回，直到失效。"
        "默认存活时间一般是 60 秒。写入时可以主动清除对应的页面。",
        en="On a hit the stored HTML copy is returned and neither the database nor the template "
        "engine is touched. The price is that pages may be stale: after a change the old page is "
        "served until it expires. The usual time to live is 60 seconds. To soften that you purge "
        "the page on every write.",
    ),
)


def exchange(
    *texts: str,
    language: Language = Language.EN,
    question: Question = QUESTION,
    provenances: tuple[Provenance, ...] = (),
    interviewer_texts: tuple[str, ...] = (),
) -> Exchange:
    """The candidate's words on a question, turn by turn; every second turn is theirs."""
    given = provenances or (Provenance.UNPROMPTED,) * len(texts)
    return Exchange(
        question=question,
        language=language,
        utterances=tuple(
            Utterance(seq=2 * at + 1, text=text, provenance=provenance)
            for at, (text, provenance) in enumerate(zip(texts, given, strict=True))
        ),
        interviewer_texts=interviewer_texts,
    )
