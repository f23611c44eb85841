"""Deeds: the words for what somebody does in, deeds of our language out; or `Cannot`, with what stood in the way.

Room: importing. Every word has to be understood, but for an item of a list that can be left out without saying more than the source does.
Next door: `lexicon` finds the phrases; `translate` makes sentences of deeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from belisha.language import sentences as s
from belisha.language.conditions import Among, leaves

from .lexicon import DEED, Hit, Lexicon

SOMETHING = "something"
BROAD = ("use social media", "use an internet site", "use the internet", "read social media")
_SAYS_NOTHING = frozenset(("free", "sep", "hedges"))
# What a person is, where they are spoken about and not spoken to.
_ABOUT = {
    "pupil": "refers to a pupil", "their own child": "refers to a pupil", "parent": "names a parent", "relative of pupil": "names a parent", "a pupil's family": "names a parent", "school": "names the school",
    **dict.fromkeys(("staff", "teacher", "headteacher", "governor", "support staff", "teaching assistant", "senior leader", "supply staff", "trainee", "workforce"), "names a colleague"),
}  # fmt: skip
_OTHER_SIDE = {"staff": "colleague", "workforce": "colleague"}
_CARRYING = frozenset(("post", "share", "publish", "put online", "pass on", "discuss", "livestream"))
_TALK = ("is about school matters", "school matters")
_ACT_NOUNS = frozenset(("comment", "post"))


class Cannot(Exception):
    """What could not be understood, or not be said in our language, in a word or two."""


@dataclass(slots=True)
class Notes:
    """What a rule leaves out or reads in, to be said beside it. guesses: how many steps it is away from the printed words."""

    left_out: list[str] = field(default_factory=list)
    read_as: list[str] = field(default_factory=list)
    guesses: int = 0


@dataclass(slots=True)
class Group:
    """One deed in the making. objects: alternatives, each a thing (`something` for what only its predicates say) with all that is said of it."""

    acts: list[str] = field(default_factory=list)
    objects: list[tuple[str, tuple[s.Predicate, ...]]] = field(default_factory=list)
    people: list[s.Person] = field(default_factory=list)
    settings: list[tuple[str, ...]] = field(default_factory=list)
    about: bool = False
    vague: bool = False  # it speaks of "information" or "it" and has yet to say what is meant
    anything: bool = False

    @property
    def has_object(self) -> bool:
        return bool(self.objects or self.people or self.vague or self.anything)

    def add(self, thing: str, said: Iterable[s.Predicate] = ()) -> None:
        if (one := (thing, tuple(dict.fromkeys(said)))) not in self.objects:
            self.objects.append(one)

    def take(self, deed: s.Deed) -> None:
        """What a phrase says: its acts, people and settings, and its things beside those that are there."""
        self.acts += [act for act in deed.acts if act not in self.acts]
        self.people += deed.people
        self.settings += deed.settings
        self.take_things(deed.things)

    def take_things(self, things: Iterable[s.Thing]) -> None:
        for thing in things:
            for said in alternatives(thing.that):
                self.add(thing.phrase, said)


def alternatives(that: s.Predicates | None) -> list[tuple[s.Predicate, ...]]:
    if that is None:
        return [()]
    return [that.items] if that.joined == "and" else [(each,) for each in that.items]


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
        found = [Group()]
        waiting: list[s.Predicate] = []  # adjectives whose noun is still to come
        relative: tuple[str, tuple[s.Predicate, ...]] | None = None  # what an open "that …" speaks of
        after_where = False
        for number, (_, run) in enumerate(runs):
            if strange := [hit for hit in run if hit.slot == "unknown"]:
                if not may_drop or not self._may_drop(runs, number, strange):
                    raise Cannot(words_of(strange, text))
                notes.left_out.append(words_of(run, text))
                continue
            group = found[-1]
            only_where = all(hit.slot in ("where", *_SAYS_NOTHING) for hit in run)
            noun = ""
            before: list[s.Predicate] = []
            after: list[s.Predicate] = []
            vague = False
            for at, hit in enumerate(run):
                if any(token.brand for token in hit.tokens):
                    notes.read_as.append(f"“{words_of([hit], text)}” stands for any site of its kind")
                match hit.slot:
                    case "act" | "about":
                        is_noun = hit.tokens[0].stem in _ACT_NOUNS and (bool(group.acts) or bool(before) or bool(waiting))  # fmt: skip
                        spoken_of = noun != "" or any(each.slot in ("generic", "anything") for each in run[:at])
                        if hit.slot == "about" and ((group.acts and not set(group.acts) <= set(BROAD)) or spoken_of):
                            group.about, vague = True, True
                            continue
                        if spoken_of and hit.value.things:
                            after += [each for thing in hit.value.things for said in alternatives(thing.that) for each in said]  # fmt: skip
                            continue
                        if is_noun:
                            noun = noun or (SOMETHING if before or waiting else "")
                            if not group.acts:
                                group.take(hit.value)
                            group.about = group.about or hit.slot == "about"
                            vague = vague or not (
                                before or waiting
                            )  # "share posts from our page": which ones has to be said
                            continue
                        if group.acts and (group.has_object or waiting):
                            self._finish(group, waiting)
                            waiting, relative = [], None
                            group = Group()
                            found.append(group)
                        group.take(hit.value)
                        group.about = hit.slot == "about"
                    case "thing":
                        for thing in hit.value[:-1]:
                            group.take_things((thing,))
                        last = hit.value[-1]
                        noun = last.phrase
                        if last.that is not None:
                            (after if last.phrase == SOMETHING else before).extend(last.that.items)
                    case "that":
                        (after if noun or vague else before).append(hit.value)
                    case "where":
                        if only_where and after_where and group.settings and self._any_of(runs, number):
                            group.settings[-1] = (*group.settings[-1], hit.value)
                        elif (hit.value,) not in group.settings:
                            group.settings.append((hit.value,))
                    case "person":
                        if predicate := self._person(hit, group, text, bool(noun or vague or before)):
                            (after if noun or vague or before else before).append(predicate)
                    case "who":
                        if not group.people:
                            raise Cannot(words_of([hit], text))
                        group.people[-1] = s.Person(group.people[-1].noun, s.Predicates((hit.value,)))
                    case "generic":
                        vague = True
                    case "anything":
                        group.anything = vague = True
                    case "hedges":
                        notes.left_out.append(words_of([hit], text))
            if after and not noun:
                noun = SOMETHING
            if noun or vague:
                if (
                    waiting and not before and noun not in ("", SOMETHING)
                ):  # "discriminatory, gossip": the adjective stood alone
                    self._finish(group, waiting)
                    waiting = []
                heads: list[tuple[s.Predicate, ...]] = [(each,) for each in (*waiting, *before)] or [()]
                if noun and noun != SOMETHING and len(before) > 1 and not waiting:
                    heads = [tuple(before)]
                waiting = []
                for head in heads:
                    if noun not in ("", SOMETHING) or head or after:
                        group.add(noun or SOMETHING, (*head, *after))
                if vague and not (before or after or heads != [()] or noun or group.anything):
                    group.vague = True
                relative = (noun or SOMETHING, heads[0] if len(heads) == 1 else ()) if after else None
            elif before and relative is not None:
                for each in before:
                    group.add(relative[0], (*relative[1], each))
            else:
                waiting += before
            after_where = any(hit.slot == "where" for hit in run)
        self._finish(found[-1], waiting)
        made = [self._settled(group) for group in found if group.acts or group.has_object or group.settings]
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
            same = next((each for each in made if each.acts == group.acts and each.objects and group.objects and not (each.people or group.people or group.settings)), None)  # fmt: skip
            if same is None:
                made.append(group)
            else:
                same.objects += [each for each in group.objects if each not in same.objects]
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
        if len(runs) < 2 or not all(hit.slot in _SAYS_NOTHING or hit in strange for hit in run):
            return False
        if not any(word in ("or", "and") for word, _ in runs[max(number, 1) :]):
            return False  # after a comma alone it may say how: "…, unsupervised"
        return number < len(runs) - 1 or len(run) == 1 or (run[0].tokens[0].stem == "other" and len(run) < 6)

    @staticmethod
    def _finish(group: Group, waiting: list[s.Predicate]) -> None:
        for each in waiting:
            group.add(SOMETHING, (each,))

    def _person(self, hit: Hit, group: Group, text: str, said: bool) -> s.Predicate | None:
        """Somebody who is on the other side, or is spoken about: then a predicate."""
        name = hit.value
        before = text[: hit.tokens[0].start].lower().replace("the ", "").replace("our ", "").rstrip().rpartition(" ")[2].strip("(,'‘“")  # fmt: skip
        if group.about or (before in ("about", "regarding", "concerning") and group.acts):
            if name not in _ABOUT:
                raise Cannot(f"about {name}")
            return s.Predicate(_ABOUT[name])
        if before in ("by", "of", "than", "for") and not (group.acts and group.acts[-1] in ("befriend", "photograph")):
            raise Cannot(f"{before} {name}")
        noun = self.lexicon.vocabulary.nouns.get(name)
        if name == "school" or not (
            (noun is not None and noun.other) or name in ("their own child", "a pupil's family")
        ):
            raise Cannot(f"{name} on the other side")
        group.people.append(s.Person(_OTHER_SIDE.get(name, name)))
        return None

    def _settled(self, group: Group) -> Group:
        """A group without the acts that others of it hold already."""
        acts = [act for act in group.acts if act != "use a phone"] or group.acts  # "use a phone to …"
        acts = [act for act in acts if act not in BROAD] or acts
        sets = {act: self.lexicon.acts_of(act) for act in acts}
        group.acts = [act for at, act in enumerate(acts) if not any(sets[act] < sets[other] or (sets[act] == sets[other] and other_at < at) for other_at, other in enumerate(acts) if other != act)]  # fmt: skip
        if any(thing != SOMETHING for thing, _ in group.objects):
            group.vague = False
        return group

    # ---- as a deed -----------------------------------------------------------------------------------------------

    def deed(self, group: Group, notes: Notes, default: str = "share") -> s.Deed:
        """A group as a deed. default: the act that is meant where none is named. Raises Cannot where it says too little or too much."""
        if group.vague and not group.objects and (not group.acts or set(group.acts) & _CARRYING):
            raise Cannot("what is meant by its pronoun or general word")
        acts = tuple(group.acts)
        if not acts:
            if not group.objects:
                raise Cannot("no act")
            acts = (default,)
            notes.guesses += 1
        objects, settings = list(group.objects), list(group.settings)
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
        for act in acts:
            if objects and not self.lexicon.acts_of(act) & self.carriers:
                raise Cannot(f"{act} something")
            if act in ("use a phone", *BROAD) and (group.people or objects):
                raise Cannot(f"{act} with somebody or something")
            if not group.people and not things and self._wants_people(act):
                raise Cannot(f"{act} with whom")
        return s.Deed(acts, things, tuple(group.people), tuple(settings))

    def scope(self, group: Group) -> s.Deed:
        """A group as what a policy does not cover: an act or a thing, or a setting alone."""
        if group.vague and not group.objects:
            raise Cannot("what is meant by its pronoun or general word")
        return s.Deed(tuple(group.acts), self._things(group.objects), tuple(group.people), tuple(group.settings))

    def _things(self, objects: list[tuple[str, tuple[s.Predicate, ...]]]) -> tuple[s.Thing, ...]:
        """Objects as things; of those that are only something, what is said of each once is said of one."""
        plain = tuple(said[0] for thing, said in objects if thing == SOMETHING and len(said) == 1)
        made = [s.Thing(thing, s.Predicates(said, "and" if len(said) > 1 else "or") if said else None) for thing, said in objects if not (thing == SOMETHING and len(said) == 1)]  # fmt: skip
        return (*made, s.Thing(SOMETHING, s.Predicates(plain))) if plain else tuple(made)

    def _wants_people(self, act: str) -> bool:
        return act in ("befriend", "message", "engage on social media", "call or text", "photograph") or act.endswith((" with", " to", " for", " on"))  # fmt: skip
