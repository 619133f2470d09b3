"""Where the files that ship with the app are: in a checkout, or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


class ResourceMissing(Exception):
    """A folder that ships with the app is not there: the installation is incomplete."""


def _shipped(name: str, in_checkout: str | None = None) -> Path:
    installed = _PACKAGE / "_data" / name
    if installed.is_dir():
        return installed
    checkout = _PACKAGE.parent / (in_checkout or name)
    # Beside an installed package stand other people's folders: only a checkout's own one counts.
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    raise ResourceMissing(f"The folder “{name}” that belongs to the app is missing: install again.")


def prompts_dir() -> Path:
    """Return the folder of the prompt templates; raises ResourceMissing."""
    return _shipped("prompts")


def bank_dir() -> Path:
    """Return the folder of the shipped question bank; raises ResourceMissing."""
    return _shipped("question_bank")


def prepared_dir() -> Path | None:
    """Return the folder that holds the shipped bank as `interviewer.bank.prepared` left it, if any.

    An installation without it works as well; its first start reads the bank itself.
    """
    folder = _PACKAGE / "_data" / "prepared"
    return folder if folder.is_dir() else None


def schemas_dir() -> Path:
    """Return the folder of the JSON Schemas of documents; raises ResourceMissing."""
    return _shipped("schemas", "tests/contracts")


def locale_dir() -> Path:
    """Return the folder of the message catalogues."""
    return _PACKAGE / "locale"
