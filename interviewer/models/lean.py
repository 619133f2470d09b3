"""Import LangChain without the packages that it drags in and that are never used here."""

import sys
from importlib.util import find_spec, module_from_spec
from typing import Any

_UNUSED = ("langsmith.types", "langgraph_sdk")
"""The models of LangSmith's web service: `langsmith.client`, which LangChain imports for its
tracers, wants one alias out of them, and gets it by importing all hundred and fifty modules. And
the client of LangGraph's servers, of which LangGraph's runtime wants one type of one submodule."""


def defer_unused() -> None:
    """Have the unused packages run their `__init__` only once somebody asks them for a name.

    To be called before LangChain is imported. Their submodules can be imported as ever.
    """
    for name in _UNUSED:
        _defer(name)


def _defer(name: str) -> None:
    if name in sys.modules or (spec := find_spec(name)) is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader

    def load(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        del package.__dict__["__getattr__"]
        loader.exec_module(package)
        return getattr(package, wanted)

    package.__dict__["__getattr__"] = load
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
