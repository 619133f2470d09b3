"""The JSON Schema of question files, for editors: `question_bank/schema.json`."""

import json
from typing import Any

from pydantic import TypeAdapter

from interviewer.domain.question import Question


def bank_schema() -> dict[str, Any]:
    """Return the schema of a question file, made from the models that load it."""
    schema = TypeAdapter(list[Question]).json_schema()
    question = schema["$defs"]["Question"]
    question["properties"]["replaces"] = {
        "type": "string",
        "description": "In a bank of your own: the shipped question that this one stands in for.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Interviewer question bank",
        **schema,
    }


def schema_text() -> str:
    """Return the schema as it stands in the file."""
    return json.dumps(bank_schema(), indent=2, ensure_ascii=False) + "\n"
