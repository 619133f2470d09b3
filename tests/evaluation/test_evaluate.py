"""`evaluate`: labelled answers in, figures and predictions out."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from interviewer.cli.main import run
from interviewer.domain.grade import Verdict
from interviewer.domain.language import Language
from interviewer.evaluation.measuring import levels_of, measure
from interviewer.evaluation.predicting import Predictor, exchange_of
from interviewer.evaluation.reference_question import reference_question
from interviewer.evaluation.reporting import markdown
from interviewer.evaluation.rows import LabelledRow, RowProblem, read_rows
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.timekeeping import SystemTime
from interviewer.settings import paths
from tests.contracts.validation import validate_output
from tests.shipped import shipped_bank

ASKED = "Why does a page cache make a web site faster?"
REFERENCE = "The page is returned from memory, so the server need not query the database."


def row(name: str, answer: str, score: float, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "question_id": "cache",
        "question": ASKED,
        "reference": REFERENCE,
        "answer": answer,
        "score": score,
        "max_score": 5,
        "lang": "en",
        **more,
    }


ROWS = [
    row("a", REFERENCE, 5, split="right"),
    row("b", "The page comes from memory.", 3),
    row("c", "I don't know.", 0, split="blank"),
    row("d", ASKED, 0, split="question copied"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "cache.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in ROWS), encoding="utf-8")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
def test_predictions_are_on_the_rows_own_scale(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run(["evaluate", str(data), "--predictions", str(out), "--rounds", "20"]) == 0
    scores = {each["id"]: each["score"] for each in lines(out)}
    assert scores["a"] == 5
    assert 0 < scores["b"] < 5
    assert scores["c"] == scores["d"] == 0


def test_the_document_keeps_its_contract(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(data), "--json", "--rounds", "20"]) == 0
    told = validate_output("evaluate", capfd.readouterr().out)
    assert (told["set"], told["grader"], told["rows"], told["questions"]) == (
        "cache",
        "builtin",
        4,
        1,
    )
    assert told["splits"]["blank"]["passing"] == 0
    assert told["points"] is None


def test_a_row_of_the_bank_is_graded_by_its_rubric(tmp_path: Path) -> None:
    question = shipped_bank().get("lora-principle")
    answers = [
        {
            "id": f"{language}-{kind}",
            "question_id": question.id,
            "answer": answer,
            "score": score,
            "lang": language,
            "pair": kind,
            "verdicts": dict.fromkeys((point.id for point in question.rubric), verdict),
        }
        for language in Language
        for kind, answer, score, verdict in (
            ("whole", question.model_answer.in_(language), 1, "met"),
            ("blank", "I don't know.", 0, "missed"),
        )
    ]
    data, grades = tmp_path / "own.jsonl", tmp_path / "grades.jsonl"
    data.write_text("\n".join(json.dumps(each) for each in answers), encoding="utf-8")
    assert run(["evaluate", str(data), "--grades", str(grades), "--rounds", "5"]) == 0
    given = {each["id"]: each["grade"]["score"] for each in lines(grades)}
    assert given["zh-whole"] >= 0.9
    assert given["en-blank"] == 0


async def test_points_and_pairs_are_measured_where_they_are_labelled() -> None:
    bank = shipped_bank()
    question = bank.get("lora-principle")
    predictor = Predictor(bank, ThreadedGrader(BuiltinGrader()), SystemTime(), is_builtin=True)
    rows = [
        LabelledRow(
            id=f"{language}-{verdict}",
            question_id=question.id,
            answer=answer,
            score=score,
            lang=language,
            pair=verdict,
            split=verdict,
            verdicts=dict.fromkeys((point.id for point in question.rubric), verdict),
        )
        for language in Language
        for answer, score, verdict in (
            (question.model_answer.in_(language), 1.0, Verdict.MET),
            ("不知道。", 0.0, Verdict.MISSED),
        )
    ]
    figures = measure([await predictor.predict(each) for each in rows], rounds=5)
    assert figures.points is not None
    assert figures.points.false_credit == 0
    assert figures.points.credit_f1 > 0.9
    assert figures.points.false_credit_by_split["missed"] == 0
    assert figures.language_gap is not None
    assert figures.language_gap < 0.1
    assert "false denial" in markdown("own", "builtin", SystemTime().now(), figures)


def test_two_files_of_predictions_are_compared(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = []
    for name, scores in {"good": (5, 3, 0, 0), "bad": (0, 1, 5, 5)}.items():
        path = tmp_path / f"{name}.jsonl"
        path.write_text(
            "\n".join(
                json.dumps({"id": each["id"], "score": score})
                for each, score in zip(ROWS, scores, strict=True)
            )
        )
        files += ["--compare", str(path)]
    assert run(["evaluate", str(data), *files, "--rounds", "20", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["pooled"]["value"] > 1
    assert told["mae"]["value"] < 0


def never_grades(*_: Any) -> None:
    raise AssertionError("it was graded before the files were tried")


@pytest.mark.parametrize("option", ["--predictions", "--grades"])
def test_labelled_answers_are_never_written_over(
    data: Path,
    option: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = data.read_bytes()
    monkeypatch.setattr(Predictor, "predict", never_grades)
    assert run(["evaluate", str(data), option, str(data)]) == 1
    assert "would write over each other" in capfd.readouterr().err
    assert data.read_bytes() == before


def test_predictions_and_grades_go_to_files_of_their_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Predictor, "predict", never_grades)
    out = str(tmp_path / "out.jsonl")
    assert run(["evaluate", str(data), "--predictions", out, "--grades", out]) == 1
    assert "would write over each other" in capfd.readouterr().err


def test_a_file_that_cannot_be_written_is_told_before_anything_is_graded(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Predictor, "predict", never_grades)
    out = tmp_path / "none" / "out.jsonl"
    assert run(["evaluate", str(data), "--predictions", str(out)]) == 1
    assert "cannot be written" in capfd.readouterr().err


def test_the_report_comes_also_where_a_file_fails_in_the_end(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    graded = Predictor.predict
    folder = tmp_path / "gone"
    folder.mkdir()

    async def then_the_folder_goes(self: Predictor, labelled: LabelledRow) -> Any:
        shutil.rmtree(folder, ignore_errors=True)
        return await graded(self, labelled)

    monkeypatch.setattr(Predictor, "predict", then_the_folder_goes)
    out = folder / "out.jsonl"
    assert run(["evaluate", str(data), "--predictions", str(out), "--json", "--rounds", "5"]) == 1
    captured = capfd.readouterr()
    assert validate_output("evaluate", captured.out)["rows"] == len(ROWS)
    assert "cannot be written" in captured.err
    assert list(paths().evaluations.iterdir())


def predicted(path: Path, score: str) -> Path:
    """Write a prediction for every row, with the score as it shall stand in the file."""
    told = "".join(f'{{"id": "{each["id"]}", "score": {score}}}\n' for each in ROWS)
    path.write_text(told, encoding="utf-8")
    return path


def test_predictions_that_are_no_utf8_are_one_clear_line(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = predicted(tmp_path / "good", "1"), tmp_path / "bad"
    bad.write_bytes(b'\xff\xfe{"id"')
    assert run(["evaluate", str(data), "--compare", str(good), "--compare", str(bad)]) == 1
    assert "bad:1: not a prediction" in capfd.readouterr().err


@pytest.mark.parametrize(
    "score",
    ["NaN", "Infinity", "1e999", pytest.param("1" + "0" * 400, id="too large")],
)
def test_a_predicted_score_is_a_finite_number(
    data: Path, tmp_path: Path, score: str, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = predicted(tmp_path / "good", "1"), predicted(tmp_path / "bad", score)
    assert run(["evaluate", str(data), "--compare", str(good), "--compare", str(bad)]) == 1
    assert "bad:1: not a prediction" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", ":1: the line"),
        ('{"id": "a"}', ":1: question_id"),
        (json.dumps(row("a", "x", 1) | {"max_score": 0}), ":1: max_score"),
        ("\n".join([json.dumps(ROWS[0])] * 2), ":2: the id 'a' occurs twice"),
    ],
)
def test_a_bad_line_is_named(
    tmp_path: Path, line: str, problem: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(RowProblem) as caught:
        list(read_rows(path))
    assert problem in str(caught.value)
    assert run(["evaluate", str(path)]) == 1
    assert problem in capfd.readouterr().err


def test_what_cannot_be_graded_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "unknown.jsonl"
    path.write_text(json.dumps(row("a", "x", 1) | {"reference": None}), encoding="utf-8")
    assert run(["evaluate", str(path)]) == 1
    assert "a: no reference" in capfd.readouterr().err
    assert run(["evaluate", str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capfd.readouterr().err


def test_a_reference_becomes_points_for_graders_that_need_them() -> None:
    labelled = LabelledRow.model_validate(row("a", "x", 1, reference="One thing. Another one."))
    question = reference_question(labelled)
    assert [point.note.en for point in question.rubric] == ["One thing.", "Another one."]
    assert exchange_of(labelled, question).question.prompt.en == ASKED


def test_the_scale_has_the_steps_that_people_marked_in() -> None:
    whole = [LabelledRow.model_validate(each) for each in ROWS]
    assert levels_of(whole) == 5
    assert levels_of([each.model_copy(update={"max_score": 1.0}) for each in whole]) == 10


def test_words_of_a_data_set_are_no_markdown(tmp_path: Path) -> None:
    labelled = LabelledRow.model_validate(row("a", REFERENCE, 5, split="| <b>x</b> `y`"))
    figures = measure(
        [_prediction(labelled), _prediction(labelled.model_copy(update={"id": "b"}))], rounds=2
    )
    told = markdown("# [set](http://x)", "builtin", SystemTime().now(), figures)
    assert "\\| \\<b\\>x" in told
    assert "\\# \\[set\\]" in told


def _prediction(labelled: LabelledRow) -> Any:
    from interviewer.evaluation.predicting import Prediction

    return Prediction(labelled, 1.0)
