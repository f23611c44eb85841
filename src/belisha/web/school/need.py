"""Need: one thing that waits for somebody, as their home page lists it.

Room: web.school. Next door: `needs` gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """does: what to do, as the link says it ("Sign what staff agree to"). about: what more there is to say, such as by when."""

    does: str
    href: str
    about: str = ""
    overdue: bool = False
