"""Deeds: the words for what somebody does in, deeds of our language out; or `Cannot`, with what stood in the way.

Room: importing. Every word has to be understood, but for an item of a list that can be left out without saying more than the source does.
Next door: `lexicon` finds the phrases; `translate` makes sentences of deeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from belisha.language import sentences as s
from belisha.language.conditions import Among, leaves

from .lexicon import DEED, Hit, Lexicon

SOMETHING = "something"
BROAD = ("use social media", "use an internet site", "use the internet", "read social media")
_SAYS_NOTHING = frozenset(("free", "sep", "hedges"))
# What a person is, where they are spoken about and not spoken to.
_ABOUT = {
    "community": ("refers to a pupil", "names a colleague", "names a parent"), "pupil": "refers to a pupil", "their own child": "refers to a pupil", "parent": "names a parent", "relative of pupil": "names a parent", "a pupil's family": "names a parent", "school": "names the school",
    **dict.fromkeys(("staff", "teacher", "headteacher", "governor", "support staff", "teaching assistant", "senior leader", "supply staff", "trainee", "workforce"), "names a colleague"),
}  # fmt: skip
_OTHER_SIDE = {"staff": "colleague", "workforce": "colleague"}
_SHOWN = {
    "pupil": "a picture of a pupil",
    "staff": "a picture of a colleague",
    "their own child": "a picture of their own child",
}
_CARRYING = frozenset(("post", "share", "publish", "put online", "pass on", "discuss", "livestream"))
NEGATIVE = "something negative about members of the school"
_OF_SOMETHING = frozenset(("share", "publish", "put online", "pass on", "discuss"))  # they need what is shared
_TALK = ("is about school matters", "school matters")
_ACT_NOUNS = frozenset(("comment", "post"))
_SOMEBODY_ELSES = re.compile(
    r"\b(?:other|another) (?:people|person|parent|families|family)\w*['’]?s? $|\bsome(?:body|one) else['’]s $", re.I
)
_RELATIVE = frozenset(("that", "which", "who"))
_TIMES = frozenset(("am", "pm", "noon", "midnight", "between", "until", "after", "before", "o'clock"))
MOST = 8  # alternatives in one rule


class Cannot(Exception):
    """What could not be understood, or not be said in our language, in a word or two."""


@dataclass(slots=True)
class Notes:
    """What a rule leaves out or reads in, to be said beside it. guesses: how many steps it is away from the printed words."""

    left_out: list[str] = field(default_factory=list)
    read_as: list[str] = field(default_factory=list)
    guesses: int = 0


@dataclass(slots=True)
class Noun:
    """A thing in the making. said: what is said of it, one list after the other; of each list one has to hold."""

    thing: str
    said: list[list[s.Predicate]] = field(default_factory=list)
    vague: bool = False  # "information", "it": something has to say what is meant

    def objects(self) -> list[tuple[str, tuple[s.Predicate, ...]]]:
        return [(self.thing, tuple(dict.fromkeys(each))) for each in product(*self.said)]


@dataclass(slots=True)
class Group:
    """One deed in the making: acts that share what comes after them."""

    acts: list[str] = field(default_factory=list)
    nouns: list[Noun] = field(default_factory=list)
    people: list[s.Person] = field(default_factory=list)
    settings: list[tuple[str, ...]] = field(default_factory=list)
    about: bool = False  # who is named next is spoken about
    anything: bool = False
    used: bool = False  # it is said to be used: of a picture that is to publish it, of a password it is not

    @property
    def has_object(self) -> bool:
        return bool(self.nouns or self.people or self.anything)

    @property
    def vague(self) -> bool:
        """Whether it speaks of "it" or of "information", and of nothing that says what is meant."""
        return any(noun.vague and not noun.said for noun in self.nouns) and not self.objects()

    def objects(self) -> list[tuple[str, tuple[s.Predicate, ...]]]:
        """What it is done to, as alternatives: a thing (`something` for what only its predicates say) with all that is said of it."""
        found = [each for noun in self.nouns if noun.said or noun.thing != SOMETHING for each in noun.objects()]
        return list(dict.fromkeys(found))

    def take(self, deed: s.Deed) -> None:
        """What a phrase says: its acts, people and settings, and its things beside those that are there."""
        self.acts += [act for act in deed.acts if act not in self.acts]
        self.people += deed.people
        self.settings += deed.settings
        self.nouns += [noun for thing in deed.things for noun in nouns_of(thing)]


def nouns_of(thing: s.Thing) -> list[Noun]:
    """A thing as it is said in our language, as nouns."""
    if thing.that is None:
        return [Noun(thing.phrase)]
    if thing.that.joined == "and":
        return [Noun(thing.phrase, [[each] for each in thing.that.items])]
    return [Noun(thing.phrase, [list(thing.that.items)])]


def words_of(hits: Iterable[Hit], text: str) -> str:
    """The words of the text at which hits stand, from the first to the last."""
    tokens = [token for hit in hits for token in hit.tokens]
    return text[min(token.start for token in tokens) : max(token.end for token in tokens)] if tokens else ""


def chunks(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """The runs of hits between `and`, `or` and commas, each with the word that stands before it."""
    made: list[tuple[str, list[Hit]]] = [("", [])]
    for hit in hits:
        if hit.slot != "sep":
            made[-1][1].append(hit)
        elif made[-1][1]:
            made.append((hit.value, []))
        elif hit.value != ",":
            made[-1] = (hit.value, [])
    return [each for each in made if each[1]]


class Deeds:
    """Makes deeds over one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # The acts that can hold content: "befriend something that is abusive" says nothing.
        posted = lexicon.vocabulary.makes_sense("content.abusive")
        self.carriers = {str(value) for leaf in leaves(posted) if isinstance(leaf, Among) and leaf.fact == "act" for value in leaf.values}  # fmt: skip

    def groups(self, text: str, notes: Notes, may_drop: bool = True) -> list[Group]:
        """The deeds that a text speaks of. may_drop: items of a list that are not understood may be left out. Raises Cannot."""
        runs = chunks(self.lexicon.hits(text, DEED))
        making = _Making(self, text, notes)
        for number, (word, run) in enumerate(runs):
            if strange := [hit for hit in run if hit.slot == "unknown"]:
                if not may_drop or not self._may_drop(runs, number, strange):
                    raise Cannot(words_of(strange, text))
                notes.left_out.append(words_of(run, text))
                making.dropped_act = making.dropped_act or not making.group.acts
                continue
            making.chunk(word, run, self._any_of(runs, number))
        made = [self._settled(group) for group in making.done() if group.acts or group.has_object or group.settings]
        if not made:
            raise Cannot("no act")
        made = self._merged(made)
        for group in made[:-1]:  # what stands at the end ("… on a personal account") is said of every deed before it
            group.settings += [each for each in made[-1].settings if each not in group.settings]
        return made

    @staticmethod
    def _merged(groups: list[Group]) -> list[Group]:
        """Deeds of the same acts as one: "bully somebody, or discriminate" is to share what does either."""
        made: list[Group] = []
        for group in groups:
            same = next((each for each in made if each.acts == group.acts and each.nouns and group.nouns and not (each.people or group.people or group.settings)), None)  # fmt: skip
            if same is None:
                made.append(group)
            else:
                same.nouns += group.nouns
        return made

    @staticmethod
    def _any_of(runs: list[tuple[str, list[Hit]]], number: int) -> bool:
        """Whether a setting is one of several ("at school, at home or on a trip"); a comma alone adds a further one."""
        for word, run in runs[number:]:
            if any(hit.slot not in ("where", *_SAYS_NOTHING) for hit in run):
                return False
            if word in ("or", "and"):
                return True
        return False

    @staticmethod
    def _may_drop(runs: list[tuple[str, list[Hit]]], number: int, strange: list[Hit]) -> bool:
        """Whether an item can be left out: it stands in a list, nothing in it is understood, and nothing in it may be said of the others."""
        run = runs[number][1]
        if any(token.stem[:1].isdigit() or token.stem in _TIMES for hit in run for token in hit.tokens):
            return False  # "between 8.40am and 3.10pm" is no item of a list
        if len(runs) < 2 or not all(hit.slot in (*_SAYS_NOTHING, "generic") or hit in strange for hit in run):
            return False
        if not any(word in ("or", "and") for word, _ in runs[max(number, 1) :]):
            return False  # after a comma alone it may say how: "…, unsupervised"
        return (
            number < len(runs) - 1
            or (run[0] in strange and len(strange) <= 2)
            or (run[0].tokens[0].stem == "other" and len(run) < 6)
        )

    def _settled(self, group: Group) -> Group:
        """A group without the acts that others of it hold already."""
        acts = [act for act in group.acts if act != "use a phone"] or group.acts  # "use a phone to …"
        # "use social media to communicate with …", and not by e-mail; a personal account holds e-mail too
        if {"use social media", "communicate with"} <= set(acts) and not any("account" in each for setting in group.settings for each in setting):  # fmt: skip
            acts = ["engage on social media" if act == "communicate with" else act for act in acts]
        acts = [act for act in acts if act not in BROAD] or acts
        sets = {act: self.lexicon.acts_of(act) for act in acts}
        group.acts = [act for at, act in enumerate(acts) if not any(sets[act] < sets[other] or (sets[act] == sets[other] and other_at < at) for other_at, other in enumerate(acts) if other != act)]  # fmt: skip
        school_mail = ("by school e-mail",), ("with a school e-mail address",)  # of a message, of an account
        opened = "create an account" in group.acts
        group.settings = [school_mail[opened] if each in school_mail else each for each in group.settings]
        return group

    # ---- as a deed -----------------------------------------------------------------------------------------------

    def deed(self, group: Group, notes: Notes, default: str = "share") -> s.Deed:
        """A group as a deed. default: the act that is meant where none is named. Raises Cannot where it says too little or too much."""
        found = group.objects()
        if len(found) > MOST:
            raise Cannot("more alternatives than one sentence holds")
        if group.vague and (not group.acts or set(group.acts) & _CARRYING):
            raise Cannot("what is meant by its pronoun or general word")
        acts = tuple(group.acts)
        if not acts:
            if not found or (group.used and not all(thing.startswith("a picture") for thing, _ in found)):
                raise Cannot("no act")
            acts = (default,)
            notes.guesses += 1
        objects, settings = found, list(group.settings)
        if group.people and not any(act in _CARRYING for act in acts):
            talk = [each for each in objects if each[0] in _TALK or (len(each[1]) == 1 and each[1][0].phrase in _TALK)]
            if talk and len(talk) == len(objects):  # of a contact it is the contact that is about school
                objects, settings = [], [*settings, ("about school",)]
        if acts == ("share",) and objects and all(thing == "a log-in" for thing, _ in objects):
            acts = ("pass on",)  # a password is shared by any way, not on social media alone
        if acts == ("give details to",):  # the details are what is given
            objects = [each for each in objects if each[0] not in ("personal data", "a log-in") or each[1]]
        if set(acts) <= _CARRYING and any(thing.startswith("a picture") for thing, _ in objects):
            # "post a picture of a pupil at a school event": it is the picture that was taken there.
            if places := [each for each in settings if each in (("at school",), ("at a school event",))]:
                settings = [each for each in settings if each not in places]
                objects = [(thing, (*said, s.Predicate("was taken at school"))) for thing, said in objects]
        things = self._things(objects)
        if group.anything and not things:
            things = (s.Thing(SOMETHING),)
        people = tuple(group.people)
        if acts == ("give details to",) and not people:
            people = (s.Person("anybody"),)
        if set(acts) <= _OF_SOMETHING and not things and not people and not (acts == ("publish",) and settings):
            raise Cannot(f"{acts[0]} what")
        for act in acts:
            if (
                people
                and any(thing == "a log-in" for thing, _ in objects)
                and act not in ("share", "pass on", "give details to")
            ):
                raise Cannot("a log-in that is used to reach somebody")
            if objects and not self.lexicon.acts_of(act) & self.carriers:
                raise Cannot(f"{act} something")
            if act in ("use a phone", *BROAD) and (group.people or objects):
                raise Cannot(f"{act} with somebody or something")
            if not people and not things and self._wants_people(act):
                raise Cannot(f"{act} with whom")
        return s.Deed(acts, things, people, tuple(settings))

    def scope(self, group: Group) -> s.Deed:
        """A group as what a policy does not cover: an act or a thing, or a setting alone."""
        if group.vague:
            raise Cannot("what is meant by its pronoun or general word")
        return s.Deed(tuple(group.acts), self._things(group.objects()), tuple(group.people), tuple(group.settings))

    def _things(self, objects: list[tuple[str, tuple[s.Predicate, ...]]]) -> tuple[s.Thing, ...]:
        """Objects as things; of those that are only something, what is said of each once is said of one."""
        plain = tuple(said[0] for thing, said in objects if thing == SOMETHING and len(said) == 1)
        made = [s.Thing(thing, s.Predicates(said, "and" if len(said) > 1 else "or") if said else None) for thing, said in objects if not (thing == SOMETHING and len(said) == 1)]  # fmt: skip
        return (*made, s.Thing(SOMETHING, s.Predicates(plain))) if plain else tuple(made)

    def _wants_people(self, act: str) -> bool:
        return act in ("befriend", "message", "engage on social media", "call or text") or act.endswith((" with", " to", " for", " on"))  # fmt: skip


