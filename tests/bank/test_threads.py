"""Text is read alike by several threads at once: graders work beside each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.bank.text import stem

WORDS = [
    f"{start}{end}"
    for start in ("quanti", "general", "optim", "normal", "regular", "token")
    for end in ("sation", "izing", "ized", "ization", "iveness", "fulness", "ally", "icate")
]


@pytest.mark.slow
def test_stems_are_the_same_in_eight_threads() -> None:
    expected = [stem.__wrapped__(word) for word in WORDS]

    def stem_all(_: int) -> bool:
        return [stem.__wrapped__(word) for word in WORDS] == expected

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(stem_all, range(400)))
