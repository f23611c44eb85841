"""Answers: what somebody has said so far, as it stands in the address of a page.

Room: web.ask. `actor=teacher&with.age=17&yes=content.names+pupil,.shows+pupil&no=content.abusive&unsure=audience`: flags stand in `yes` and
`no`, what somebody does not know in `unsure`, anything else under its own name; a name that begins with a dot takes the beginning of the one
before. The order is the order of answering, so that "Back" knows the way; a receipt has the vocabulary's order, so that it is always the same.
With `assume=no` whatever is left out is not so; the questions of `belisha.library` are put like that.
Keeps out: which question comes next (`belisha.engine.ask`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, quote_plus

from django.http import QueryDict

from belisha.engine import Situation, SituationFault
from belisha.engine.situation import Stated, read_value
from belisha.language.conditions import All, Among, AnyOf, Condition
from belisha.language.vocabulary import Fact, load

YES, NO, UNSURE = "yes", "no", "unsure"
ASSUME = "assume"
# What a page says beside the answers: which question is open, where to go on, which version decided.
CONTROLS = (
    "about", "change", "question", "answer", "years", "months", "as-of", "version", "law", "whom", "side", "channel", "occasion", "part", "as",
    ASSUME,
)  # fmt: skip
Given = Mapping[str, "Stated | None"]


@dataclass(frozen=True, slots=True)
class Answers:
    """given: by fact, in the order answered; None where somebody did not know. faults: what could not be read.

    closed: whatever is left out is not so. known: what the school's registers say beside that, and sources: where each of it comes from; neither stands
    in an address, and what was given of the same counts no more.
    """

    given: Given = field(default_factory=dict)
    faults: tuple[SituationFault, ...] = ()
    closed: bool = False
    known: Mapping[str, Stated] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def situation(self) -> Situation:
        """What is known, for the engine."""
        facts = {name: value for name, value in self.given.items() if value is not None}
        for name, value in self.known.items():
            said = facts.get(name)
            # Whoever has allowed something stands beside those whom somebody names.
            facts[name] = value | said if isinstance(value, frozenset) and isinstance(said, frozenset) else value
        return Situation(facts, self.closed)

    @property
    def unsure(self) -> frozenset[str]:
        """To which the answer was "I don't know"."""
        return frozenset(name for name, value in self.given.items() if value is None)

    def having(self, more: Given) -> Answers:
        """With these answers; one that is there keeps its place, a page of flags the place of its first."""
        given = dict(self.given)
        there = [name for name in given if name in more]
        if not there:
            return replace(self, given={**given, **more})
        placed: dict[str, Stated | None] = {}
        for name, value in given.items():
            if name == there[0]:
                placed.update(more)
            elif name not in more:
                placed[name] = value
        return replace(self, given=placed)

    def without(self, names: Iterable[str]) -> Answers:
        gone = set(names)
        return replace(self, given={name: value for name, value in self.given.items() if name not in gone})

    def that_count(self) -> Answers:
        """Without what makes no sense beside the others (a pupil's stage, once it is a teacher), in the vocabulary's order."""
        facts = self.situation.facts
        counted = {name: self.given[name] for name in load().facts if name in self.given and _makes_sense(name, facts)}
        return replace(self, given=counted, faults=())

    def makes_sense(self, fact: str) -> bool:
        """Whether nothing that is known stands against the fact's making sense."""
        return _makes_sense(fact, self.situation.facts)

    def query(self, **controls: str) -> str:
        """As the part of an address after `?`; controls come last."""
        assumed = {ASSUME: NO} if self.closed else {}
        pairs = (*self.pairs(), *assumed.items(), *controls.items())
        return "&".join(f"{quote_plus(name)}={_quoted(value)}" for name, value in pairs)

    def pairs(self) -> list[tuple[str, str]]:
        """As pairs for an address or for hidden fields."""
        facts = load().facts
        made: list[tuple[str, list[str]]] = []
        for name, value in self.given.items():
            run = UNSURE if value is None else YES if value is True else NO if value is False else ""
            if not run:
                made.append((name, [_written(facts[name], value)]))
            elif made and made[-1][0] == run:
                made[-1][1].append(name)
            else:
                made.append((run, [name]))
        return [(name, ",".join(shortened(parts) if name in (YES, NO, UNSURE) else parts)) for name, parts in made]


def _quoted(value: str) -> str:
    return quote_plus(value, safe=",.")


def _written(fact: Fact, value: Stated | None) -> str:
    if isinstance(value, frozenset):
        return ",".join(each for each in fact.values if each in value) or "none"
    return str(value)


def shortened(names: Iterable[str]) -> list[str]:
    """Names, without the beginning that the one before has too: `content.abusive`, `.hateful`."""
    made, before = [], ""
    for name in names:
        start, dot, rest = name.partition(".")
        made.append(f".{rest}" if dot and start == before else name)
        before = start if dot else ""
    return made


def lengthened(names: str) -> list[str]:
    """The names of a list such as `content.abusive,.hateful`."""
    made, before = [], ""
    for name in filter(None, names.split(",")):
        whole = before + name if name.startswith(".") else name
        before = whole.partition(".")[0] if "." in whole else ""
        made.append(whole)
    return made


def read(query: QueryDict, raw: str) -> Answers:
    """The answers in an address. query: as Django reads it, which refuses too many fields; raw: the same text, for its order."""
    given: dict[str, Stated | None] = {}
    faults: list[SituationFault] = []
    for name, text in parse_qsl(raw, keep_blank_values=True) if query else ():
        if name in CONTROLS:
            continue
        for fact, value in _read(name, text):
            if isinstance(value, SituationFault):
                faults.append(value)
            else:
                given[fact] = value
    # Where neither somebody nor an event is stated, there is nobody of whom all else could be denied.
    somebody = bool(given.get("actor") or given.get("event"))
    return Answers(given, tuple(faults), somebody and query.get(ASSUME) == NO)


def _read(name: str, text: str) -> Iterable[tuple[str, Stated | SituationFault | None]]:
    vocabulary = load()
    if name in (YES, NO, UNSURE):
        for fact in lengthened(text):
            if fact not in vocabulary.facts:
                yield fact, _unknown(fact)
            elif name != UNSURE and vocabulary.facts[fact].type != "flag":
                yield fact, SituationFault(fact, f"“{fact}” cannot be answered with yes or no")
            else:
                yield fact, None if name == UNSURE else name == YES
        return
    known = vocabulary.facts.get(name)
    if known is None or known.type == "flag":
        yield name, _unknown(name)
        return
    raw: object = text
    if known.type == "count":
        raw = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text
    elif known.type == "many":
        raw = [] if text == "none" else text.split(",")
    yield name, read_value(known, raw, vocabulary)


def _unknown(name: str) -> SituationFault:
    near = load().suggest(name, load().facts) if len(name) < 100 else ()
    short = name if len(name) <= 60 else name[:60] + "…"
    return SituationFault(name, f"“{short}” is not something that Belisha asks about", near)


def read_day(text: str) -> date | None:
    """The day of a receipt; None where there is none, or none that a policy could be of."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2099 else None


def _makes_sense(fact: str, facts: Mapping[str, Stated]) -> bool:
    """Whether nothing that is known stands against the fact's making sense."""
    return _may_hold(load().makes_sense(fact), facts)


def _may_hold(condition: Condition, facts: Mapping[str, Stated]) -> bool:
    """Whether nothing that is known stands against a condition of `applies`."""
    match condition:
        case All(parts):
            return all(_may_hold(part, facts) for part in parts)
        case AnyOf(parts):
            return any(_may_hold(part, facts) for part in parts)
        case Among("act", _) if "act" not in facts and facts.get("event"):
            return False
        case Among("event", _) if "event" not in facts and "act" in facts:
            return False
        case Among(fact, values):
            if not _makes_sense(fact, facts):
                return False
            value = facts.get(fact)
            if value is None:
                return True
            return bool(value & values) if isinstance(value, frozenset) else value in values
    return True
