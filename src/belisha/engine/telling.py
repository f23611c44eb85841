"""Telling: what was found about policies, in sentences that could stand in a governors' paper.

Room: engine. One sentence a difference, both clauses cited; the parts come from `wording`.
Keeps out: layout (cli and web), and which differences there are (`compare`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from belisha.language.policy import Policy

from .compare import Comparison, ConsequenceDifference, Difference, DutyDifference, Side
from .decision import Cited, DutyOwed
from .explain import givers_in_words
from .regions import Region
from .wording import Deciding, Worded, Wording, listed, sentence

_MOST_UNDER_ONE = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words. sentence: the difference itself; further: the other kinds of situations of which it is true.

    of: what it tells of, where it tells of several differences at once.
    """

    sentence: str
    further: tuple[str, ...] = ()
    of: tuple[DutyDifference | ConsequenceDifference, ...] = ()


class Teller:
    """Puts the differences of one comparison into words. names: what the two policies are called."""

    def __init__(self, comparison: Comparison, names: tuple[str, str]) -> None:
        self.names = names
        one, other = comparison.books
        # Whom one of the two does not bind is told of apart; "staff" are staff all the same.
        unbound = set(comparison.joint.vocabulary.actors) - (one.meant.bound & other.meant.bound)
        self.wording = Wording(
            comparison.joint.vocabulary,
            dict(one.policy.front.groups),
            dict(other.policy.front.groups),
            ignoring=unbound,
        )
        self.everybody = Wording(comparison.joint.vocabulary)

    # ---- what may be done ------------------------------------------------------------------------------------

    def difference(self, each: Difference) -> Told:
        if each.left.bound is not True or each.right.bound is not True:
            return Told(self._bound(each))
        kinds = self.kinds(each.regions)
        first = kinds[0]
        further = tuple(
            f"{kind.who}: {kind.deed}{_when(kind)}" if kind.who != first.who else f"{kind.deed}{_when(kind)}"
            for kind in kinds[1:]
        )
        return Told(self._two_sides(each.left, each.right, first), further)

    def _two_sides(self, left: Side, right: Side, kind: Worded) -> str:
        sides = [(self.names[0], left), (self.names[1], right)]
        if left.verdict == "silent":
            sides.reverse()
        (one, first), (other, second) = sides
        return sentence(f"{says(one, first, kind)}; {says_too(other, second)}")

    def _bound(self, each: Difference) -> str:
        """Where one of the two does not bind somebody, or does not settle whether it does."""
        sides = [(self.names[0], each.left), (self.names[1], each.right)]
        if each.left.bound is True:
            sides.reverse()
        (one, unbound), (other, beside) = sides
        who, plural = self._people(each.regions[0])
        them = "them" if plural else who
        said = (
            f"{one} does not bind {who}"
            if unbound.bound is False
            else f"{one} leaves open whether {who} {'are' if plural else 'is'} bound{cited(unbound)}"
        )
        if beside.bound is False:
            return sentence(f"{said}; {other} does not bind {them}")
        if beside.bound is None:
            return sentence(f"{said}; {other} leaves it open{cited(beside)}")
        right = sides[0][1] is each.left
        told = []
        for one_more in each.whole:
            side = one_more.right if right else one_more.left
            told += [
                says("", side, Worded("them", True, kind.deed, kind.when))
                for kind in self.kinds(one_more.regions)[:1]
                if side.verdict != "silent"
            ]
        shown = listed(told[:_MOST_UNDER_ONE]) if len(told) <= _MOST_UNDER_ONE else ", ".join(told[:_MOST_UNDER_ONE])
        more = f", and says {len(told) - _MOST_UNDER_ONE} more things of {them}" if len(told) > _MOST_UNDER_ONE else ""
        return sentence(f"{said}; {other} binds {them}" + (f": it {shown}{more}" if told else ""))

    def _people(self, region: Region) -> tuple[str, bool]:
        kind = self.everybody.worded([each for each in region.deciding if each.fact == "actor"])
        return kind.who, kind.plural

    def kinds(self, regions: Sequence[Region]) -> list[Worded]:
        """Kinds of situations in words; those that differ in one fact only are told as one."""
        kinds = _merged([region.deciding for region in regions])
        ways = [
            [
                ((kind[:place] + kind[place + 1 :], self.wording.place(flag)), flag)
                for place, flag in enumerate(kind)
                if flag.values == (True,)
            ]
            for kind in kinds
        ]
        joins = Counter(rest for each in ways for rest, _ in each)
        told: dict[object, tuple[tuple[Deciding, ...], list[Deciding]]] = {}
        for kind, splits in zip(kinds, ways, strict=True):
            # Of its facts, the one in whose stead most others would do.
            rest, flag = max(splits, key=lambda each: joins[each[0]], default=(None, None))
            if rest is None or flag is None or joins[rest] == 1:
                told[kind] = (kind, [])
            else:
                told.setdefault(rest, (rest[0], []))[1].append(flag)
        return [self.wording.worded(rest, flags) for rest, flags in told.values()]

    # ---- what must be done, and what follows -----------------------------------------------------------------

    def duties(self, found: Sequence[DutyDifference]) -> list[Told]:
        """Differences in duties; what one policy asks for in one kind of situation, and the other not at all, is told at once."""
        rows = [(each, [self._duties(side) for side in (each.left, each.right)]) for each in found]
        return self._told(rows, "asks for nothing of the kind")

    def _duties(self, duties: Sequence[DutyOwed]) -> tuple[str, ...]:
        return _with_clauses(
            (
                f"{self._bearer(each)} {each.strength} {each.words}{' (left open)' if each.fired == 'unsettled' else ''}",
                each.clause,
            )
            for each in duties
        )

    def _bearer(self, duty: DutyOwed) -> str:
        return self.wording.writer.noun(duty.who) if duty.who in self.wording.vocabulary.nouns else duty.who

    def consequences(self, found: Sequence[ConsequenceDifference]) -> list[Told]:
        """Differences in what follows."""
        words = self.wording.vocabulary.consequences
        rows = [
            (
                each,
                [
                    _with_clauses((f"{words[one.result][0]} {one.certainty} follow", one.clause) for one in side)
                    for side in (each.left, each.right)
                ],
            )
            for each in found
        ]
        return self._told(rows, "names no such consequence")

    def _told(
        self, rows: Sequence[tuple[DutyDifference | ConsequenceDifference, list[tuple[str, ...]]]], nothing: str
    ) -> list[Told]:
        together: dict[object, list[tuple[DutyDifference | ConsequenceDifference, list[tuple[str, ...]]]]] = {}
        for number, row in enumerate(rows):
            situation, (left, right) = row[0].examples[0], row[1]
            alone = (bool(left), bool(right)) if not (left and right) else number
            together.setdefault((tuple(situation.facts.items()), alone), []).append(row)
        made = []
        for group in together.values():
            said = [tuple(dict.fromkeys(part for _, sides in group for part in sides[side])) for side in (0, 1)]
            words = [
                f"{name}: {listed(parts)}" if parts else f"{name} {nothing}"
                for name, parts in zip(self.names, said, strict=True)
            ]
            if not said[0]:
                words.reverse()
            examples = dict.fromkeys(self.wording.situation(one).example for each, _ in group for one in each.examples)
            first, *more = examples
            told = f"{first} {sentence('; '.join(words))}"
            made.append(Told(told, tuple(more), tuple(each for each, _ in group)))
        return made


