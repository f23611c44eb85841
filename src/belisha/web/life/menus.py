"""Menus: what a rule can be made of, as lists under headings; and the fields of the page on which somebody chooses.

Room: web.life. All of it comes from the vocabulary, and from the names that a draft defines. Next door: `building` makes a tree of what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from markupsafe import Markup

from belisha.language import sentences as s
from belisha.language.conditions import Among, leaves
from belisha.language.policy import Policy
from belisha.language.reading import Names
from belisha.language.vocabulary import Phrase, load
from belisha.language.writing import Writer
from belisha.web import components as ui
from belisha.web import wording
from belisha.web.life import building
from belisha.web.life.building import Chosen

# Under headings: the kind, what it says, and a hint.
KINDS_UNDER: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("What somebody may or must not do", (
        ("must not", "Somebody must not do something", "Staff must not befriend a pupil."),
        ("should not", "Somebody should not do something", "Advice: they may have a reason to."),
        ("may", "Somebody may do something", "It never overrides a ban: an exception is written in the ban."),
        ("may only", "Somebody may do something only under a condition", "Without it they must not."),
        ("need approval", "Somebody needs approval first", "From the headteacher, for example."),
        ("need consent", "Somebody needs consent first", "From a parent, or from the colleague."),
        ("need not", "Somebody need not do something", "It is left to them."),
    )),
    ("What has to be done", (
        ("duty must", "Somebody must do something that is a duty", "Report it, keep a copy, tell somebody."),
        ("duty should", "Somebody should do something that is a duty", "The same, as advice."),
        ("duty may", "Somebody may take a step", "A step that is left open to them."),
    )),
    ("What follows", (
        ("consequence", "Something follows", "Disciplinary action, for example: for breaking a rule, where it always holds, or when something has come up."),
    )),
    ("What words mean, and whom the policy covers", (
        ("class", "What a name of this policy stands for", "It is “an attack online” when …"),
        ("term", "Which people, or accounts, have a name of this policy", "A former pupil counts as “a recent leaver” when …"),
        ("outside", "The policy does not cover something", "Pictures for publicity, for example."),
        ("bound", "The policy leaves open whether it binds somebody", "Supply staff, for example."),
        ("not settled", "The policy leaves open whether somebody may", "So that the answer says so, and whom to ask."),
    )),
    ("Otherwise", (
        ("by hand", "I write the sentence myself", "In the words that Belisha reads."),
    )),
)  # fmt: skip
KINDS = tuple(each for _, kinds in KINDS_UNDER for each in kinds)
CERTAINTIES = (
    ("may", "It may follow"),
    ("will", "It will follow"),
    ("is", "It is so by itself: “is gross misconduct”"),
)
BREAKABLE = ("must not", "should not", "may only", "need approval", "need consent")
LEADS = (
    ("", "It always holds"),
    ("so", "When something is so, or has come up"),
    ("find", "When somebody finds or gets something"),
    ("do", "When somebody does something"),
)
WITHIN = (
    ("", "No deadline"), ("immediately", "immediately"), ("as soon as possible", "as soon as possible"), ("before the act", "before the act"),
    ("before starting", "before starting"), ("hours", "within so many hours"), ("school days", "within so many school days"),
    ("working days", "within so many working days"),
)  # fmt: skip
_ABOUT = {
    "account": "Accounts and channels", "site": "Kinds of site", "purpose": "What for", "time": "In whose time", "device": "Devices", "place": "Places",
    "audience": "Who can see it", "consent": "Consent", "authorised by": "Approval", "event": "What has come up", "content": "What it holds",
}  # fmt: skip

Options = tuple[ui.Option, ...]
Groups = tuple[tuple[str, Options], ...]


def breakable(policy: Policy | None) -> set[str] | None:
    """The ids of the rules that can be broken; None (any) of a draft that cannot be read."""
    if policy is None:
        return None
    return {each.id for each in policy.clauses if isinstance(each.tree, s.Rule) and each.tree.modality in BREAKABLE}


# ---- the lists -------------------------------------------------------------------------------------------------------


def _phrases(kind: str) -> list[Phrase]:
    return [each for each in load().phrases if each.kind == kind]


def _nouns(wanted: Iterable[str], plural: bool = False) -> Options:
    write = Writer(load())
    return tuple(ui.Option(name, write.noun(name)) for name in wanted)


@cache
def who() -> Groups:
    nouns = load().nouns.values()
    groups = [noun.name for noun in nouns if noun.actor and (noun.name in load().groups or noun.name == "anybody")]
    single = [noun.name for noun in nouns if noun.actor and noun.name not in groups]
    others = [noun.name for noun in nouns if noun.recipient and not noun.actor]
    return (("Groups", _nouns(groups)), ("One of them", _nouns(single)), ("Others, who have duties", _nouns(others)))


@lru_cache(maxsize=64)
def others(names: Names) -> Groups:
    """Who can be on the other side."""
    nouns = [noun.name for noun in load().nouns.values() if noun.other and noun.name != "other side"]
    own = [name for name, noun in names.terms if noun != "account"]
    phrases = tuple(ui.Option(each.text, each.text) for each in _phrases("PEOPLE"))
    found: list[tuple[str, Options]] = [("People", (*_nouns(nouns), *phrases))]
    return (("Names of this policy", tuple(ui.Option(each, each) for each in own)), *found) if own else tuple(found)


@cache
def nouns() -> Groups:
    """What a term can be of: people on the other side, whoever acts, and accounts."""
    nouns = load().nouns.values()
    other = [noun.name for noun in nouns if noun.other and noun.name != "other side"]
    acting = [noun.name for noun in nouns if noun.actor and noun.name not in other]
    return (
        ("Accounts", (ui.Option("account", "an account"),)),
        ("People", _nouns(other)),
        ("Those who act", _nouns(acting)),
    )


@cache
def acts() -> Groups:
    headings = {
        value: heading
        for heading, values in wording.under_headings("act", load().facts["act"].values)
        for value in values
    }
    found: dict[str, list[ui.Option]] = {heading: [] for heading in headings.values()}
    for phrase in _phrases("ACT"):
        done = {
            str(value)
            for leaf in leaves(phrase.readings[0][1])
            if isinstance(leaf, Among) and leaf.fact == "act"
            for value in leaf.values
        }
        heading = headings.get(next(iter(done)), "") if len(done) == 1 else "Several at once"
        found.setdefault(heading, []).append(ui.Option(phrase.text, phrase.text))
    return tuple((heading, tuple(options)) for heading, options in found.items() if options)


@cache
def things() -> Groups:
    return (("", tuple(ui.Option(each.text, each.text) for each in _phrases("THING"))),)


@cache
def wheres() -> Groups:
    return _by_fact((each, each.text) for each in _phrases("WHERE"))


@cache
def events() -> Groups:
    return (("", tuple(ui.Option(each.text, each.text) for each in _phrases("EVENT"))),)


@cache
def duties() -> Groups:
    seen: dict[str, int] = {}
    found = []
    for form in load().duty_phrases:
        place = seen[form.do] = seen.get(form.do, -1) + 1
        found.append(
            ui.Option(f"{form.do}|{place}", " ".join(filter(None, (form.head, "…" if form.slot else "", form.tail))))
        )
    return (("", tuple(found)),)


def recipients() -> Groups:
    return (("", _nouns(noun.name for noun in load().nouns.values() if noun.recipient)),)


@cache
def results() -> Groups:
    return (("", tuple(ui.Option(name, texts[0]) for name, texts in load().consequences.items())),)


def givers(kind: str) -> Groups:
    named = (
        ("parent", "colleague")
        if kind == "need consent"
        else [noun.name for noun in load().nouns.values() if noun.role]
    )
    return (("", _nouns(named)),)


@lru_cache(maxsize=64)
def said_of(part: str, names: Names) -> Groups:
    """What can be said of people or things that play a part."""
    parts = (part, "") if part in ("actor", "thing") else (part,)
    found = [ui.Option(*each) for each in _predicates(parts)]
    if part == "with":
        own = [name for name, noun in names.terms if noun != "account"]
        found += [ui.Option(f"{no}is {name}", f"is {'not ' if no else ''}{name}") for name in own for no in ("", "!")]
    return (("", tuple(found)),)


def _predicates(parts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each as the value of a field and the words for it, with its denial."""
    found = []
    for phrase in _phrases("PRED"):
        if any(part in parts for part, _ in phrase.readings):
            found.append((phrase.text, phrase.text.replace("{n}", "N")))
            if phrase.denial and not phrase.limit:
                found.append((f"!{phrase.text}", phrase.denial))
    return found


