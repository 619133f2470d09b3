"""How long a key takes to the screen while a 2,000-word answer stands in the editor."""

import statistics
import sys
import tempfile
import time

from tests.benchmarks._terminal import Terminal
from tests.benchmarks.startup import APP, HOME_WORDS, QUESTION_WORDS, SETUP_WORDS, greeted

KEYS = 60
WORDS = 2_000
MOST_MS = 50.0
SENTENCE = "the cache holds one key and one value for every head and layer of the model. "
SIGNS = [chr(0x0391 + place) for place in range(KEYS + 1) if place != 0x11]
"""Greek letters: each is typed once, and nothing else on the screen has it."""


def answers() -> dict[str, str]:
    """Return answers of 2,000 words, by what is special about them."""
    words = SENTENCE.split()
    text = [words[place % len(words)] for place in range(WORDS)]
    paragraphs = [" ".join(text[begin : begin + 100]) for begin in range(0, WORDS, 100)]
    return {"in paragraphs of 100 words": "\n\n".join(paragraphs), "in one line": " ".join(text)}


def key_to_paint(terminal: Terminal) -> list[float]:
    """Type single keys and return the milliseconds until each stands on the screen."""
    taken = []
    for sign in SIGNS:
        time.sleep(0.12)
        terminal.forget()
        pressed = terminal.send(sign)
        taken.append((terminal.wait_for(sign) - pressed) * 1000)
    return taken


def typed_on(answer: str) -> list[float]:
    """Sit a mock, paste an answer, and type on at its end."""
    with tempfile.TemporaryDirectory() as home:
        greeted(home)
        env = {"LANG": "en_US.UTF-8", "INTERVIEWER_HOME": home}
        with Terminal(APP, env, 110, 32) as terminal:
            terminal.wait_for(HOME_WORDS)
            terminal.send("m")
            terminal.wait_for(SETUP_WORDS)
            terminal.send("\r")
            terminal.wait_for(QUESTION_WORDS, 60)
            time.sleep(1)
            terminal.send(f"\x1b[200~{answer}\x1b[201~")
            terminal.wait_for("words · saved")
            return key_to_paint(terminal)


def main() -> int:
    """Print the figures; 1 if the limit is missed."""
    missed = False
    for kind, answer in answers().items():
        taken = typed_on(answer)
        median = statistics.median(taken)
        slow = statistics.quantiles(taken, n=20)[-1]
        missed |= median >= MOST_MS
        print(
            f"key to paint, {WORDS} words {kind}: {median:.0f} ms median, {slow:.0f} ms p95 of "
            f"{KEYS} (median under {MOST_MS:.0f} ms)"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
