"""Building: what somebody chose from menus as the tree of a sentence, and a tree as the choices that give it.

Room: web.life. Pure. `tree_of(chosen)` and `chosen_of(tree)` are inverse where menus can state the tree, but for how conditions stand together (`same`);
what they cannot state is written by hand. Next door: `menus` is what there is to choose from, `rules` the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from belisha.language import sentences as s
from belisha.language.reading import ID, Names, NotRead, Reader
from belisha.language.vocabulary import load
from belisha.language.writing import Writer

Chosen = Mapping[str, str]  # a field's name and what was chosen there, as the address has them
Faults = list[tuple[str, str]]  # pairs of a field and a sentence

MOST = 30  # lines of one kind
EXCEPTIONS = ("unless", "unless2", "unless3")
RULES = ("must not", "should not", "may", "may only", "need approval", "need consent", "need not")
DUTIES = {"duty must": "must", "duty should": "should", "duty may": "may"}
CONSEQUENCE, NOT_SETTLED, BY_HAND = "consequence", "not settled", "by hand"
CLASS, TERM, OUTSIDE, BOUND = "class", "term", "outside", "bound"
DEFINITIONS = (CLASS, TERM, OUTSIDE, BOUND)  # which say what the policy is about, and begin with no "when"
KINDS = (*RULES, *DUTIES, CONSEQUENCE, NOT_SETTLED, *DEFINITIONS, BY_HAND)
LONGEST_NAME = 100
WHOLE = ("policy", "ban")  # what is broken, where it is not single rules
LEADS = ("so", "find", "do")
THEY = "they"  # those whom the "when" in front names
TIMED = ("hours", "school days", "working days")
LIMIT = "{n}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of menus. place: counted from 1; number: of a limit; joined: "or" with the line before."""

    place: int
    value: str
    number: str = ""
    joined: str = ""


def lines(chosen: Chosen, group: str) -> list[Line]:
    """The lines of a group in which something is chosen."""
    found = []
    for place in range(1, MOST + 1):
        name = f"{group}-{place}"
        if value := chosen.get(name, ""):
            found.append(Line(place, value, chosen.get(f"{name}-n", ""), chosen.get(f"{name}-or", "")))
    return found


def lead_of(chosen: Chosen) -> str:
    """How the sentence begins: one of LEADS, or "" where it always holds."""
    lead = chosen.get("lead", "")
    return lead if lead in LEADS else ""


