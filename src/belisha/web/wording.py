"""Wording: facts and values in the words of a form, from the vocabulary.

Room: web. `labels` and `headings` of the vocabulary hold the words; here they are found.
Next door: `engine.explain` puts decisions into sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from belisha.engine.explain import say_value
from belisha.engine.situation import Stated
from belisha.language.vocabulary import load
from belisha.schools.days import in_words

UNSURE = "I don't know"
day = in_words
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def question(fact: str) -> str:
    """What asks for the fact."""
    return load().facts[fact].ask


def label(fact: str, value: str) -> tuple[str, str]:
    """A value as an answer, and a hint or ""."""
    return _pair(load().raw["labels"].get(fact, {}).get(value, capital(value)))


def statement(flag: str) -> tuple[str, str]:
    """A flag as something to tick, "It names a pupil", and a hint or ""."""
    vocabulary = load()
    if flag in vocabulary.raw["labels"]:
        return _pair(vocabulary.raw["labels"][flag])
    says = vocabulary.raw["facts"][flag].get("says", {})
    if "that" in says:
        return f"It {_first(says['that'])}", ""
    return (capital(_first(says["when"])), "") if "when" in says else (vocabulary.facts[flag].ask, "")


def answer(fact: str, value: Stated | None) -> str:
    """An answer in words. None: the person did not know."""
    if value is None:
        return UNSURE
    if isinstance(value, frozenset):
        order = load().facts[fact].values
        return ", ".join(label(fact, each)[0] for each in order if each in value) or "None of these"
    if isinstance(value, str):
        return label(fact, value)[0]
    if isinstance(value, int) and not isinstance(value, bool) and load().facts[fact].unit == "months" and value >= 12:
        years, months = divmod(value, 12)
        said = [f"{years} year{'s' if years > 1 else ''}"] if years else []
        return " and ".join([*said, f"{months} month{'s' if months > 1 else ''}"] if months else said)
    return say_value(fact, value, load())


def under_headings(name: str, values: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The values in the order of the vocabulary's headings for this list, as pairs of heading and values; "" where it has none."""
    left = dict.fromkeys(values)
    groups: list[tuple[str, list[str]]] = []
    for heading, listed in load().raw["headings"].get(name, {}).items():
        here = [each for each in listed if each in left]
        for each in here:
            del left[each]
        if here:
            groups.append((heading, here))
    if left:
        groups.append(("Others" if groups else "", list(left)))
    return groups


def moment(when: datetime | None) -> str:
    """ "3 September 2026, 14:05", in London."""
    return f"{day(timezone.localtime(when))}, {timezone.localtime(when):%H:%M}" if when else ""


def listed(items: Iterable[str], word: str = "and") -> str:
    """ "a, b and c"."""
    found = list(items)
    return f"{', '.join(found[:-1])} {word} {found[-1]}" if len(found) > 1 else "".join(found)


def capital(said: str) -> str:
    """With a capital at the beginning, and the rest as it is."""
    return said[:1].upper() + said[1:]


def quoted(said: str) -> str:
    """With quotation marks for people in place of `those of programs`."""
    return re.sub("`([^`]*)`", r"“\1”", said)


def _pair(said: str | list[str]) -> tuple[str, str]:
    if isinstance(said, str):
        return said, ""
    return said[0], said[1] if len(said) > 1 else ""


def _first(said: str | list[str]) -> str:
    return said if isinstance(said, str) else said[0]
