"""Contradictions: what in one policy stands against itself, or stands there for nothing; exactly, each with a situation that shows it.

Room: engine. Everything found is a value with its clauses and an example; every example can be put to `decide`.
Keeps out: words and severity (`analysis`), and what only a reader of the document sees (`analysis.clerk`).
Next door: `joint` is the space; `search` answers whether a rule ever decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from .joint import Case, Joint, Path
from .rulebook import VERDICTS, Rulebook, Signal
from .search import bits_of
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two clauses that do not go together. kind: clash, mixed message, duties, deadlines, recipients or outside. clauses: the leave, or the earlier one, first."""

    kind: str
    clauses: tuple[str, str]
    example: Situation


@dataclass(frozen=True, slots=True)
class Idle:
    """A clause that does nothing. kind: never fires, never decides, or exception. beside: the clauses that say it already; example: where they do."""

    kind: str
    clause: str
    beside: tuple[str, ...] = ()
    example: Situation | None = None


# A ban on so few acts is about these acts; one on more is about using as such, or about what is posted, and holds beside most leaves.
_FEW_ACTS = 2


class Contradictions:
    """Of one policy on one day."""

    def __init__(self, book: Rulebook) -> None:
        self.book, self.joint = book, Joint([book])
        self.place = {clause.id: place for place, clause in enumerate(book.policy.clauses)}

    def _together(self, one: int, other: int, fit: Callable[[Case, Case], bool]) -> Situation | None:
        """The situation of fewest facts in which a box of each mask holds, of those that fit."""
        paths: list[Path] = [
            path
            for case in self.joint.cases(self.book, one)
            for beside in self.joint.cases(self.book, other)
            if fit(case, beside) and (path := self.joint.fewest(case, beside)) is not None
        ]
        return self._cheapest(paths) if paths else None

    def _cheapest(self, paths: list[Path]) -> Situation:
        return self.joint.situation(sorted(paths, key=self.joint.cost)[0])

    def _shown(self, signal: Signal) -> Situation:
        paths = (self.joint.fewest(case) for case in self.joint.cases(self.book, signal.mask))
        return self._cheapest([path for path in paths if path is not None])

    # ---- two that do not go together -------------------------------------------------------------------------

    def found(self) -> Iterator[Contradiction]:
        """Every pair once, in the document's order."""
        yield from self._permissions()
        yield from self._duties()
        yield from self._outside()

    def _permissions(self) -> Iterator[Contradiction]:
        """A leave against a ban (a clash, as a decision names it), and a leave against advice or a need of leave on the very same acts."""
        leaves = [each for each in self.book.signals if each.effect == "permitted"]
        against = [
            each for each in self.book.signals if each.effect in ("prohibited", "needs approval", "advised against")
        ]
        for leave in leaves:
            for other in against:
                if leave.norm.clause.id == other.norm.clause.id or (
                    leave.norm.as_such and len(other.norm.acts) < len(leave.norm.acts)
                ):
                    continue
                # What rests on a judgement is no clash: leave to join a forum is no leave to abuse.
                mask = other.mask & self.book.unjudged
                kind = "clash" if other.effect == "prohibited" else "mixed message"
                few = len(other.norm.acts) <= _FEW_ACTS
                example = (
                    self._together(leave.mask, mask, self._on_these_acts if few else self._same_matter)
                    if mask
                    else None
                )
                if example is not None:
                    yield Contradiction(kind, (leave.norm.clause.id, other.norm.clause.id), example)

    def _turns_on(self, case: Case) -> set[int]:
        """The facts that must be stated for the case to hold, but for who and what."""
        return {level for level, cells in case.cells.items() if 0 not in cells} - {
            self.joint.level_of["actor"],
            self.joint.level_of["act"],
        }

    def _same_matter(self, leave: Case, ban: Case) -> bool:
        """Whether the ban turns on what the leave turns on, and not on something else that is so as well (a forum, and unpublished plans)."""
        return not self._turns_on(ban) or bool(self._turns_on(leave) & ban.cells.keys())

    def _on_these_acts(self, leave: Case, ban: Case) -> bool:
        """Of a ban on these very acts: whether it is about them as such, and not about what has come up or about a mere detail of the leave."""
        come_up = {level for level in self._turns_on(ban) if self.joint.is_event(level)}
        turns_on = self._turns_on(leave)
        details = bool(turns_on) and all(self.joint.cells[level] == (False, True) for level in turns_on)
        return self._same_matter(leave, ban) or not (come_up or details)

    def _duties(self) -> Iterator[Contradiction]:
        apart = {frozenset(pair) for pair in self.book.vocabulary.raw["duties"]["cannot both"]}
        signals = [
            each
            for each in self.book.signals
            if each.effect == "duty"
            and each.settled
            and each.norm.duty is not None
            and each.norm.duty.strength != "may"
        ]
        for one, other in combinations(signals, 2):
            first, second = one.norm.duty, other.norm.duty
            assert first is not None and second is not None
            if one.norm.clause.id == other.norm.clause.id or not self._one_bears_both(first.who, second.who):
                continue
            kind = ""
            if frozenset({first.do, second.do}) in apart:
                kind = "duties"
            elif first.do == second.do and first.within and second.within and first.within != second.within:
                kind = "deadlines"
            elif first.do == second.do == "report" and first.to and second.to and not set(first.to) & set(second.to):
                kind = "recipients"
            if kind and (example := self._together(one.mask, other.mask, self._same_event)) is not None:
                yield Contradiction(kind, (one.norm.clause.id, other.norm.clause.id), example)

    def _same_event(self, one: Case, other: Case) -> bool:
        """Whether one event brings both, and not two that happen to come together."""
        events = [
            {level for level, cells in case.cells.items() if self.joint.is_event(level) and cells == {1}}
            | {-1 for fact, some in case.at_all if fact == "event" and some}
            for case in (one, other)
        ]
        return events[0] == events[1]

    def _outside(self) -> Iterator[Contradiction]:
        """What the policy puts outside itself, against what it asks of people or says of an act all the same, about the same matter."""
        for outside in self.book.signals:
            if outside.effect == "outside":
                for other in self.book.signals:
                    if other.effect in (*VERDICTS, "duty") and other.settled:
                        example = self._together(outside.mask, other.mask, self._inside)
                        if example is not None:
                            yield Contradiction("outside", (outside.norm.clause.id, other.norm.clause.id), example)

    def _inside(self, outside: Case, other: Case) -> bool:
        """Whether the clause is about what is put outside, and not about everything."""
        return bool(self._turns_on(outside) & self._turns_on(other))

    def _one_bears_both(self, one: str, other: str) -> bool:
        """Whether the same people bear both. What one role does is not what everybody else is told to leave."""
        if one == other:
            return True
        bearers = [self._bearers(words) for words in (one, other)]
        return all(len(each) > 1 for each in bearers) and bool(bearers[0] & bearers[1])

    def _bearers(self, words: str) -> set[str]:
        nouns, groups = (
            self.book.vocabulary.nouns,
            {**self.book.vocabulary.groups, **dict(self.book.policy.front.groups)},
        )
        found: set[str] = set()
        for word in words.replace(" and ", ", ").split(", "):
            noun = nouns.get(word) or nouns.get(word.removesuffix("s"))
            found.update(
                self.book.vocabulary.expand(noun.actor, groups) if noun is not None and noun.actor else (word,)
            )
        return found

    # ---- what does nothing -----------------------------------------------------------------------------------

    def idle(self) -> Iterator[Idle]:
        """Clauses that never fire, or never decide anything; exceptions that never apply."""
        firing = {signal.norm.clause.id for signal in self.book.signals}
        for norm in dict.fromkeys(
            norm.clause.id for norm in self.book.norms if norm.effect in (*VERDICTS, "duty", "consequence")
        ):
            if norm not in firing:
                yield Idle("never fires", norm)
        yield from self._never_decides()
        excepted = {(each.norm.clause.id, each.by) for each in self.book.signals if each.effect == "excepted"}
        for each in self.book.norms:
            for excuse in each.unless:
                law = excuse.id is not None and excuse.id.startswith("law:")
                if not law and each.clause.id in firing and (each.clause.id, excuse.words) not in excepted:
                    yield Idle("exception", each.clause.id)

    def _never_decides(self) -> Iterator[Idle]:
        """Rules beside which, wherever they fire, another fires that says the same or more."""
        search = self.book.search
        as_strict = 0
        own: dict[str, dict[str, int]] = {}
        for signal in self.book.signals:
            if signal.effect in VERDICTS:
                ways = own.setdefault(signal.norm.clause.id, {})
                ways[signal.effect] = ways.get(signal.effect, 0) | signal.mask
        upto = {}
        for verdict, mask in self.book.verdict_masks:
            as_strict |= mask
            upto[verdict] = as_strict
        for clause, ways in own.items():
            mine = 0
            for mask in ways.values():
                mine |= mask
            decides = any(
                search.alone(bit, upto[effect] & ~mine) for effect, mask in ways.items() for bit in bits_of(mask)
            )
            if not decides:
                signal = next(
                    each for each in self.book.signals if each.norm.clause.id == clause and each.effect in ways
                )
                example = self._shown(signal)
                outcome = self.book.decide(example)
                beside = tuple(
                    each.id for each in outcome.clauses if each.effect == outcome.possible[0] and each.id != clause
                )
                yield Idle("never decides", clause, beside, example)


__all__ = ["Contradiction", "Contradictions", "Idle"]
