"""Puts the prepared bank into the wheel, where `make wheel` has made it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparedBank(BuildHookInterface):  # type: ignore[type-arg]
    """A wheel without it works as well; its first start reads the bank itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder to what is packed."""
        prepared = Path(self.root, "build", "prepared")
        if self.target_name == "wheel" and version != "editable" and prepared.is_dir():
            build_data["force_include"][str(prepared)] = "interviewer/_data/prepared"
