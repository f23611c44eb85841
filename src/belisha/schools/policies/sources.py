"""Sources: what the first text of a draft is made from, with the school's name and a number of its own in the front matter.

Room: schools.policies. Works on the lines of the text and changes no other: a document that cannot be read yet can still be taken in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import date

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z][\w .,'’()/-]*")
NO_NAME = "Policy without a name"


def head_of(text: str) -> tuple[str, str]:
    """`policy:` and `version:` as the front matter has them, read line by line: a text with faults has a name as well."""
    return (_value(text, "policy") or NO_NAME)[:200], _value(text, "version")[:60]


def _value(text: str, key: str) -> str:
    front = _FRONT.match(text)
    met = re.search(rf"^{key}:[ \t]*(.*?)[ \t]*$", front[1], re.MULTILINE) if front else None
    if met is None:
        return ""
    said = met[1]
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1]
    return " ".join(said.split())


def as_next(text: str, *, school: str, taken: Collection[str], today: date) -> str:
    """The text as the beginning of the school's next version. taken: the numbers that its versions have."""
    text = with_line(text, "school", school)
    return with_line(text, "version", next_number(_value(text, "version"), taken, today))


def next_number(number: str, taken: Collection[str], today: date) -> str:
    """The next number after one, in its manner, that none has: "2026.1" and then "2026.2"; the year's first where there is none to count from."""
    met = re.fullmatch(r"(.*?)(\d{1,6})(\D*)", number)
    if number and number not in taken:
        return number
    before, count, after = (
        (met[1], int(met[2]), met[3]) if met else (f"{number} " if number else f"{today.year}.", 0, "")
    )
    while True:
        count += 1
        if (found := f"{before}{count}{after}") not in taken:
            return found


def with_line(text: str, key: str, value: str) -> str:
    """The text with this line of the front matter; put there, with the front matter itself, where it is missing."""
    line = f"{key}: {value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)}"
    front = _FRONT.match(text)
    if front is None:
        return f"---\npolicy: Social media\n{line}\n---\n\n{text}"
    inside, count = re.subn(rf"^{key}:.*$", lambda _: line, front[1], count=1, flags=re.MULTILINE)
    if not count:
        inside = inside + line + "\n"
    return text[: front.start(1)] + inside + text[front.end(1) :]