@lru_cache(maxsize=256)
def conditions(subjects: tuple[str, ...], names: Names, they: str = "actor") -> Groups:
    """What can stand after "when" and "unless". subjects: the people on the other side of the deed, by noun; they: the part that those play whom
    "they" names: in what a term means, it is those on the other side."""
    write, whole = Writer(load()), _phrases("CLAUSE")
    taken = {text for each in whole for text in (each.text, *each.also, *each.denied_by)}  # one spelling, one tree
    found: list[tuple[str, Options]] = []
    own = [ui.Option(f"class|{name}", f"there is {name}") for name in names.classes]
    own += [ui.Option(f"account|{name}", f"it is {name}") for name, noun in names.terms if noun == "account"]
    if own:
        found.append(("Names of this policy", tuple(own)))
    about = [("it", "it", ("thing", "event", "")), ("they", "they", (they, ""))]
    about += [
        (name, _the(write.noun(name) if name in load().nouns else name), ("with",))
        for name in subjects or ("other side",)
    ]
    about.append(("author", "the author", ("author",)))
    for subject, words, parts in about:
        options = [
            ui.Option(f"is|{subject}|{value}", f"{words} {text}")
            for value, text in _predicates(parts)
            if subject != "it" or f"it {text}" not in taken
        ]
        if parts == ("with",):
            terms = [name for name, noun in names.terms if noun != "account" and name != subject]
            options += [
                ui.Option(f"is|{subject}|{no}is {name}", f"{words} is {'not ' if no else ''}{name}")
                for name in terms
                for no in ("", "!")
            ]
        heading = {
            "it": "It: what is posted, sent or found",
            "they": "They: whoever does it" if they == "actor" else "They: those who may count as it",
        }.get(subject, wording.capital(words))
        found.append((heading, tuple(options)))
    said: list[tuple[Phrase, str]] = []
    for each in whole:
        said.append((each, f"said|{each.text}"))
        if each.denial:
            said.append((each, f"said|!{each.text}"))
    found += _by_fact(said)
    found += [
        (f"It is: {heading[:1].lower()}{heading[1:]}", tuple(ui.Option(f"where|{each.value}", f"it is {each.text}") for each in options if f"it is {each.text}" not in taken))
        for heading, options in wheres()
    ]  # fmt: skip
    return tuple((heading, options) for heading, options in found if options)


