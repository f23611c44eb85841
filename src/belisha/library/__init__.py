"""The library: the policies and the law layer that come with Belisha, by name.

Room: library. Documents and how to get at them; what they say stands in them alone.
Next door: `language` reads them; `cli` and `web` ask for them by name.
"""

from functools import cache
from importlib.resources import files

from belisha.language import Policy, read_policy

SCHOOLS = ("dilton-marsh", "little-eaton", "highwood", "christ-church", "wilnecote")
NAMES = (*SCHOOLS, "model")


class UnknownPolicy(KeyError):
    """No policy of that name comes with Belisha."""


def text_of(name: str) -> str:
    """The document itself. Raises UnknownPolicy."""
    if name not in NAMES:
        raise UnknownPolicy(name)
    return files("belisha.library").joinpath("policies", f"{name}.md").read_text(encoding="utf-8")


@cache
def policy(name: str) -> Policy:
    """A policy that comes with Belisha. Raises UnknownPolicy, and LanguageError where the document has faults."""
    return read_policy(text_of(name), name)


@cache
def law() -> Policy:
    """The law layer for England: what it suspends applies under every policy."""
    return read_policy(files("belisha.library").joinpath("law", "england.md").read_text(encoding="utf-8"), "england")


__all__ = ["NAMES", "SCHOOLS", "UnknownPolicy", "law", "policy", "text_of"]
