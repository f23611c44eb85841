"""Differences: exactly where two policies differ, as `belisha diff` finds it, shaped for a page.

Room: web.compare. A comparison takes a second or more: it is made once for each pair and day, and only what the page shows is kept of it.
Next door: `engine.compare` finds the differences, `engine.telling` puts each into a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from belisha.engine import ConsequenceFaced, DutyOwed, Rulebook, Situation
from belisha.engine.compare import Difference, compare
from belisha.engine.compare import Side as Found
from belisha.engine.rulebook import SILENT, VERDICTS
from belisha.engine.situation import Stated
from belisha.engine.telling import Teller, Told
from belisha.engine.wording import Deciding
from belisha.language.vocabulary import load
from belisha.web import components as ui
from belisha.web import rulebooks
from belisha.web.ask.answers import Answers
from belisha.web.compare import schools
from belisha.web.compare.words import called
from belisha.web.components.answers import Quoted
from belisha.web.once import Once

ORDER = (*VERDICTS, SILENT)
MAY, MUST, FOLLOWS = "may", "must", "follows"
# Of what one policy says of people whom the other does not bind, so many sentences are quoted.
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference. group: MAY, MUST or FOLLOWS; topic, people: keys of the questions; pair: the two answers, of MAY only; part: its markup."""

    group: str
    topic: str
    people: frozenset[str]
    pair: tuple[str, str] | None
    part: Markup


