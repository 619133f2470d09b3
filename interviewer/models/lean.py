"""Import LangChain without the packages that it drags in and that are never used here."""

import sys
from importlib.util import find_spec, module_from_spec
from typing import Any

_UNUSED = "langsmith.types"
"""The models of LangSmith's web service. `langsmith.client`, which LangChain imports for its
tracers, wants one alias out of them, and gets it by importing all hundred and fifty modules."""


def defer_unused() -> None:
    """Have the unused package run its `__init__` only once somebody asks it for a name.

    To be called before LangChain is imported. Its submodules can be imported as ever.
    """
    if _UNUSED in sys.modules or (spec := find_spec(_UNUSED)) is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader

    def load(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        del package.__dict__["__getattr__"]
        loader.exec_module(package)
        return getattr(package, name)

    package.__dict__["__getattr__"] = load
    sys.modules[_UNUSED] = package
    parent, _, child = _UNUSED.rpartition(".")
    setattr(sys.modules[parent], child, package)