class _Builder:
    def __init__(self, chosen: Chosen) -> None:
        self.chosen: Chosen = chosen
        self.faults: Faults = []

    def sentence(self) -> s.Sentence | None:
        kind = self.chosen.get("kind", "")
        if kind in DEFINITIONS:
            made = self.definition(kind)
        elif kind == CONSEQUENCE:
            made = self.consequence()
        else:
            made = self.rule_or_duty(kind)
        return None if self.faults else made

    def rule_or_duty(self, kind: str) -> s.Sentence | None:
        lead = self.lead()
        who = self.people("who")
        if not who and not (
            kind in DUTIES and self.chosen.get("who-1") == THEY and isinstance(lead, s.Finder | s.Doer)
        ):
            self.faults.append(("who-1", "Choose who"))
        if kind in DUTIES:
            return self.duty(DUTIES[kind], who, lead)
        deed = self.deed("")
        if not deed.acts:
            self.faults.append(("act-1", "Choose what they do"))
        return self.rule(kind, who, deed, lead)

    def rule(self, kind: str, who: s.People, deed: s.Deed, lead: s.Lead | None) -> s.Sentence:
        if kind == NOT_SETTLED:
            return s.NotSettled(
                who, deed, lead, self.clause("when"), self.unless(), self.day("since"), self.day("until")
            )
        only = self.clause("only") if kind == "may only" else None
        givers = self.values("giver", "Choose who has to agree") if kind in ("need approval", "need consent") else ()
        if kind == "may only" and only is None:
            self.faults.append(("only-1", "Choose when they may"))
        when = None if kind == "may only" else self.clause("when")
        return s.Rule(who, kind, deed, lead, when, only, self.unless(), givers, self.day("since"), self.day("until"))

    def duty(self, strength: str, who: s.People, lead: s.Lead | None) -> s.Sentence | None:
        do, _, form = self.chosen.get("duty", "").partition("|")
        forms = [each for each in load().duty_phrases if each.do == do]
        if not form.isdigit() or int(form) >= len(forms):
            self.faults.append(("duty", "Choose what they have to do"))
            return None
        to = self.values("to", "Choose to whom") if forms[int(form)].slot else ()
        return s.Duty(
            who, strength, do, int(form), to, self.within(), lead, self.clause("when"), self.unless(), self.day("since"), self.day("until")
        )  # fmt: skip

    def consequence(self) -> s.Sentence:
        """Of breaking something, where it always holds; else of what the lead names."""
        lead, leading = self.lead(), bool(lead_of(self.chosen))
        broken = () if leading else self.values("broken", "Choose what is broken")
        if len(broken) > 1 and set(broken) & set(WHOLE):
            self.faults.append(("broken-1", "Choose the whole policy, any ban, or single rules"))
        results = self.values("result", "Choose what follows")
        certainty = self.chosen.get("certainty") or "may"
        if leading and certainty == "is":  # chosen before the lead was
            certainty = "will"
        who = () if leading else self.people("who")
        return s.Consequence(
            results, certainty, broken, who, lead, self.clause("when"), self.unless(), self.day("since"), self.day("until")
        )  # fmt: skip

    def definition(self, kind: str) -> s.Sentence | None:
        days = self.day("since"), self.day("until")
        if kind == BOUND:
            if not (who := self.people("who")):
                self.faults.append(("who-1", "Choose who"))
            return s.NotSettled(who, None, None, None, (), *days)
        if kind == OUTSIDE:
            deed = self.deed("")
            if not deed.acts and not deed.things:
                self.faults.append(("act-1", "Choose what they do, or what they do it with"))
            return s.Outside(deed, self.clause("when"), *days)
        noun, name = self.chosen.get("noun", ""), " ".join(self.chosen.get("name", "").strip(' "“”').split())
        if kind == TERM and not noun:
            self.faults.append(("noun", "Choose of whom, or of what"))
        if not name or '"' in name or len(name) > LONGEST_NAME:
            self.faults.append(
                ("name", f"Enter the name, in at most {LONGEST_NAME} letters and without quotation marks")
            )
        if (when := self.clause("when")) is None:
            self.faults.append(("when-1", "Choose when it is so"))
            return None
        if kind == CLASS:
            return s.Class(name, when, *days)
        return s.Counts(noun, name, when, self.chosen.get("settled") != "no", *days)

    def values(self, group: str, missing: str) -> tuple[str, ...]:
        """What is chosen in a list; a fault where nothing is."""
        found = tuple(line.value for line in lines(self.chosen, group))
        if not found:
            self.faults.append((f"{group}-1", missing))
        return found

    def within(self) -> str:
        unit = self.chosen.get("within", "")
        if unit not in TIMED:
            return unit
        number = self.number("within-n", self.chosen.get("within-n", ""))
        return f"{number} {unit[:-1] if number == 1 else unit}"

    def lead(self) -> s.Lead | None:
        kind = lead_of(self.chosen)
        if kind == "find":
            events = self.values("event", "Choose what they find")
            return s.Finder(self.leading(), events, self.clause("also"))
        if kind == "do":
            deed = self.deed("lead-")
            if not deed.acts:
                self.faults.append(("lead-act-1", "Choose what they do"))
            return s.Doer(self.leading(), deed, self.clause("also"))
        if kind == "so":
            if (said := self.clause("also")) is None:
                self.faults.append(("also-1", "Choose what is so"))
            return said
        return None

    def leading(self) -> s.People:
        if not (who := self.people("lead-who")):
            self.faults.append(("lead-who-1", "Choose who"))
        return who

    def unless(self) -> tuple[s.Exception_, ...]:
        found = []
        for group in EXCEPTIONS:
            id = self.chosen.get(f"{group}-id", "").strip()
            if id and not ID.fullmatch(id):
                self.faults.append((f"{group}-id", "An id is letters, a hyphen and a number, such as FR-1"))
            elif (when := self.clause(group)) is not None:
                found.append(s.Exception_(when, id or None))
        until = self.clause("until")
        return tuple(found) if until is None else (*found, s.Exception_(until, until=True))

    # ---- the parts -----------------------------------------------------------------------------------------------

    def people(self, group: str) -> s.People:
        """What is said of them belongs to the last, as it does in a sentence."""
        found = [s.Person(line.value) for line in lines(self.chosen, group) if line.value != THEY]
        if found and (said := self.said(f"{group}-that")) is not None:
            found[-1] = s.Person(found[-1].noun, said)
        return tuple(found)

    def things(self, group: str) -> tuple[s.Thing, ...]:
        found = [s.Thing(line.value) for line in lines(self.chosen, group)]
        if found and (said := self.said(f"{group}-that")) is not None:
            found[-1] = s.Thing(found[-1].phrase, said)
        return tuple(found)

    def said(self, group: str) -> s.Predicates | None:
        found = tuple(
            self.predicate(f"{group}-{line.place}-n", line.value, line.number) for line in lines(self.chosen, group)
        )
        return s.Predicates(found, self.joined(group) if len(found) > 1 else "or") if found else None

    def joined(self, group: str) -> str:
        return "and" if self.chosen.get(f"{group}-joined") == "and" else "or"

    def predicate(self, field: str, said: str, number: str) -> s.Predicate:
        denied, phrase = said.startswith("!"), said.removeprefix("!")
        return s.Predicate(phrase, self.number(field, number) if LIMIT in phrase else None, denied)

    def number(self, field: str, said: str) -> int:
        if said.isascii() and said.isdigit() and len(said) < 5:
            return int(said)
        self.faults.append((field, "Enter a whole number, such as 18"))
        return 0

    def deed(self, before: str) -> s.Deed:
        settings: list[tuple[str, ...]] = []
        for line in lines(self.chosen, f"{before}where"):
            if settings and line.joined:
                settings[-1] = (*settings[-1], line.value)
            else:
                settings.append((line.value,))
        return s.Deed(
            tuple(line.value for line in lines(self.chosen, f"{before}act")),
            self.things(f"{before}thing"),
            self.people(f"{before}with"),
            tuple(settings),
        )

    def clause(self, group: str) -> s.Clause | None:
        """The conditions of a group, joined by "and" or by "or". Lines that belong together are joined by the other of the two."""
        joined = self.joined(group)
        found: list[list[s.Clause]] = []
        for line in lines(self.chosen, group):
            made = self.condition(f"{group}-{line.place}-n", line)
            if made is not None and line.joined and found:
                found[-1].append(made)
            elif made is not None:
                found.append([made])
        other = "or" if joined == "and" else "and"
        return _joined(joined, [_joined(other, each) for each in found]) if found else None

    def condition(self, field: str, line: Line) -> s.Clause | None:
        kind, _, rest = line.value.partition("|")
        match kind:
            case "said":
                return s.Said(rest.removeprefix("!"), rest.startswith("!"))
            case "class" | "account":
                return s.Classed(rest, kind == "account")
            case "where":
                return s.Setting((rest,))
            case "is":
                subject, _, said = rest.partition("|")
                about: s.People | str = subject if subject in ("it", "they") else (s.Person(subject),)
                return s.Is(about, s.Predicates((self.predicate(field, said, line.number),)))
        return None

    def day(self, name: str) -> date | None:
        parts = [self.chosen.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
        if not any(parts):
            return None
        try:
            if not all(part.isascii() and part.isdigit() for part in parts):
                raise ValueError
            return date(*(int(part) for part in parts))
        except ValueError:
            self.faults.append((f"{name}-day", "Enter a real date, such as 1 9 2027"))
            return None


def tree_of(chosen: Chosen) -> tuple[s.Sentence | None, Faults]:
    """The tree, or what is still to be chosen."""
    builder = _Builder(chosen)
    made = builder.sentence()
    return made, builder.faults


# ---- the other way -----------------------------------------------------------------------------------------------


def chosen_of(tree: s.Sentence) -> dict[str, str] | None:
    """What has to be chosen for this tree; None where menus cannot state it."""
    chosen: dict[str, str] = {}
    match tree:
        case s.Rule():
            chosen["kind"] = tree.modality
            _put(chosen, "giver", tree.givers)
            _put_clause(chosen, "only", tree.only_when)
            _put_deed(chosen, "", tree.deed)
        case s.Duty():
            chosen["kind"] = f"duty {tree.strength}"
            chosen["duty"] = f"{tree.do}|{tree.form}"
            _put(chosen, "to", tree.to)
            number, _, unit = tree.within.partition(" ")
            if number.isdigit():
                chosen |= {"within-n": number, "within": unit if unit.endswith("s") else f"{unit}s"}
            elif tree.within:
                chosen["within"] = tree.within
        case s.Consequence():
            chosen |= {"kind": CONSEQUENCE, "certainty": tree.certainty}
            _put(chosen, "broken", tree.breaking)
            _put(chosen, "result", tree.results)
        case s.NotSettled() if tree.deed is not None:
            chosen["kind"] = NOT_SETTLED
            _put_deed(chosen, "", tree.deed)
        case s.NotSettled():
            chosen["kind"] = BOUND
        case s.Class():
            chosen |= {"kind": CLASS, "name": tree.name}
        case s.Counts():
            chosen |= {"kind": TERM, "noun": tree.noun, "name": tree.name, "settled": "yes" if tree.settled else "no"}
        case s.Outside():
            chosen["kind"] = OUTSIDE
            _put_deed(chosen, "", tree.deed)
        case s.NoDuty():  # which only the law may say
            return None
    _put_people(chosen, "who", getattr(tree, "who", ()))
    if isinstance(tree, s.Duty) and not tree.who:
        chosen["who-1"] = THEY
    _put_lead(chosen, getattr(tree, "lead", None))
    _put_clause(chosen, "when", tree.when)
    exceptions = iter(EXCEPTIONS)
    for each in getattr(tree, "unless", ()):
        group = "until" if each.until else next(exceptions, "too many")
        _put_clause(chosen, group, each.when)
        if each.id:
            chosen[f"{group}-id"] = each.id
    for name, day in (("since", tree.since), ("until", tree.until)):
        if day is not None:
            chosen |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    made, _ = tree_of(chosen)
    return chosen if made is not None and same(made, tree) else None


def _put(chosen: dict[str, str], group: str, values: tuple[str, ...]) -> None:
    chosen.update({f"{group}-{place}": value for place, value in enumerate(values, 1)})


def _put_said(chosen: dict[str, str], group: str, what: s.Predicates | None) -> None:
    if what is not None:
        for place, each in enumerate(what.items, 1):
            chosen[f"{group}-that-{place}"] = _coded(each)
            if each.number is not None:
                chosen[f"{group}-that-{place}-n"] = str(each.number)
        if len(what.items) > 1:
            chosen[f"{group}-that-joined"] = what.joined


def _coded(predicate: s.Predicate) -> str:
    return f"{'!' if predicate.denied else ''}{predicate.phrase}"


def _put_people(chosen: dict[str, str], group: str, people: s.People) -> None:
    _put(chosen, group, tuple(person.noun for person in people))
    _put_said(chosen, group, people[-1].who if people else None)


def _put_deed(chosen: dict[str, str], before: str, deed: s.Deed) -> None:
    _put(chosen, f"{before}act", deed.acts)
    _put(chosen, f"{before}thing", tuple(thing.phrase for thing in deed.things))
    _put_said(chosen, f"{before}thing", deed.things[-1].that if deed.things else None)
    _put_people(chosen, f"{before}with", deed.people)
    place = 0
    for setting in deed.settings:
        for within, text in enumerate(setting):
            place += 1
            chosen[f"{before}where-{place}"] = text
            if within:
                chosen[f"{before}where-{place}-or"] = "or"


def _put_lead(chosen: dict[str, str], lead: s.Lead | None) -> None:
    match lead:
        case None:
            return
        case s.Finder(who, events, also):
            chosen["lead"] = "find"
            _put_people(chosen, "lead-who", who)
            _put(chosen, "event", events)
            _put_clause(chosen, "also", also)
        case s.Doer(who, deed, also):
            chosen["lead"] = "do"
            _put_people(chosen, "lead-who", who)
            _put_deed(chosen, "lead-", deed)
            _put_clause(chosen, "also", also)
        case _:
            chosen["lead"] = "so"
            _put_clause(chosen, "also", lead)


def _put_clause(chosen: dict[str, str], group: str, clause: s.Clause | None) -> None:
    if clause is None:
        return
    whole = _apart(clause)
    place = 0
    for item in whole.items if isinstance(whole, s.Joined) else (whole,):
        for within, each in enumerate(item.items if isinstance(item, s.Joined) else (item,)):
            place += 1
            name = f"{group}-{place}"
            match each:
                case s.Said(phrase, denied):
                    chosen[name] = f"said|{'!' if denied else ''}{phrase}"
                case s.Classed(called, account):
                    chosen[name] = f"{'account' if account else 'class'}|{called}"
                case s.Setting(settings):
                    chosen[name] = f"where|{settings[0]}"
                case s.Is(subject, what):
                    about = subject if isinstance(subject, str) else subject[0].noun
                    chosen[name] = f"is|{about}|{_coded(what.items[0])}"
                    if (number := what.items[0].number) is not None:
                        chosen[f"{name}-n"] = str(number)
            if within:
                chosen[f"{name}-or"] = "or"
    if isinstance(whole, s.Joined):
        chosen[f"{group}-joined"] = whole.joined


# ---- how conditions stand together -------------------------------------------------------------------------------


def _joined(joined: str, items: list[s.Clause]) -> s.Clause:
    """Clauses joined; what is said of one subject one after the other, and settings of which one is enough, in one clause."""
    found = items[:1]
    for each in items[1:]:
        match found[-1], each:
            case s.Is(one, s.Predicates(said, first)), s.Is(other, s.Predicates(more, second)) if (
                one == other and (len(said) == 1 or first == joined) and (len(more) == 1 or second == joined)
            ):
                found[-1] = s.Is(one, s.Predicates((*said, *more), joined))
            case s.Setting(settings), s.Setting(others) if joined == "or":
                found[-1] = s.Setting((*settings, *others))
            case _:
                found.append(each)
    return found[0] if len(found) == 1 else s.Joined(joined, tuple(found))


def _apart(clause: s.Clause) -> s.Clause:
    """The same with each thing that is said in a clause of its own, and no list inside a list of its kind."""
    match clause:
        case s.Is(subject, what) if what.joined == "or" or isinstance(subject, str) or len(subject) == 1:
            joined, items = what.joined, tuple(s.Is(subject, s.Predicates((each,))) for each in what.items)
        case s.Setting(settings):
            joined, items = "or", tuple(s.Setting((each,)) for each in settings)
        case s.Joined(joined, parts):
            items = ()
            for each in map(_apart, parts):
                items += each.items if isinstance(each, s.Joined) and each.joined == joined else (each,)
        case _:
            return clause
    return items[0] if len(items) == 1 else s.Joined(joined, items)


def same(one: s.Sentence, other: s.Sentence) -> bool:
    """Whether two trees say the same, and differ at most in how their conditions stand together: "it is A or it is B", "it is A or B"."""
    return _all_apart(one) == _all_apart(other)


def _all_apart(node: Any) -> Any:
    if isinstance(node, s.Said | s.Is | s.Setting | s.Classed | s.Joined):
        return _apart(node)
    if isinstance(node, tuple):
        return tuple(map(_all_apart, node))
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{each.name: _all_apart(getattr(node, each.name)) for each in fields(node)})
    return node