class _Making:
    """Deeds in the making, chunk by chunk: the words between `and`, `or` and commas."""

    def __init__(self, deeds: Deeds, text: str, notes: Notes) -> None:
        self.deeds, self.text, self.notes = deeds, text, notes
        self.groups = [Group()]
        self.waiting: list[s.Predicate] = []  # adjectives whose noun is still to come
        self.open: Noun | None = None  # what an "about …" or a "that …" speaks of, and may go on to speak of
        self.noun: Noun | None = None  # the noun of this chunk
        self.own = False  # this chunk has an adjective of its own
        self.relative = False  # a "that" stands before what comes next
        self.after_where = False
        self.speaks_of = False  # whom the last words spoke about, others may be listed with
        self.dropped_act = False  # what was left out may be the act that is done to those who come next

    @property
    def group(self) -> Group:
        return self.groups[-1]

    def done(self) -> list[Group]:
        self._alone()
        return self.groups

    def _alone(self) -> None:
        """Adjectives without a noun stand for something that is so."""
        if self.waiting:
            self.group.nouns.append(Noun(SOMETHING, [self.waiting]))
            self.waiting = []

    def chunk(self, word: str, run: list[Hit], any_of: bool) -> None:
        """One chunk. word: what stands before it; any_of: a setting that it adds is one of several."""
        self.noun, self.own, self.relative = None, False, False
        only_where = all(hit.slot in ("where", *_SAYS_NOTHING) for hit in run)
        said = [hit for hit in run if hit.slot not in _SAYS_NOTHING]
        self.speaks_of = self.speaks_of and bool(said) and said[0].slot == "person"  # "about staff or pupils"
        noun_to_come = any(self._is_noun(hit, run) for hit in run)
        for at, hit in enumerate(run):
            if any(token.brand for token in hit.tokens):
                self.notes.read_as.append(f"“{words_of([hit], self.text)}” stands for any site of its kind")
            match hit.slot:
                case "act" | "about":
                    self._act(hit, run[:at])
                case "thing":
                    self._things(hit.value)
                case "generic" | "anything":
                    if re.search(r"\bin (?:any |the |a |their |which )?$", self.text[: hit.tokens[0].start], re.I):
                        raise Cannot(f"in {words_of([hit], self.text)}")  # where it is said narrows it
                    if hit.tokens[-1].stem == "pictur" and any(each.phrase == "is a rumour" for each in self.waiting):
                        raise Cannot("a false picture")
                    self.group.anything = self.group.anything or hit.slot == "anything"
                    if self.noun is None:
                        self._begin(Noun(SOMETHING, vague=hit.slot == "generic"))
                case "that":
                    if hit.value.phrase == "refers to a pupil" and re.search(
                        r"\b(?:other|another|else)\b.*['’]",
                        self.text[max(0, hit.tokens[0].start - 8) : hit.tokens[-1].start],
                        re.I,
                    ):
                        raise Cannot("other people's children")
                    self._say(hit.value, noun_to_come)
                case "person":
                    if about := self._person(hit):
                        self._say(about[0], False)
                        (self.waiting or (self.open.said[-1] if self.open else [])).extend(about[1:])
                case "who":
                    if not self.group.people:
                        raise Cannot(words_of([hit], self.text))
                    self.group.people[-1] = s.Person(self.group.people[-1].noun, s.Predicates((hit.value,)))
                case "where":
                    self._named_place(hit, said[0] is hit)
                    if (
                        only_where
                        and not any(each.slot == "where" for each in run[:at])
                        and self.after_where
                        and self.group.settings
                        and any_of
                    ):
                        self.group.settings[-1] = (*self.group.settings[-1], hit.value)
                    elif (hit.value,) not in self.group.settings:
                        self.group.settings.append((hit.value,))
                case "hedges":
                    self.notes.left_out.append(words_of([hit], self.text))
                case _:
                    self.group.used = self.group.used or hit.tokens[0].stem == "use"
                    self.relative = self.relative or hit.tokens[0].stem in _RELATIVE
        self.after_where = any(hit.slot == "where" for hit in run)

    def _named_place(self, hit: Hit, first: bool) -> None:
        """Raises Cannot for an account that is an item of a list of things: "telephone numbers and private accounts are not to be given"."""
        before = self.text[: hit.tokens[0].start].lower()
        if first and self.group.acts and not self.group.settings and re.search(r"\b(?:and|or)\b(?: (?:the|any|their|your|a))* $", before) and hit.tokens[-1].stem in ("account", "page", "profile"):  # fmt: skip
            raise Cannot(words_of([hit], self.text))

    def _is_noun(self, hit: Hit, run: list[Hit]) -> bool:
        return hit.slot in ("thing", "generic", "anything") or (hit.slot in ("act", "about") and self._posted(hit, bool(run) and run[0] is not hit))  # fmt: skip

    def _posted(self, hit: Hit, described: bool) -> bool:
        """Whether an act is named as a thing: "posts", "a comment", "abusive remarks"."""
        if hit.tokens[0].stem not in _ACT_NOUNS:
            return False
        begin = hit.tokens[0].start
        word = self.text[begin : hit.tokens[0].end].lower()
        before = self.text[:begin].lower().split()[-1:]
        return word.endswith("s") or word in ("posting", "statement", "remark") or before in (["a"], ["any"], ["such"], ["no"], ["of"]) or (described and (self.own or bool(self.waiting)))  # fmt: skip

    def _act(self, hit: Hit, before: list[Hit]) -> None:
        group = self.group
        if self.dropped_act and not group.acts and group.people:
            self.notes.left_out.append(self.text[: hit.tokens[0].start].strip(" ,"))
            group.people = []  # they belong to the act that was left out
        if self.relative and self.noun is None and self.open is None and group.acts:
            raise Cannot(f"that {words_of([hit], self.text)}")  # "groups that make fun of somebody": not every group
        if self._posted(hit, bool(before)):
            if group.about and group.acts == ["share"] and self.text[: hit.tokens[0].start].lower().endswith(("in ", "in their ", "in any ")):  # fmt: skip
                group.acts = []  # "mention a pupil in their posts"
                group.take(hit.value)
                return
            if not group.acts:
                group.take(hit.value)
                self._begin(Noun(SOMETHING))
            else:
                self._begin(Noun(SOMETHING, vague=True))  # "share posts from our page": which ones has to be said
            group.about = group.about or hit.slot == "about"
            return
        if hit.slot == "about" and (self.noun is not None or (group.acts and not set(group.acts) <= set(BROAD))):
            group.about = True
            if self.noun is None:
                self._begin(Noun(SOMETHING, vague=True))
            return
        if self.noun is not None and hit.value.things:  # "anything that would bring the school into disrepute"
            for thing in hit.value.things:
                for each in thing.that.items if thing.that else ():
                    self._say(each, False)
            return
        if group.acts and (group.has_object or self.waiting):
            if any(each.slot in ("act", "about") for each in before):
                raise Cannot(words_of([hit], self.text))  # "take pictures of pupils using a phone"
            self._alone()
            self.open = None
            group = Group()
            self.groups.append(group)
        if group.people and not group.acts:
            raise Cannot(
                f"{group.people[0].noun} before what is done"
            )  # "only the headteacher may post", "made to message pupils"
        group.take(hit.value)
        group.about = hit.slot == "about"

    def _things(self, things: tuple[s.Thing, ...]) -> None:
        for thing in things:
            for noun in nouns_of(thing):
                self._begin(noun)

    def _begin(self, noun: Noun) -> None:
        """A noun: the adjectives before it are said of it."""
        if self.waiting and noun.thing != SOMETHING and not self.own:
            self._alone()  # "discriminatory, gossip": the adjective stood alone
        if self.waiting:
            noun.said.insert(0, self.waiting)
            self.waiting = []
        self.group.nouns.append(noun)
        self.noun = noun
        self.open = noun if noun.said else None

    def _say(self, predicate: s.Predicate, noun_to_come: bool) -> None:
        """Something is said: of the noun before it, of what an open "that …" speaks of, or of the noun to come."""
        if self.noun is not None:
            self.noun.said.append([predicate])
            self.open = self.noun
        elif self.open is not None and not noun_to_come:
            if self.relative:
                self.open.said.append([predicate])
            else:
                self.open.said[-1].append(predicate)
        elif self.group.about:
            self._begin(Noun(SOMETHING))
            self._say(predicate, False)
            return
        else:
            self.waiting.append(predicate)
            self.own = True
        self.relative = False

    def _person(self, hit: Hit) -> tuple[s.Predicate, ...]:
        """Somebody who is on the other side; or is spoken about, then as predicates of which one has to hold."""
        name, group, text = hit.value, self.group, self.text
        if re.match(r"['’](?:s\b)? \w|s['’] ", text[hit.tokens[-1].end :]) and not (
            group.about or "join a group" in group.acts
        ):
            raise Cannot(f"something of {name}")  # "use my child's log-in": they are nobody on the other side
        if name == "pupil" and _SOMEBODY_ELSES.search(text[: hit.tokens[0].start]) and not any(noun.thing.startswith("a picture") for noun in group.nouns):  # fmt: skip
            raise Cannot("other people's children")
        begun = re.sub(r"\b(?:the|our|their|any|all|other|of the) ", "", text[: hit.tokens[0].start].lower()).rstrip(
            " (,'‘“"
        )
        before = begun.rpartition(" ")[2]  # fmt: skip
        if (
            group.about
            or self.speaks_of
            or (
                re.search(
                    r"\b(?:about|regarding|concerning|against|toward|towards|(?:in relation|relating|in respect|with regard) (?:to|of))$",
                    begun,
                )
            )
        ):
            return self._about(name)
        if before in ("by", "of", "than", "for") and not (group.acts and group.acts[-1] in ("befriend", "photograph")):
            raise Cannot(f"{before} {name}")
        last = group.nouns[-1].thing if group.nouns else ""
        if last.startswith("a picture of") and before not in ("to", "with", "from"):  # "pictures of pupils or staff"
            if name not in _SHOWN:
                self.notes.left_out.append(words_of([hit], text))  # "pictures of pupils or parents": more of the same
                return ()
            self._begin(Noun(_SHOWN[name]))
            return ()
        if group.acts and set(group.acts) <= _CARRYING and not group.people and before not in ("to", "with", "from"):
            if last == NEGATIVE:
                return ()  # "negative comments about the school, its pupils or parents": they are its members
            raise Cannot(f"{name}, who is not said to be written to")
        noun = self.deeds.lexicon.vocabulary.nouns.get(name)
        if name == "school" or not (
            (noun is not None and noun.other) or name in ("their own child", "a pupil's family")
        ):
            raise Cannot(f"{name} on the other side")
        group.people.append(s.Person(_OTHER_SIDE.get(name, name)))
        return ()

    def _about(self, name: str) -> tuple[s.Predicate, ...]:
        if name not in _ABOUT:
            raise Cannot(f"about {name}")
        self.speaks_of = True
        said = _ABOUT[name]
        return tuple(map(s.Predicate, (said,) if isinstance(said, str) else said))
