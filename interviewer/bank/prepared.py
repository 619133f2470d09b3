"""Makes what a first start would otherwise wait for: the bank, parsed and ready for search.

`python -m interviewer.bank.prepared FOLDER` writes it; `make` does so whenever the bank changed.
"""

import shutil
import sys
from pathlib import Path

from interviewer.bank.corpus import prepare
from interviewer.bank.loading import load_bank
from interviewer.resources import bank_dir


def main(folder: Path) -> None:
    """Write the shipped bank into a folder that caches look into before their own.

    It appears there whole: an app that starts meanwhile finds the old one or none.
    """
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    prepare(load_bank(bank_dir(), cache=draft), cache=draft)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