def _the(words: str) -> str:
    return f"the {words.partition(' ')[2]}" if words.startswith(("a ", "an ")) else words


def _by_fact(phrases: Iterable[tuple[Phrase, str]]) -> Groups:
    """Phrases under a heading for what they are about. Each with the value of its field; "said|!…" is its denial."""
    found: dict[str, list[ui.Option]] = {}
    for phrase, value in phrases:
        fact = next((leaf.fact for leaf in leaves(phrase.readings[0][1])), "")
        heading = _ABOUT.get(fact) or _ABOUT.get(fact.partition(".")[0], "Besides")
        found.setdefault(heading, []).append(
            ui.Option(value, phrase.denial if value.startswith("said|!") else phrase.text)
        )
    order = [*_ABOUT.values(), "Besides"]
    return tuple((heading, tuple(found[heading])) for heading in order if heading in found)


# ---- the fields ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of menus that belong together. add: what its button says, "" where there is room for no more; folded: shown when asked for."""

    name: str
    title: str
    lines: tuple[Markup, ...]
    add: str = ""
    hint: str = ""
    folded: bool = False


@dataclass
class Fields:
    """The fields of a rule, as far as chosen. more: the group to which one more line was asked for; faults: sentences by field; rules: those of
    the draft that can be broken, by id."""

    chosen: Chosen
    names: Names
    more: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    rules: Options = ()

    def groups(self) -> list[Group]:
        """All groups of the rule, in the order of the sentence."""
        kind, lead = self.chosen.get("kind", ""), building.lead_of(self.chosen)
        if kind in building.DEFINITIONS:
            return [*self.definition(kind), self.dates()]
        found: list[Group] = []
        if lead in ("find", "do"):
            found.append(self.list("lead-who", "When these people", who(), "Add more people", "people"))
            found += [self.said("lead-who", "… of whom is true", "actor")]
        if lead == "find":
            found.append(
                self.list(
                    "event", "… find or get this", events(), "Add something else that they find", "what they find"
                )
            )
        if lead == "do":
            found += self.deed("lead-")
        if lead:
            title = "When this is so" if lead == "so" else "… and this is so as well"
            found.append(self.clauses("also", title, "lead-", "and", folded=lead != "so"))
        if kind == building.CONSEQUENCE:
            found += self.consequence(bool(lead))
            return found + self.ending()
        they = (
            [("", (ui.Option(building.THEY, "they, those named above"),))]
            if kind in building.DUTIES and lead in ("find", "do")
            else []
        )
        found.append(self.list("who", "Who", (*they, *who()), "Add more people", "who"))
        found.append(self.said("who", "Only those of whom is true", "actor"))
        if kind in ("need approval", "need consent"):
            found.append(
                self.list("giver", "Who has to agree", givers(kind), "Add somebody else who may agree", "who agrees")
            )
        if kind in building.DUTIES:
            found += self.duty()
        else:
            found += self.deed("")
        if kind == "may only":
            found.append(self.clauses("only", "Only when", "", "and"))
            return found + self.ending()[1:]
        return found + self.ending()

    # ---- parts ---------------------------------------------------------------------------------------------------

    def ending(self) -> list[Group]:
        """What may stand at the end of a sentence: when, unless, until; and its days."""
        found = [self.clauses("when", "Only when this is so", "", "and", folded=True)]
        for place, group in enumerate(building.EXCEPTIONS):
            if place == 0 or building.lines(self.chosen, building.EXCEPTIONS[place - 1]):
                found.append(self.exception(group, "Unless" if place == 0 else "And unless"))
        found.append(self.clauses("until", "Until this has happened", "", "and", folded=True, most=1))
        return [*found, self.dates()]

    def definition(self, kind: str) -> list[Group]:
        if kind == building.BOUND:
            return [self.list("who", "Who", who(), "Add more people", "who")]
        if kind == building.OUTSIDE:
            return [*self.deed(""), self.clauses("when", "Only when this is so", "", "and", folded=True)]
        name = ui.text_input(
            "name",
            "The name",
            hint="Other sentences then say “there is” and the name: there is an attack online."
            if kind == building.CLASS
            else "Other sentences then say it of them: “befriend a recent leaver”, “it is official”.",
            value=self.chosen.get("name", ""),
            error=self.faults.get("name", ""),
        )
        named = [Group("name", "What it is called", (name,))]
        if kind == building.TERM:
            named.insert(
                0, Group("noun", "Of whom, or of what", (self.select("noun", "Who or what", nouns(), "Choose"),))
            )
        when = self.clauses("when", "It is so when", "", "and", they="with" if kind == building.TERM else "actor")
        if kind == building.CLASS:
            return [*named, when]
        settled = [ui.Option("yes", "It is so"), ui.Option("no", "The policy leaves open whether it is so")]
        open_ = ui.select("settled", "What the policy says of them", settled, value=self.chosen.get("settled", ""))
        return [*named, when, Group("settled", "Is it settled?", (open_,))]

    def consequence(self, leading: bool) -> list[Group]:
        certainties = [ui.Option(*each) for each in CERTAINTIES if not leading or each[0] != "is"]
        certain = ui.select("certainty", "How certain", certainties, value=self.chosen.get("certainty", ""))
        follows = [
            self.list("result", "What follows", results(), "Add something else that may follow", "what follows"),
            Group("certainty", "How certain it is", (certain,)),
        ]
        if leading:
            return follows
        whole = (ui.Option("policy", "this policy: any rule of it"), ui.Option("ban", "any ban of this policy"))
        return [
            self.list("broken", "For breaking this", (("", whole), ("One rule", self.rules)), "Add another rule", "what is broken"),
            *follows,
            self.list("who", "For these people only", who(), "Add more people", "who", folded=True),
            *([self.said("who", "Only those of whom is true", "actor")] if building.lines(self.chosen, "who") else []),
        ]  # fmt: skip

    def deed(self, before: str) -> list[Group]:
        return [
            self.list(f"{before}act", "What they do", acts(), "Add another act", "what they do"),
            self.list(f"{before}thing", "What they do it with, or to", things(), "Add another thing", "thing", folded=True),
            *([self.said(f"{before}thing", "Only what this is true of", "thing")] if building.lines(self.chosen, f"{before}thing") else []),
            self.list(f"{before}with", "To or with whom", others(self.names), "Add somebody else", "person"),
            *([self.said(f"{before}with", "Only those of whom is true", "with")] if building.lines(self.chosen, f"{before}with") else []),
            self.list(f"{before}where", "Where, with what, for what", wheres(), "Add another place, device or purpose", "where", folded=True, joins=True),
        ]  # fmt: skip

    def duty(self) -> list[Group]:
        number = ui.number_input(
            "within-n",
            "How many, where it says so",
            value=self.chosen.get("within-n", ""),
            error=self.faults.get("within-n", ""),
        )
        deadline = ui.select(
            "within", "By when", [ui.Option(*each) for each in WITHIN], value=self.chosen.get("within", "")
        )
        slotted = "…" in next(
            (option.text for _, options in duties() for option in options if option.value == self.chosen.get("duty")),
            "…",
        )
        return [
            Group("duty", "What they have to do", (self.select("duty", "The duty", duties(), "Choose a duty"),)),
            *([self.list("to", "To whom, where the duty has “…”", recipients(), "Add somebody else; any of them will do", "to whom")] if slotted else []),
            Group("within", "By when", (Markup("{}{}").format(deadline, number),), folded=not self.chosen.get("within")),
        ]  # fmt: skip

    def list(
        self, group: str, title: str, options: Sequence[tuple[str, Options]], add: str, what: str, *, folded: bool = False, joins: bool = False
    ) -> Group:  # fmt: skip
        made = []
        filled = building.lines(self.chosen, group)
        for place in range(1, self._shown(group, len(filled)) + 1):
            name, value = f"{group}-{place}", filled[place - 1].value if place <= len(filled) else ""
            line = self.select(
                name, f"{wording.capital(what)}{f', {place}' if place > 1 else ''}", options, "Choose", value
            )
            if joins and place > 1:
                either = [ui.Option("", "and this as well"), ui.Option("or", "or this instead")]
                joined = filled[place - 1].joined if place <= len(filled) else ""
                line = Markup("{}{}").format(ui.select(f"{name}-or", "With the one before", either, value=joined), line)
            made.append(line)
        return self._group(group, title, made, add, folded and not filled)

    def said(self, group: str, title: str, part: str) -> Group:
        """What is said of people or things: lines with a number, joined."""
        name = f"{group}-that"
        more = "Add something else that is true of them"
        return self._conditions(name, title, said_of(part, self.names), "or", more, True, building.MOST, mixed=False)

    def clauses(
        self, group: str, title: str, before: str, joined: str, *, folded: bool = False, most: int = building.MOST, they: str = "actor"
    ) -> Group:  # fmt: skip
        subjects = tuple(dict.fromkeys(line.value for line in building.lines(self.chosen, f"{before}with")))
        named = (
            line.value.split("|")[1] for line in building.lines(self.chosen, group) if line.value.startswith("is|")
        )
        subjects = tuple(dict.fromkeys((*subjects, *(each for each in named if each not in ("it", "they", "author")))))
        options = conditions(subjects, self.names, they)
        return self._conditions(group, title, options, joined, "Add a condition", folded, most)

    def exception(self, group: str, title: str) -> Group:
        made = self.clauses(group, title, "", "or", folded=True)
        if not building.lines(self.chosen, group):
            return made
        id = ui.text_input(
            f"{group}-id",
            "Id of the exception’s own clause (optional)",
            value=self.chosen.get(f"{group}-id", ""),
            width=10,
            error=self.faults.get(f"{group}-id", ""),
        )
        return Group(made.name, made.title, (*made.lines, id), made.add, made.hint, made.folded)

    def _conditions(
        self, group: str, title: str, options: Groups, joined: str, add: str, folded: bool, most: int, *, mixed: bool = True
    ) -> Group:  # fmt: skip
        made = []
        filled = building.lines(self.chosen, group)
        joined = self.chosen.get(f"{group}-joined", joined)
        with_it = "instead of the one before" if joined == "and" else "together with the one before"
        for place in range(1, min(most, self._shown(group, len(filled))) + 1):
            line = filled[place - 1] if place <= len(filled) else building.Line(place, "")
            name = f"{group}-{place}"
            part = self.select(name, f"Condition{f' {place}' if place > 1 else ''}", options, "Choose", line.value)
            if building.LIMIT in line.value or f"{name}-n" in self.faults:
                part = Markup("{}{}").format(
                    part,
                    ui.number_input(
                        f"{name}-n", "The number N", value=line.number, error=self.faults.get(f"{name}-n", "")
                    ),
                )
            if mixed and place > 1 and len(filled) > 2:
                ways = [ui.Option("", "by itself"), ui.Option("or", with_it)]
                part = Markup("{}{}").format(
                    ui.select(f"{name}-or", f"Condition {place} counts", ways, value=line.joined), part
                )
            made.append(part)
        if len(made) > 1:
            both = [ui.Option("and", "all of them are true"), ui.Option("or", "one of them is true")]
            made.insert(
                0,
                ui.select(f"{group}-joined", "It counts when", both, value=joined),
            )
        return self._group(group, title, made, add if len(made) < most else "", folded and not filled)

    def dates(self) -> Group:
        made = []
        for name, words in (("since", "From this day on"), ("until", "Up to and including this day")):
            day, month, year = (self.chosen.get(f"{name}-{part}", "") for part in ("day", "month", "year"))
            made.append(
                ui.date_input(
                    name,
                    words,
                    day=day,
                    month=month,
                    year=year,
                    legend_size="s",
                    error=self.faults.get(f"{name}-day", ""),
                )
            )
        return Group(
            "dates",
            "From a day on, or until a day",
            tuple(made),
            folded=not any(self.chosen.get(f"{name}-day") for name in ("since", "until")),
        )

    def select(
        self, name: str, label: str, options: Sequence[tuple[str, Options]], nothing: str, value: str | None = None
    ) -> Markup:
        chosen = self.chosen.get(name, "") if value is None else value
        return ui.grouped_select(name, label, options, value=chosen, nothing=nothing, error=self.faults.get(name, ""))

    def _shown(self, group: str, filled: int) -> int:
        return min(building.MOST, max(1, filled) + (self.more == group))

    def _group(self, group: str, title: str, made: list[Markup], add: str, folded: bool) -> Group:
        return Group(
            group, title, tuple(made), add if len(made) < building.MOST else "", folded=folded and self.more != group
        )


__all__ = ["KINDS", "KINDS_UNDER", "LEADS", "Fields", "Group", "breakable"]