# ---- the sentence --------------------------------------------------------------------------------------------------


def sentence_of(tree: s.Sentence, names: Names) -> tuple[str, str]:
    """The sentence, and why it cannot be used, or "". INVARIANT: without a fault it reads back as the same tree."""
    write, reader = Writer(load()), Reader(load(), names)
    try:
        text = write.sentence(tree)
    except KeyError:  # an address that somebody wrote
        return "", "Something was chosen that no menu has. Choose again"
    try:
        if reader.sentence(text) != tree:
            return text, "This could be understood in two ways. Choose fewer things in one rule, or write it by hand"
    except NotRead as error:
        problem = f"“{text[error.start : error.end]}” cannot stand there"
        return text, f"{problem}. Choose fewer things in one rule, or write it by hand"
    return _with_the(text, tree, reader), ""


def undefined(tree: s.Sentence, names: Names) -> str:
    """A name in the tree that neither the vocabulary nor the draft has, such as one of the policy that a clause was taken from; or ""."""
    return next(_undefined(tree, names), "")


def _undefined(node: Any, names: Names) -> Iterator[str]:
    known = {*names.classes, *(name for name, _ in names.terms)}
    if isinstance(node, tuple):
        for each in node:
            yield from _undefined(each, names)
    elif is_dataclass(node):
        match node:
            case s.Classed(name) if name not in known:
                yield name
            case s.Person(noun) if noun not in {*known, *load().nouns} and not _phrase("PEOPLE", noun):
                yield noun
            case s.Predicate(phrase) if phrase.removeprefix("is ") not in known and not _phrase("PRED", phrase):
                yield phrase.removeprefix("is ")
        for each in fields(node):
            yield from _undefined(getattr(node, each.name), names)


