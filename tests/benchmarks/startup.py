"""How soon the app is there: first frame beside a bare Textual app, and the first question."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks._terminal import Terminal

RUNS = 7
MOST_TIMES_BARE = 1.4
MOST_SECONDS_TO_QUESTION = 3.0
MOST_IDLE_MB = 60.0
BARE = """
from textual.app import App
from textual.widgets import Footer, Static
class Bare(App):
    def compose(self):
        yield Static("Interviewer is bare")
        yield Footer()
Bare().run()
"""


def first_frame(command: list[str], words: str) -> float:
    """Return seconds from exec to the first frame, in a home that was used before."""
    with Terminal(command, ENVIRONMENT) as terminal:
        return terminal.wait_for(words)


def cold_question() -> float:
    """Return seconds from Start to the first question in a fresh process and home.

    The keys are pressed as soon as they are offered: nothing is loaded yet.
    """
    with tempfile.TemporaryDirectory() as home:
        env = {**ENVIRONMENT, "INTERVIEWER_HOME": home}
        greeted(home)
        with Terminal(APP, env, 110, 32) as terminal:
            terminal.wait_for(HOME_WORDS)
            terminal.send("m")
            terminal.wait_for(SETUP_WORDS)
            pressed = terminal.send("\r")
            return terminal.wait_for(QUESTION_WORDS, 60) - pressed


def greeted(home: str) -> None:
    """Let the app find that its first run is over."""
    config = Path(home) / "config"
    config.mkdir(parents=True)
    (config / "preferences.toml").write_text("welcomed = true\n", encoding="utf-8")


def idle_memory() -> float:
    """Return MB resident a few seconds after Home, before any interview."""
    with Terminal(APP, ENVIRONMENT) as terminal:
        terminal.wait_for(HOME_WORDS)
        time.sleep(6)
        return terminal.memory()


APP = [sys.executable, "-m", "interviewer"]
HOME_WORDS = "Mock interview"
SETUP_WORDS = "Preset"
QUESTION_WORDS = "Interviewer · Question"
ENVIRONMENT = {"LANG": "en_US.UTF-8"}


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    with tempfile.TemporaryDirectory() as home:
        ENVIRONMENT["INTERVIEWER_HOME"] = home
        greeted(home)
        bare_command = [sys.executable, "-c", BARE]
        first_frame(bare_command, "bare")
        first_frame(APP, HOME_WORDS)
        bare, ours = [], []
        for _ in range(RUNS):
            bare.append(first_frame(bare_command, "bare"))
            ours.append(first_frame(APP, HOME_WORDS))
        memory = idle_memory()
    questions = [cold_question() for _ in range(3)]
    ratio = statistics.median(ours) / statistics.median(bare)
    question = statistics.median(questions)
    print(
        f"first frame, bare Textual app: {statistics.median(bare) * 1000:.0f} ms (median of {RUNS})"
    )
    print(f"first frame, interviewer: {statistics.median(ours) * 1000:.0f} ms")
    print(f"first frame, ratio: {ratio:.2f} (at most {MOST_TIMES_BARE})")
    print(f"Start to first question, cold: {question:.2f} s (under {MOST_SECONDS_TO_QUESTION})")
    print(f"idle memory at Home: {memory:.0f} MB (at most {MOST_IDLE_MB:.0f})")
    missed = (
        ratio > MOST_TIMES_BARE,
        question >= MOST_SECONDS_TO_QUESTION,
        memory > MOST_IDLE_MB,
    )
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main())
