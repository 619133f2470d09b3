"""What has to be reckoned anew after grades have changed: SQLite itself takes note of it.

Whichever way a grade comes or goes (an answer, a regrade, an appeal, a session that is deleted),
its question and its session are noted in the same transaction; `storage.kept` works the notes off.
The marks of a mock are noted once they are known, which is when it ends.
"""

_QUESTION = "substr({row}.question_id, 1, instr({row}.question_id || '#', '#') - 1)"
"""The question that a grade speaks of; the id of a drill goes on behind `#` with its point."""

# No INSERT OR IGNORE: a trigger takes over how the statement that fires it meets a conflict.
_NOTE_QUESTION = (
    f"INSERT INTO stale_questions SELECT {_QUESTION} WHERE {_QUESTION} NOT IN"
    " (SELECT question_id FROM stale_questions);"
)
_NOTE_SESSION = (
    "INSERT INTO stale_sessions SELECT {id} WHERE {id} NOT IN"
    " (SELECT session_id FROM stale_sessions);"
)
_NOTE_ITS_QUESTIONS = (
    f"INSERT INTO stale_questions SELECT DISTINCT {_QUESTION.format(row='grades')} FROM grades"
    f" WHERE session_id = NEW.id AND {_QUESTION.format(row='grades')} NOT IN"
    " (SELECT question_id FROM stale_questions);"
)


def _trigger(name: str, when: str, *what: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN {' '.join(what)} END"


def _forget(table: str) -> str:
    """What is deleted for good is not to stand in any number until it is reckoned anew."""
    return f"DELETE FROM {table} WHERE question_id = {_QUESTION.format(row='OLD')};"


TRIGGERS = (
    _trigger(
        "grade_comes",
        "AFTER INSERT ON grades",
        _NOTE_QUESTION.format(row="NEW"),
        _NOTE_SESSION.format(id="NEW.session_id"),
    ),
    _trigger(
        "grade_goes",
        "AFTER DELETE ON grades",
        _forget("cards"),
        _forget("calibration"),
        _NOTE_QUESTION.format(row="OLD"),
    ),
    _trigger("prediction_comes", "AFTER INSERT ON predictions", _NOTE_QUESTION.format(row="NEW")),
    _trigger("prediction_changes", "AFTER UPDATE ON predictions", _NOTE_QUESTION.format(row="NEW")),
    _trigger(
        "marks_become_known",
        "AFTER UPDATE OF status ON sessions WHEN NEW.kind = 'mock' AND"
        " (OLD.status IN ('finished', 'abandoned')) <> (NEW.status IN ('finished', 'abandoned'))",
        _NOTE_ITS_QUESTIONS,
        _NOTE_SESSION.format(id="NEW.id"),
    ),
)
