"""Prompt templates: one file each under `prompts/`, with a version in its front matter."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from interviewer.models.plain import one_line, plain
from interviewer.resources import prompts_dir

_FRONT_MATTER = re.compile(
    r"\A---\nversion: (?P<version>[a-z0-9.-]+)\n---\n(?P<body>.*)\Z", re.DOTALL
)
_ANSWER_LIMIT = 12_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered template, and the version of the template it came from."""

    text: str
    version: str


class BadTemplate(Exception):
    """A prompt file is missing or has no front matter."""


def fence(text: str, nonce: str, limit: int = _ANSWER_LIMIT) -> str:
    """Put data between two lines that carry the nonce, which the data itself cannot contain.

    Control characters are stripped, and the middle of a text longer than `limit` left out.
    """
    inside = plain(text, limit)
    while nonce and nonce in inside:
        inside = inside.replace(nonce, "")
    return f"<<<data {nonce}\n{inside}\ndata {nonce}>>>"


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=BaseLoader(),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fence"] = fence
    environment.filters["plain"] = plain
    environment.filters["one_line"] = one_line
    return environment


@cache
def _template(path: Path) -> tuple[Template, str]:
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadTemplate(f"{path}: {error.strerror or error}") from error
    found = _FRONT_MATTER.match(source)
    if found is None:
        raise BadTemplate(f"{path}: begins without ---, version: NAME, ---")
    return _environment().from_string(found["body"]), found["version"]


def prompt_version(name: str) -> str:
    """Return the version of `prompts/NAME.md`. Raises BadTemplate."""
    return _template(prompts_dir() / f"{name}.md")[1]


def render(name: str, **values: object) -> Prompt:
    """Render `prompts/NAME.md`.

    Raises BadTemplate for a missing or malformed file and jinja2.UndefinedError for a value that
    the template names and the caller did not give.
    """
    template, version = _template(prompts_dir() / f"{name}.md")
    return Prompt(text=template.render(**values).strip(), version=version)
