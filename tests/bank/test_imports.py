import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["loading", "catalogue", "selection", "stats", "lint"])
def test_a_bank_is_loaded_and_a_question_chosen_without_the_search_libraries(module: str) -> None:
    heavy = ["chromadb", "openai", "langchain", "sqlalchemy"]
    if module != "lint":
        heavy.append("numpy")
    code = f"import sys, interviewer.bank.{module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_search_does_not_import_chroma_before_an_index_is_opened() -> None:
    code = "import sys, interviewer.bank.search; print('chromadb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