@dataclass(frozen=True, slots=True)
class Compared:
    """Two policies side by side. differing: the share of situations with different answers; table: by the two answers, their share."""

    names: tuple[str, str]
    differing: float
    table: Mapping[tuple[str, str], float]
    shown: tuple[Shown, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of answers that stand in the list, strictest first."""
        found = {each.pair for each in self.shown if each.pair is not None}
        return sorted(found, key=lambda pair: (ORDER.index(pair[0]), ORDER.index(pair[1])))


def compared(names: tuple[str, str], day: date, wait: float | None) -> Compared | None:
    """The comparison; None where it takes longer than so many seconds, and goes on. wait None: as long as it takes."""
    return _kept.get((*names, day), wait)


def _compare(key: tuple[str, str, date]) -> Compared:
    one, other, day = key
    comparison = compare(rulebooks.rulebook(one, day), rulebooks.rulebook(other, day))
    showing = _Showing((one, other), comparison.books, Teller(comparison, (called(one), called(other))))
    duties = [(MUST, told) for told in showing.teller.duties(comparison.duties)]
    consequences = [(FOLLOWS, told) for told in showing.teller.consequences(comparison.consequences)]
    shown = [
        *(showing.difference(each) for each in comparison.differences),
        *(showing.told(group, told) for group, told in (*duties, *consequences)),
    ]
    return Compared((one, other), comparison.differing, dict(comparison.table), tuple(shown))


_kept = Once(_compare, keep=30)


# ---- one difference --------------------------------------------------------------------------------------------------


class _Showing:
    def __init__(self, names: tuple[str, str], books: tuple[Rulebook, Rulebook], teller: Teller) -> None:
        self.names, self.books, self.teller = names, books, teller

    def difference(self, each: Difference) -> Shown:
        """One in what may be done."""
        told, example = self.teller.difference(each), each.regions[0].example
        bound = each.left.bound is True and each.right.bound is True
        sides = [
            self._side(name, side, [getattr(one, place) for one in each.whole[:MOST_QUOTED]])
            for name, side, place in zip(self.names, (each.left, each.right), ("left", "right"), strict=True)
        ]
        part = ui.difference(told.sentence, sides, also=told.further, example=self._example(example))
        actors = {actor for region in each.regions for actor in _actors(region.deciding)}
        topic = topic_of(example.facts) if bound else "bound"
        return Shown(MAY, topic, people_of(actors), (each.left.verdict, each.right.verdict), part)

    def told(self, group: str, told: Told) -> Shown:
        """One in what must be done, or in what follows."""
        example = told.of[0].examples[0]
        sides = [
            ui.Side(
                rulebooks.called(name),
                schools.document(name),
                self._quoted(book, (each.clause for one in told.of for each in getattr(one, place))),
                nothing="It asks for nothing of the kind." if group == MUST else "It names no such consequence.",
            )
            for name, book, place in zip(self.names, self.books, ("left", "right"), strict=True)
        ]
        part = ui.difference(told.sentence, sides, also=told.further, example=self._links(example))
        actors = {
            str(situation.facts["actor"]) for one in told.of for situation in one.examples if "actor" in situation.facts
        }
        bearers = {actor for one in told.of for each in (*one.left, *one.right) for actor in _bearers(each)}
        topic = "follows" if group == FOLLOWS else topic_of(example.facts)
        return Shown(group, topic, people_of(actors | bearers), None, part)

    def _side(self, name: str, side: Found, whole: Sequence[Found]) -> ui.Side:
        silent = {"outside": "It puts the matter outside itself.", "not bound": "It does not bind them."}
        kind = side.silent_because if side.silent_because in silent else side.verdict
        clauses = dict.fromkeys((each.id, each.sentence) for one in whole for each in one.clauses)
        return ui.Side(
            rulebooks.called(name),
            schools.document(name),
            tuple(clauses),
            ui.verdict_tag(kind),
            silent.get(side.silent_because, "No sentence speaks of it."),
        )

    def _quoted(self, book: Rulebook, ids: Iterable[str]) -> tuple[Quoted, ...]:
        wanted = set(ids)
        return tuple((each.id, each.sentence) for each in book.policy.clauses if each.id in wanted)

    def _example(self, example: Situation) -> Markup:
        return Markup("For example: {} {}").format(self.teller.wording.situation(example).example, self._links(example))

    def _links(self, example: Situation) -> Markup:
        """To what each of the two answers in this situation."""
        query = Answers(example.facts, closed=True).query()
        links = Markup(" or ").join(
            Markup(
                '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> in this example</span></a>'
            ).format(schools.answer(name, query), called(name))
            for name in self.names
        )
        return Markup('<span class="belisha-no-print">See the whole answer of {}.</span>').format(links)


def _actors(deciding: Iterable[Deciding]) -> Iterator[str]:
    """The people whom a difference is about, where who they are decides."""
    for each in deciding:
        if each.fact == "actor":
            yield from (actor for actor in load().actors if actor in each.values)


def _bearers(each: DutyOwed | ConsequenceFaced) -> tuple[str, ...]:
    noun = load().nouns.get(getattr(each, "who", ""))
    return load().expand(noun.actor, load().groups) if noun else ()


# ---- whom and what it is about ------------------------------------------------------------------------------------------

_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "staff": ("staff", "new starter"),
    "leaders": ("leaders", "school"),
    "governors": ("governor",),
    "others": ("volunteer", "contractor", "external provider", "applicant", "visitor"),
    "families": ("family",),
    "pupils": ("pupil", "former pupil"),
}
_TO_PEOPLE = frozenset({"befriend", "call or text", "give details"})
_WRITING = frozenset({"message", "email", "join group"})
_PUPILS_AND_FAMILIES = frozenset({"pupil", "former pupil", "child elsewhere", "parent", "relative of pupil"})
_ACCOUNTS = frozenset({"create account", "run account", "close account"})
_OFFICIAL = frozenset({"school", "school website", "unofficial school"})
_USING = frozenset({"use", "use phone", "allow child"})


def people_of(actors: Iterable[str]) -> frozenset[str]:
    """Those who would ask, as the questions name them; everybody, where it is about nobody in particular."""
    named = frozenset(actors)
    found = {people for people, words in _PEOPLE.items() if named & set(load().expand(words, load().groups))}
    return frozenset(found or _PEOPLE)


def topic_of(facts: Mapping[str, Stated]) -> str:
    """The topic of the questions under which a situation falls."""
    act = facts.get("act")
    if act is None:
        return "events"
    stated = {name for name, value in facts.items() if value is not False}
    if act == "photograph" or stated & {"content.shows pupil", "content.shows colleague", "content.taken at school"}:
        return "pictures"
    if act in _ACCOUNTS or facts.get("account") in _OFFICIAL:
        return "official"
    if act in _TO_PEOPLE or facts.get("with") in _PUPILS_AND_FAMILIES:
        return "contact"
    if any(name.startswith("content.") for name in stated):
        return "words"
    if act in _USING or stated & {"device", "time", "place", "left running in background"}:
        return "devices"
    return "contact" if act in _WRITING else "words"
