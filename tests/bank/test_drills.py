"""A point of a question can be asked for by itself, and is then a question like any other."""

from datetime import UTC, datetime

import pytest

from interviewer.bank.catalogue import UnknownQuestion
from interviewer.domain.drill import asked_id, drill, parts
from interviewer.domain.grade import Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.interview.blueprints import chosen_blueprint
from tests.shipped import shipped_bank


@pytest.mark.slow
def test_every_point_of_the_bank_can_be_drilled_and_its_own_paraphrases_earn_it() -> None:
    bank = shipped_bank()
    grader = BuiltinGrader()
    missed = []
    chosen = [q for q in bank.questions.values() if q.code is None][::40]
    for question in chosen:
        for point in question.rubric:
            asked = bank.get(asked_id(question.id, point.id))
            assert Question.model_validate_json(asked.model_dump_json()) == asked
            for language in Language:
                said = Utterance(seq=1, text=point.note.in_(language))
                exchange = Exchange(question=asked, language=language, utterances=(said,))
                grade = grader.grade(exchange, at=datetime(2026, 1, 1, tzinfo=UTC))
                if grade.points[0].verdict is not Verdict.MET:
                    missed.append((asked.id, language.value, grade.points[0].verdict))
    assert missed == []


def test_a_drill_asks_by_its_follow_up_and_says_of_which_question() -> None:
    question = next(iter(shipped_bank().questions.values()))
    point = question.rubric[-1]
    asked = drill(question, point.id)
    for language in Language:
        prompt = asked.prompt.in_(language)
        assert prompt.startswith(question.prompt.in_(language))
        assert prompt.endswith(point.follow_up.in_(language))
    assert asked.minutes == 1
    assert [each.id for each in asked.rubric] == [point.id]
    assert asked.rubric[0].must
    assert parts(asked.id) == (question.id, point.id)
    assert parts(question.id) == (question.id, None)


def test_a_point_that_the_bank_lost_is_left_out() -> None:
    bank = shipped_bank()
    question = next(iter(bank.questions.values()))
    assert not bank.holds(f"{question.id}#no-such-point")
    assert not bank.holds(f"no-such-question#{question.rubric[0].id}")
    with pytest.raises(UnknownQuestion):
        bank.get(f"{question.id}#no-such-point")
    wanted = [f"{question.id}#no-such-point", asked_id(question.id, question.rubric[0].id)]
    plan = chosen_blueprint(bank, wanted)
    assert [slot.question_id for slot in plan.slots] == wanted[1:]
