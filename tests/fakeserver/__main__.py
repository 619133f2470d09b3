"""Run the fake server by itself, playing a good interviewer: `python -m tests.fakeserver`.

Prints its base URL and serves until its standard input ends.
"""

import sys

from tests.fakeserver.interviewer import plays_interviewer
from tests.fakeserver.server import FakeServer


def main() -> None:
    """Serve until nobody wants it any more."""
    with FakeServer() as server:
        server.will(plays_interviewer())
        sys.stdout.write(server.base_url + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