def _phrase(kind: str, text: str) -> bool:
    return any(each.kind == kind and each.text == text for each in load().phrases)


def _with_the(text: str, tree: s.Sentence, reader: Reader) -> str:
    """ "unless the pupil is close family" rather than "a pupil": whoever was named before."""
    deed = getattr(tree, "deed", None)
    write = Writer(load())
    for person in deed.people if deed is not None else ():
        named = write.noun(person.noun)
        if named.startswith(("a ", "an ")):
            head, unless, tail = text.partition(" unless ")
            other = f"{head}{unless}{f' {tail}'.replace(f' {named} ', f' the {named.partition(chr(32))[2]} ')[1:]}"
            if reader.sentence(other) == tree:
                text = other
    return text


__all__ = [
    "BOUND",
    "BY_HAND",
    "CLASS",
    "CONSEQUENCE",
    "DEFINITIONS",
    "DUTIES",
    "KINDS",
    "LEADS",
    "MOST",
    "NOT_SETTLED",
    "OUTSIDE",
    "RULES",
    "TERM",
    "THEY",
    "WHOLE",
    "Chosen",
    "Faults",
    "Line",
    "chosen_of",
    "lead_of",
    "lines",
    "same",
    "sentence_of",
    "tree_of",
    "undefined",
]
