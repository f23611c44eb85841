"""Days in words, as every page, letter and paper of a school has them.

Room: schools. Next door: `web.wording` has the rest of what pages say.
"""

from __future__ import annotations

from datetime import date


def in_words(day: date | None) -> str:
    """ "3 September 2026"; "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""