def _merged(kinds: Sequence[tuple[Deciding, ...]]) -> list[tuple[Deciding, ...]]:
    """Kinds of situations that differ in the values of one fact only, as one kind."""
    found: list[tuple[Deciding, ...]] = []
    for kind in kinds:
        for place, other in enumerate(found):
            apart = [(one, two) for one, two in zip(kind, other, strict=False) if one != two]
            if len(kind) == len(other) and len(apart) == 1:
                one, two = apart[0]
                if one.fact == two.fact and one.values and one.values != (True,):
                    values = tuple(dict.fromkeys((*two.values, *one.values)))
                    found[place] = tuple(Deciding(one.fact, values) if each is two else each for each in other)
                    break
        else:
            found.append(kind)
    return found


def _with_clauses(said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What is said, each once, with the clauses that say so."""
    found: dict[str, list[str]] = {}
    for words, clause in said:
        found.setdefault(words, []).append(clause)
    return tuple(f"{words} ({', '.join(dict.fromkeys(clauses))})" for words, clauses in found.items())


def _when(kind: Worded) -> str:
    return f", when {kind.when}" if kind.when else ""


def cited(side: Side) -> str:
    ids = [*dict.fromkeys(side.ids), *(["with exceptions"] if side.excepted else [])]
    return f" ({', '.join(ids)})" if side.ids else ""


def givers(clauses: Sequence[Cited]) -> str:
    """Whose leave these clauses ask for: "the headteacher or a senior leader"."""
    return givers_in_words(giver for each in clauses for giver in each.givers) or "somebody who may give it"


def says(name: str, side: Side, kind: Worded) -> str:
    """What a policy says of a kind of situation, in full."""
    deed = f"{kind.deed}{_when(kind)}{cited(side)}"
    forms = {
        "prohibited": f"forbids {kind.who} to {deed}",
        "needs approval": f"lets {kind.who} {kind.deed} only with the leave of {givers(side.clauses)}{_when(kind)}{cited(side)}",
        "advised against": f"advises {kind.who} not to {deed}",
        "unsettled": f"does not settle whether {'they' if kind.who == 'them' else kind.who} may {deed}",
        "permitted": f"allows {kind.who} to {deed}",
        "silent": f"says nothing of whether {'they' if kind.who == 'them' else kind.who} may {deed}",
    }
    return f"{name} {forms[side.verdict]}".strip()


def says_too(name: str, side: Side) -> str:
    """What a policy says of the same kind of situation, in short."""
    forms = {
        "prohibited": "forbids it",
        "needs approval": f"asks for the leave of {givers(side.clauses)} first",
        "advised against": "advises against it",
        "unsettled": "leaves it open",
        "permitted": "allows it",
        "silent": "does not cover it" if side.silent_because == "outside" else "says nothing of it",
    }
    return f"{name} {forms[side.verdict]}{cited(side)}"


def names_of(left: Policy, right: Policy) -> tuple[str, str]:
    """What to call two policies side by side: by their schools, or versions, or else by their place."""
    for one, other in (
        (left.front.school, right.front.school),
        (
            f"version {left.front.version}" if left.front.version else "",
            f"version {right.front.version}" if right.front.version else "",
        ),
        (left.name, right.name),
    ):
        if one and other and one != other:
            return one, other
    return "the first policy", "the second policy"


__all__ = ["Teller", "Told", "cited", "givers", "names_of", "says", "says_too"]
