"""The two languages, and text that exists in both."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Language(StrEnum):
    """A language that the product speaks."""

    ZH = "zh"
    EN = "en"


class Frozen(BaseModel):
    """What every model of the domain shares: immutable, and no unknown fields."""

    # Built when first used: Home shows sessions without ever needing the schema of a question.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Text(Frozen):
    """One text, written in both languages."""

    zh: NonEmpty
    en: NonEmpty

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language is Language.ZH else self.en


class Phrases(Frozen):
    """Several ways to say one thing, in each language."""

    zh: tuple[NonEmpty, ...] = ()
    en: tuple[NonEmpty, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return the phrases of both languages, Chinese first."""
        return self.zh + self.en
