"""Translate: a sentence of a school's document in, the rules of our language that say the same out; or nothing.

Room: importing. Nothing is invented: every word of the source is understood, changes nothing, or is named as left out; an exception that cannot be
stated means no rule at all. A rule binds no more strongly than the sentence (`modality`).
Inside: `parts` cuts a sentence, `lexicon` finds its phrases, `deeds` makes deeds of them.
Next door: `nearest` looks for a rule of the library instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from belisha.language import Vocabulary
from belisha.language import sentences as s
from belisha.language.meaning import check_meaning
from belisha.language.policy import Clause, FrontMatter, Policy, Rules
from belisha.language.reading import NotRead
from belisha.language.writing import Writer

from ..around import Around, acting
from ..modality import Said
from ..sentences import Sentence
from .deeds import BROAD, SOMETHING, Cannot, Deeds, Notes, chunks, words_of
from .lexicon import CARE, CONDITION, CONSEQUENCE, DEED, DUTY, IDIOM, POLICIES, SAYS_NOTHING, Hit, Lexicon, lexicon
from .parts import PARTICIPLE, Part, parts
from .plain import plain

_DEADLINE = re.compile(
    r",? ?\b(?:with)?in (?:a maximum of |at most )?(\d{1,3}|one|two|three|four|five|six|seven|ten|twelve|twenty-four|forty-eight|seventy-two) (school|working|work) days?\b|,? ?\bwithin (\d{1,3}|twenty-four|forty-eight|seventy-two) hours\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Translation:
    """trees: the rules; left_out: words of the source that they do not say; read_as: what was read into them; guesses: how many steps were taken."""

    trees: tuple[s.Sentence, ...]
    left_out: tuple[str, ...]
    read_as: tuple[str, ...]
    guesses: int


class Translator:
    """Translates over one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.vocabulary: Vocabulary = lexicon.vocabulary
        self.reader = lexicon.reader
        self.writer = Writer(self.vocabulary)
        self.deeds = Deeds(lexicon)
        self.reasons = re.compile(
            r",? ?\b(?:" + "|".join(re.escape(each) for each in lexicon.raw["reasons"]) + r")\b", re.I
        )

        self.because_of = r",? ?\b(?:because|as this|as these|since this|given that|due to)\b"
        # A ban "in order to protect them" says why; one of use "in order to bully" bans no more than that.
        self.shielding = re.compile(
            self.because_of
            + r"|,? ?\b(?:so as to|in order to|to) (?:help )?(?:avoid|ensure|prevent|protect|safeguard|minimise|reduce|maintain|keep|support|comply)\b|,? ?\b(?:so that|in order that|therefore|as it|as they|in light of|on the basis that|on the grounds that|this be because|as part of)\b",
            re.I,
        )
        self.because = re.compile(self.because_of, re.I)

    def translate(self, sentence: Sentence, said: Said, around: Around) -> Translation | None:
        try:
            return self.attempt(sentence, said, around)
        except Cannot:
            return None

    def worded(self, tree: s.Sentence) -> str:
        """The sentence in the words that a school would choose, of those that say the same."""
        text = self.writer.sentence(tree)
        for ours, theirs in self.lexicon.raw["wording"].items():
            other = text.replace(ours, theirs)
            if other != text and self._reads_as(other, tree):
                text = other
        return text

    def _reads_as(self, text: str, tree: s.Sentence) -> bool:
        try:
            return self.reader.sentence(text) == tree
        except NotRead:
            return False

    def start(self, sentence: Sentence) -> tuple[s.Clause, tuple[str, ...]]:
        """What starts a procedure, by its lead-in, and the people who are to act. Raises Cannot."""
        part = parts(sentence.text, "", self.reasons)[0][0]
        if len(part.when) != 1:
            raise Cannot("no condition")
        people = [hit.value for hit in self.lexicon.hits(part.when[0], CONDITION) if hit.slot == "person"]
        if not _PRONOUN.fullmatch(part.subject.strip()):
            people = [person.noun for person in self._who(part.subject, Around(), Notes())]
        lead = self._duty_lead(part.when[0], (s.Person("school"),), Around(), None, Notes())
        if isinstance(lead, s.Finder):
            lead = self.lexicon.happens(lead)
        if isinstance(lead, s.Doer):
            raise Cannot("a deed that starts a procedure")
        return lead, tuple(people[:1])

    def attempt(self, sentence: Sentence, said: Said, around: Around) -> Translation:
        """The rules that a sentence states. Raises Cannot, with what stood in the way."""
        if said.modality == "none" or sentence.leads:
            raise Cannot("binds nobody by itself")
        if _NOT_BOUND.search(sentence.text) or _NOT_BOUND.search(sentence.lead_in or ""):
            raise Cannot("what nobody has to do, or what a rule leaves free")
        if _OF_A_THING.match(sentence.lead_in or "") or (
            not sentence.lead_in and _OF_A_THING.match(sentence.section or "")
        ):
            raise Cannot("a list of what something is for")
        if _GOES_ON.match(around.after):
            raise Cannot("the next sentence makes an exception")
        if sentence.lead_in:
            around = replace(around, before=())  # its lead-in says whom it means, or nobody does
            if led := acting(sentence.lead_in):
                around = replace(around, people=led, named=True, likely=False)
        notes = Notes()
        found: list[s.Sentence] = []
        failed: Cannot | None = None
        # A leave for a purpose is a leave for that alone: it is kept, and has to be understood.
        # So is a ban of doing something for a purpose.
        reasons = (
            self.because
            if said.modality == "may"
            else self.shielding
            if said.modality in ("must not", "should not")
            else self.reasons
        )
        whole, aside = parts(sentence.text, sentence.lead_in, reasons)
        if any(re.search(r"\b(?:only|unless|except|without|not)\b", each) for each in aside):
            raise Cannot("what stands in brackets")
        notes.left_out += aside
        if said.modality == "definition" and (known := self._misuse(sentence)) is not None:
            return Translation((known,), (), (), 0)
        if said.modality == "definition":
            whole = (Part("", "", False, plain(sentence.text)[0]),)
        for part in whole:
            mine = Notes()
            part = self._strengthened(part, said, not any(each.banned for each in whole))
            try:
                trees = [each for tree in self._part(part, said, around, mine) for each in self._checked(tree, said)]
            except Cannot as cannot:
                failed = cannot
                if any(
                    (each.unless or each.without) and (each is whole[0] or each.subject == whole[0].subject)
                    for each in whole
                ):
                    raise  # the exception may belong to what was understood
                notes.left_out.append(" ".join(part.predicate.split()))
                continue
            found += [tree for tree in dict.fromkeys(trees) if tree not in found]
            notes.left_out += mine.left_out
            notes.read_as += mine.read_as
            notes.guesses += mine.guesses
        if not found:
            raise failed or Cannot("nothing to say")
        return Translation(tuple(found), self._once(notes.left_out), tuple(dict.fromkeys(notes.read_as)), notes.guesses)

    @staticmethod
    def _once(left_out: list[str]) -> tuple[str, ...]:
        """What is left out, without what stands in another of them."""
        each = [one for one in dict.fromkeys(left_out) if one]
        return tuple(one for one in each if not any(one != other and one in other for other in each))

    # ---- one clause --------------------------------------------------------------------------------------------

    def _part(self, part: Part, said: Said, around: Around, notes: Notes) -> list[s.Sentence]:
        text = f"{part.subject} {part.predicate}"
        # A lead-in's condition holds for each of its bullets; a duty keeps it apart, for its procedure may say it once.
        led, part = part, replace(part, when=(*part.starts, *part.when), starts=())

        def has(slot: str, slots: frozenset[str]) -> bool:
            return any(hit.slot == slot for hit in self.lexicon.hits(text, slots))

        policies = has("policy", POLICIES) and has("going against" if part.banned else "keeping to", POLICIES)
        if has("result", SAYS_NOTHING | {"result"}) and not (part.banned and policies):
            return [self._consequence(part, text, around, notes)]
        if said.modality == "definition":
            return [self._outside(part.predicate, notes)]
        if said.modality == "needs approval" or part.without or any(_APPROVAL.search(each) for each in (*part.unless, *(when for when in part.when if part.banned and when.startswith("before ")))):  # fmt: skip
            return self._leave(part, said, around, notes)
        if has("sentence", IDIOM) or (part.only and any(hit.slot == "sentence" for hit in self.lexicon.hits(f"only {part.predicate}", IDIOM))):  # fmt: skip
            mine = Notes()
            try:
                idiom = self._idiom(part, text, around, mine)
            except Cannot:
                if not (part.banned or part.only):
                    raise
            else:
                notes.left_out, notes.guesses = [*notes.left_out, *mine.left_out], notes.guesses + mine.guesses
                return idiom
        if policies and not (said.modality == "procedure" and has("duty", DUTY)):
            return [self._policies(replace(part, banned=True), text, around, notes)]
        if part.banned:
            return self._ban(part, around, notes)
        if any(hit.value == "take care" for hit in self.lexicon.hits(text, CARE) if hit.slot == "duty"):
            return self._duties(led, around, notes)
        if part.only:
            return self._only(part, around, notes)
        if part.strength == "may" and not has("duty", DUTY):
            return self._may(part, around, notes)
        try:
            return self._duties(led, around, notes)
        except Cannot:
            if part.strength == "may":
                return self._may(part, around, notes)
            if has("duty", DUTY):
                raise
            return self._only(part, around, notes)

    def _strengthened(self, part: Part, said: Said, alone: bool) -> Part:
        """The clause as strong as the sentence is said to be, and never stronger. alone: no clause of the sentence says itself that it bans."""
        label = said.modality
        open_ = part.command or part.led or not part.strength
        banned = part.banned or (label in ("must not", "should not") and (open_ or alone) and not part.only)
        strength = part.strength
        if open_ and not (label == "procedure" and strength):
            strength = {"must not": "must", "needs approval": "must", "procedure": "must", "should not": "should"}.get(
                label, label
            )
        if label in ("should", "should not") and strength == "must":
            strength = "should"
        if banned and strength == "may":
            strength = "should" if label == "should not" else "must"
        return replace(part, strength=strength, banned=banned)

    # ---- who -----------------------------------------------------------------------------------------------------

    def _who(self, text: str, around: Around, notes: Notes) -> s.People:
        """Whom a subject names. Raises Cannot where it says more than whom."""
        if _PRONOUN.fullmatch(text.strip()):
            if around.likely and _SPOKEN_TO.fullmatch(text.strip()):
                raise Cannot("who speaks, or is spoken to")
            return self._around(around, notes)
        people: list[s.Person] = []
        for hit in self.lexicon.hits(text, _WHO):
            if hit.slot == "person":
                people.append(s.Person(hit.value))
            elif hit.slot == "who" and people:
                people[-1] = s.Person(people[-1].noun, s.Predicates((hit.value,)))
            elif hit.value == "school" or (hit.slot == "unknown" and hit.tokens[0].stem == "school"):
                people.append(s.Person("school"))
            elif hit.slot == "unknown" and hit.tokens[0].stem in ("adult", "person", "anybody"):
                if hit.tokens[0].stem == "adult":
                    raise Cannot(words_of([hit], text))
                if around.people and re.match(r"every", text.strip(), re.I):
                    return self._around(around, notes)  # "everyone" whom the policy is for
                people.append(s.Person("anybody"))
            elif hit.slot not in ("free", "sep", "generic", "hedges"):
                raise Cannot(f"who: {words_of([hit], text)}")
        if not people:
            return self._around(around, notes)
        return self._simple(people)

    def _around(self, around: Around, notes: Notes) -> s.People:
        if not around.people:
            raise Cannot("who is bound")
        notes.guesses += 1
        if around.likely:
            notes.read_as.append(
                f"It says nobody; most of the document binds {self.writer.noun(around.people[0], True)}"
            )
        return self._simple([s.Person(name) for name in around.people if self._acts(name)])

    def _simple(self, people: Iterable[s.Person]) -> s.People:
        """Nobody twice: who is among staff is not named beside them. A role that only duties fall on stands alone."""
        names = list(dict.fromkeys(people))
        if any(not self._acts(each.noun) for each in names):
            if not all(self._bears(each.noun) for each in names):
                raise Cannot("nobody who acts")
            return tuple(names)
        expanded = {each: self._actors(each.noun) for each in names}
        return tuple(each for each in names if each.who or not any(expanded[each] < expanded[other] for other in names if not other.who))  # fmt: skip

    def _bears(self, name: str) -> bool:
        noun = self.vocabulary.nouns.get(name)
        return noun is not None and (noun.recipient or bool(noun.actor))

    def _acts(self, name: str) -> bool:
        noun = self.vocabulary.nouns.get(name)
        return noun is not None and bool(noun.actor)

    def _actors(self, name: str) -> frozenset[str]:
        return frozenset(self.vocabulary.expand(self.vocabulary.nouns[name].actor, self.vocabulary.groups))

    def _actor_and_deed(self, part: Part, around: Around, notes: Notes) -> tuple[s.People, str]:
        """Who is bound, and the words for what they do, as though they were active."""
        if not (part.command or part.led) and around.before:
            around = replace(
                around, people=around.before
            )  # the narrower guess: a command speaks to all, this may go on about those
        if not (part.command or part.led or _SPOKEN_TO.fullmatch(part.subject.strip())) and not around.named:
            around = Around()  # a title says whom commands are for, and not who else does what
        if part.passive and " between " not in part.subject:
            met = _VERBS.match(part.predicate)
            if not met:
                raise Cannot(part.predicate)
            verb, particle, rest = met["verbs"], met["particle"] or "", met["rest"]
            who: s.People | None = None
            if by := re.search(r"\bby (.+?)(?= (?:on|in|at|to|for|through|via|during|while|with|without)\b|$)", rest):
                try:
                    who = self._who(by[1], Around(), Notes())
                    rest = rest[: by.start()] + rest[by.end() :]
                except Cannot:
                    raise Cannot(f"by {by[1]}") from None
            return who or self._around(around, notes), f"{verb} {particle} {part.subject} {rest}"
        if (
            met := re.search(r"\bbetween (.+?) and (.+?)(?= (?:on|about|in|at|for|via|through)\b|$)", part.subject)
        ) and self._is_people(met[1]):
            rest = f"{part.subject[: met.start()]}with {met[2]}{part.subject[met.end() :]}"
            return self._who(met[1], around, notes), f"{rest} {part.predicate}"
        if part.nominal or not self._is_people(part.subject):
            subject = part.subject
            who = None
            if by := re.search(
                r"\bby ([^,]+?)(?= (?:on|in|at|to|through|via|during|while|with|from|is|are|of|for)\b|$)", subject
            ):
                try:
                    who = self._who(by[1], Around(), Notes())
                    subject = subject[: by.start()] + subject[by.end() :]
                except Cannot:
                    raise Cannot(f"by {by[1]}") from None
            for_whom = re.match(r"\s*(?:for|to) ([^,]+?)(?= (?:on|in|at|to|through|via|during|while|with|between|outside)\b|$)", part.predicate)  # fmt: skip
            predicate = part.predicate
            if part.nominal and who is None and for_whom and self._is_people(for_whom[1]):
                who, predicate = self._who(for_whom[1], Around(), Notes()), predicate[for_whom.end() :]
            return who or self._around(around, notes), f"{subject} {predicate}"
        return self._who(part.subject, around, notes), part.predicate

    def _is_people(self, text: str) -> bool:
        hits = [hit for hit in self.lexicon.hits(text, _WHO) if hit.slot not in ("free", "sep", "hedges")]
        return not text.strip() or (bool(hits) and all(hit.slot in ("person", "who", "unknown") or hit.value == "they" for hit in hits) and (hits[0].slot == "person" or hits[0].tokens[0].stem in ("school", "person", "anybody", "i", "you", "he") or hits[0].value == "they"))  # fmt: skip

    # ---- bans, leaves, permissions -------------------------------------------------------------------------------

    def _rules(self, who: s.People, modality: str, text: str, part: Part, around: Around, notes: Notes, **more: object) -> list[s.Sentence]:  # fmt: skip
        made: list[s.Sentence] = []
        self._lessons(text, who)
        if modality == "may" and re.search(r"\b(?:bring|carry|have|take|keep)\b", text) and any(hit.slot == "act" and "use a phone" in hit.value.acts for hit in self.lexicon.hits(text, DEED)):  # fmt: skip
            raise Cannot("a leave to carry, which is none to use")
        groups = self.deeds.groups(text, notes, may_drop=modality != "may")
        everywhere = [(hit.value,) for hit in self.lexicon.hits(part.subject, DEED) if hit.slot == "where"] if not self._is_people(part.subject) else []  # fmt: skip
        for group in groups:
            group.settings = [*(each for each in everywhere if each not in group.settings), *group.settings]
            when: s.Clause | None = None
            if group.nouns and group.acts and all(act in BROAD for act in group.acts):
                # Reading holds no content: what is said of it stands after `when`.
                objects = group.objects()
                if not objects or any(thing != SOMETHING or len(said) != 1 for thing, said in objects):
                    raise Cannot("what is used, and more of it than can be said")
                when = s.Is("it", s.Predicates(tuple(said[0] for _, said in objects)))
                group = replace(group, nouns=[])
            deed = self.deeds.deed(group, notes)
            if any("their child" in act for act in deed.acts) and not {person.noun for person in who} <= {
                "parent",
                "family",
                "relative of pupil",
            }:
                raise Cannot("whose child")
            before = tuple(each for each in part.when if each.startswith("before "))
            if before and not modality.endswith("not"):
                raise Cannot(before[0])
            whens = [each for each in (when, *(self._tail(each, deed, notes) for each in part.when if each not in before)) if each is not None]  # fmt: skip
            unless = tuple(s.Exception_(self._condition(each, deed, notes), until=each.startswith(("until ", "before "))) for each in (*part.unless, *before))  # fmt: skip
            rule = s.Rule(who, modality, deed, when=whens[0] if len(whens) == 1 else s.Joined("and", tuple(whens)) if whens else None, unless=unless)  # fmt: skip
            made.append(replace(rule, **more) if more else rule)  # type: ignore[arg-type]
        return made

    def _lessons(self, text: str, who: s.People) -> None:
        """A lesson is a pupil's working time, and only a part of anybody else's."""
        if not {person.noun for person in who} <= {"pupil"} and any(hit.slot == "where" and hit.value == "in working time" and "lesson" in " ".join(token.stem for token in hit.tokens) for hit in self.lexicon.hits(text, DEED)):  # fmt: skip
            raise Cannot("lessons of those who teach")

    def _tail(self, text: str, deed: s.Deed, notes: Notes) -> s.Clause | None:
        """A condition; None where it only says again that the deed is done online."""
        hits = self.lexicon.hits(text, DEED)
        if all(hit.slot in ("free", "sep", "generic", "person") or (hit.slot == "act" and set(hit.value.acts) <= {"use social media", "post", "use the internet", "publish", "put online", "share"}) for hit in hits):  # fmt: skip
            return None
        return self._condition(text, deed, notes)

    def _ban(self, part: Part, around: Around, notes: Notes) -> list[s.Sentence]:
        who, text = self._actor_and_deed(part, around, notes)
        if not part.when and any(
            hit.slot == "act" and "handle" in hit.value.acts for hit in self.lexicon.hits(text, DEED)
        ):
            raise Cannot("what is not to be handled")
        return self._rules(who, f"{part.strength} not", text, part, around, notes)

    def _may(self, part: Part, around: Around, notes: Notes) -> list[s.Sentence]:
        who, text = self._actor_and_deed(part, around, notes)
        return self._rules(who, "may", text, part, around, notes)

    def _only(self, part: Part, around: Around, notes: Notes) -> list[s.Sentence]:
        """ "Only use X to do Y", "Y must be done by X": a ban of Y unless it is by X; "may only do Y in Z": may only."""
        who, text = self._actor_and_deed(part, around, notes)
        if part.unless:
            raise Cannot("an exception to a requirement")
        if part.only and (met := self._first_condition(text)) is not None:
            head, tail = text[:met], text[met:]
            groups = self.deeds.groups(
                re.sub(r"\b(?:that|which)?(?: (?:are|is|be|have|has|been))*\s*$", "", head), notes
            )
            if len(groups) == 1:
                deed = self.deeds.deed(groups[0], notes)
                if all(self._tail(each.removeprefix("before "), deed, notes) is None for each in part.when):
                    return [s.Rule(who, f"{'must' if part.strength == 'may' else part.strength} not", deed, unless=(s.Exception_(self._condition(tail, deed, notes)),))]  # fmt: skip
        # A further requirement ("… and deleted after use") can be left out, another way of meeting this one cannot.
        may_drop = part.strength != "may" and (part.only or not re.search(r"\bor\b", text))
        groups = self.deeds.groups(text, notes, may_drop=may_drop)
        if len(groups) != 1:
            raise Cannot("only, of several deeds")
        group = groups[0]
        if not ((group.acts and group.settings) or part.when):
            raise Cannot("a duty or a requirement in other words")
        if part.when and part.only and part.strength == "may":
            deed = self.deeds.deed(group, notes)
            condition: s.Clause = self._condition(part.when[0], deed, notes)
        else:
            if not group.settings:
                raise Cannot("a duty or a requirement in other words")
            settings = group.settings
            # "use X to do Y on Z": what stands first is the requirement; else what stands last.
            first = (
                part.strength != "may"
                and re.match(r"\W*(?:use|using|made|take place)\b", text.strip(), re.I) is not None
            )
            chosen = settings[0] if first or len(settings) == 1 else settings[-1]
            rest = [each for each in settings if each is not chosen]
            condition = s.Setting(chosen)
            if group.acts or not part.when:
                deed = self.deeds.deed(replace(group, settings=rest), notes)
                if any(self._tail(each, deed, notes) is not None for each in part.when):
                    raise Cannot("a requirement with a condition")
            elif len(part.when) > 1 or rest:
                raise Cannot("a requirement with a condition")
            else:
                deed = self._with_deed(part.when[0], notes)
        if part.strength == "may":
            return [s.Rule(who, "may only", deed, only_when=condition)]
        notes.guesses += not part.only
        return [s.Rule(who, f"{part.strength} not", deed, unless=(s.Exception_(condition),))]

    def _first_condition(self, text: str) -> int | None:
        """Where in the words for a deed a condition begins: "use sites that suit their age"."""
        found = [hit for hit in self.lexicon.hits(text, SAYS_NOTHING | {"when"}) if hit.slot == "when"]
        return found[0].tokens[0].start if found else None

    def _with_deed(self, text: str, notes: Notes) -> s.Deed:
        """ "use only X when they write to parents": the deed stands in the condition."""
        groups = self.deeds.groups(re.sub(r"^(?:they|staff|you|it is|they are)\b", "", text, flags=re.I), notes, may_drop=False)  # fmt: skip
        if len(groups) != 1:
            raise Cannot(text)
        return self.deeds.deed(groups[0], notes)

    def _leave(self, part: Part, said: Said, around: Around, notes: Notes) -> list[s.Sentence]:
        """What needs somebody's leave."""
        giving, deed_text, who_text = self._leave_and_deed(part)
        bare = replace(part, without=(), unless=(), when=(), only=False)
        if who_text is None:
            who, text = self._actor_and_deed(
                bare if part.nominal or part.passive else replace(bare, predicate=deed_text), around, notes
            )
        else:
            who, text = self._who(who_text, around, notes), deed_text
        others = [each for each in part.when if each not in giving and not _APPROVAL.search(each) and not each.startswith("before ")]  # fmt: skip
        exceptions = [each for each in part.unless if each not in giving]
        made: list[s.Sentence] = []
        for group in self.deeds.groups(text, notes):
            deed = self.deeds.deed(group, notes)
            leave = self._giver(" ".join(giving), deed, notes)
            whens = [each for text in others if (each := self._tail(text, deed, notes)) is not None]
            when = whens[0] if len(whens) == 1 else s.Joined("and", tuple(whens)) if whens else None
            if (
                isinstance(leave, tuple)
                and set(leave) & {person.noun for person in who}
                and not _OF_OTHERS.search(" ".join(giving))
            ):
                raise Cannot("their own leave")
            if isinstance(leave, tuple) and part.strength == "should" and not (part.banned or part.only):
                leave = self._given(leave, deed)
            if isinstance(leave, tuple) and said.modality == "may" and not part.only:
                # "may … with the headteacher's approval": what else is said of it without, it does not say
                when = self._given(leave, deed) if when is None else s.Joined("and", (when, self._given(leave, deed)))
                made.append(s.Rule(who, "may", deed, when=when))
                continue
            if isinstance(leave, tuple):
                if said.modality not in ("needs approval", "must not", "must"):
                    raise Cannot("leave in a sentence that only advises")
                consent = leave[0] in ("parent", "colleague")
                unless = tuple(s.Exception_(self._condition(each, deed, notes)) for each in exceptions)
                made.append(
                    s.Rule(
                        who,
                        "need consent" if consent else "need approval",
                        deed,
                        when=when,
                        unless=unless,
                        givers=leave,
                    )
                )
            else:
                strength = "must" if part.strength == "may" else part.strength
                unless = tuple(
                    s.Exception_(each) for each in (leave, *(self._condition(each, deed, notes) for each in exceptions))
                )
                made.append(s.Rule(who, f"{strength} not", deed, when=when, unless=unless))
        return made

    def _given(self, leave: tuple[str, ...], deed: s.Deed) -> s.Clause:
        """Leave as something that was given: "should have a parent's consent to" only advises."""
        if leave == ("colleague",):
            return s.Said("the colleague has agreed")
        if leave == ("parent",):
            return s.Said(
                "a parent has agreed to the account"
                if not deed.things and "account" in " ".join(deed.acts)
                else "a parent has signed consent"
            )
        found = tuple(self.reader.condition(f"{self.writer.noun(role)} has authorised it") for role in leave)
        return found[0] if len(found) == 1 else s.Joined("or", found)

    def _leave_and_deed(self, part: Part) -> tuple[tuple[str, ...], str, str | None]:
        """The words that give leave, those of the deed, and those of who does it (None: the subject)."""
        if part.without:
            if len(part.without) > 1:
                raise Cannot("two leaves")
            return part.without, part.predicate, None
        gives = tuple(each for each in (*part.unless, *part.when) if _APPROVAL.search(each))
        if gives and (part.banned or (part.strength == "may" and part.only)):
            return gives, part.predicate, None
        before = [each.removeprefix("before ") for each in part.when if each.startswith("before ")]
        if met := _OBTAIN.match(part.predicate):
            deed = met["deed"] or (before[0] if before else "")
            if not deed:
                raise Cannot("leave for what")
            return (met["leave"],), _PRONOUN_FIRST.sub("", deed), part.subject
        if part.command and (met := _NEEDS_LEAVE.match(part.predicate)):
            return (met["leave"],), f"{met['verb'] or ''} {met['thing']}", ""
        if _APPROVAL.search(part.subject):
            gives = (f"{part.subject} {part.predicate}",)
            if not before and (met := re.search(r"\b(?:prior to|for|to) (.+)$", part.predicate)):
                before, gives = [met[1]], (f"{part.subject} {part.predicate[: met.start()]}",)
            if not before:
                raise Cannot("leave for what")
            deed = before[0]
            if passive := re.match(r"(?P<thing>.+?) (?:is|are|be|can be|may be) (?P<verb>\w+)(?P<rest>.*)$", deed):
                return gives, f"{passive['verb']} {passive['thing']} {passive['rest']}", ""
            hits = self.lexicon.hits(deed, _WHO)
            people = [hit for hit in hits if hit.slot == "person"]
            if people and people[0] is hits[0]:
                end = people[0].tokens[-1].end
                return gives, deed[end:], deed[:end]
            return gives, deed, ""
        if met := re.match(r"(?:require|need|be subject to|have|is subject to)\w* (?P<leave>.+)$", part.predicate):
            if not before:
                return (met["leave"],), part.subject, ""
            if passive := re.match(r"(?:they|it) (?:is|are) (?P<verb>\w+)(?P<rest>.*)$", before[0]):
                return (met["leave"],), f"{passive['verb']} {part.subject} {passive['rest']}", ""
        raise Cannot("whose leave")

    def _giver(self, text: str, deed: s.Deed, notes: Notes) -> tuple[str, ...] | s.Clause:
        """Who gives leave (roles, a parent, the colleague), or the clause that says that it was given."""
        text = re.sub(r"\b(?:until|before) ", "", text)
        roles = self.vocabulary.facts["authorised by"].values
        found: list[str] = []
        clauses: list[s.Clause] = []
        for hit in self.lexicon.hits(text, CONDITION):
            if hit.slot == "person":
                found.append(hit.value)
            elif hit.slot == "when":
                clauses.append(hit.value)
            elif hit.slot not in ("free", "sep", "generic", "hedges") and hit.tokens[0].stem not in _LEAVE_WORDS:
                raise Cannot(f"leave: {words_of([hit], text)}")
        if clauses and not found:
            owner = s.Said("the owner has allowed it")
            if owner in clauses and not any(thing.phrase == "somebody else's work" for thing in deed.things):
                raise Cannot("whose leave")
            return clauses[0] if len(clauses) == 1 else s.Joined("and", tuple(clauses))
        if not found and not clauses and any(thing.phrase == "somebody else's work" for thing in deed.things):
            return s.Said("the owner has allowed it")
        found = list(dict.fromkeys(found))
        shows = {thing.phrase for thing in deed.things} | set(deed.acts)
        if not found and re.search(r"\btheir\b", text) and "a picture of a colleague" in shows:
            found = ["staff"]
        if found == ["staff"] and "a picture of a colleague" in shows:
            return ("colleague",)
        if found in (["parent"], ["parent", "pupil"]) and (any("picture of a pupil" in each for each in shows) or "photograph" in shows or set(deed.acts) & {"create an account", "run an account"}):  # fmt: skip
            return ("parent",)
        if found and all(each in roles for each in found):
            return tuple(found)
        raise Cannot("whose leave")

    # ---- conditions ------------------------------------------------------------------------------------------------

    def _condition(self, text: str, deed: s.Deed, notes: Notes) -> s.Clause:
        """What stands after when or unless. Raises Cannot unless every word is understood."""
        text = re.sub(r"^(?:until|before) ", "", text)
        hits = self.lexicon.hits(text, CONDITION)
        clauses: list[s.Clause] = []
        words: set[str] = set()
        for word, run in chunks(hits):
            here: list[s.Clause] = []
            for hit in run:
                match hit.slot:
                    case "when" | "happening":
                        here.append(hit.value)
                    case "where":
                        here.append(
                            s.Setting((hit.value,)) if hit.value != "when in doubt" else s.Said("they are in doubt")
                        )
                    case "that" | "policy":
                        here.append(s.Is("it", s.Predicates((hit.value,))))
                    case "event":
                        here.append(self.lexicon.happens(hit.value))
                    case "tie":
                        here.append(s.Is(self._tied(deed), s.Predicates((hit.value,))))
                    case "who" if deed.people:
                        here.append(s.Is((s.Person(deed.people[0].noun),), s.Predicates((hit.value,))))
                    case "person":
                        if hit.value in ("their own child",):
                            here.append(s.Is(self._tied(deed), s.Predicates((s.Predicate("is their own child"),))))
                        elif hit.value not in {person.noun for person in deed.people} and not any(
                            each.slot == "where" for each in run
                        ):
                            raise Cannot(f"condition: {words_of([hit], text)}")
                    case "generic" | "free" | "sep" | "hedges":
                        pass
                    case _:
                        raise Cannot(f"condition: {words_of([hit], text)}")
            if here:
                if clauses:
                    words.add(word)
                clauses += [each for each in here if each not in clauses]
        if not clauses:
            raise Cannot(f"condition: {text}")
        if len(clauses) == 1:
            return clauses[0]
        if words <= {"or", ","}:
            return self._merged(clauses)
        if words <= {"and", ","}:
            return s.Joined("and", tuple(clauses))
        raise Cannot("and and or")

    def _merged(self, clauses: list[s.Clause]) -> s.Clause:
        """Clauses joined by `or`; what is said of one subject is said of it once."""
        subjects = {each.subject for each in clauses if isinstance(each, s.Is)}
        if len(subjects) == 1 and all(isinstance(each, s.Is) for each in clauses):
            items = tuple(item for each in clauses if isinstance(each, s.Is) for item in each.what.items)
            return s.Is(subjects.pop(), s.Predicates(items))
        return s.Joined("or", tuple(clauses))

    def _tied(self, deed: s.Deed) -> s.People:
        """Whom a tie is said of: the one on the other side."""
        nouns = [person.noun for person in deed.people]
        if not nouns:
            raise Cannot("a tie with nobody")
        return (
            (s.Person(nouns[0]),)
            if len(nouns) == 1 and nouns[0] in self.vocabulary.nouns
            else (s.Person("other side"),)
        )

    # ---- duties ------------------------------------------------------------------------------------------------------

    def _duties(self, part: Part, around: Around, notes: Notes) -> list[s.Sentence]:
        """Each duty of a clause ("record it and contact the officer"); one that cannot be stated is left out."""
        runs = chunks(self.lexicon.hits(part.predicate, DUTY))
        heads = [number for number, (_, run) in enumerate(runs) if any(hit.slot == "duty" for hit in run)]
        if not heads or len(runs) < 2 or part.passive or any(word == "or" for word, _ in runs):
            return [self._duty(part, around, notes)]
        made: list[s.Sentence] = []
        failed: Cannot | None = None
        for begin, end in zip([0, *heads[1:]], [*heads[1:], len(runs)], strict=True):
            mine = Notes()
            mine.left_out += [words_of(run, part.predicate) for at, (_, run) in enumerate(runs[begin:end], begin) if at not in heads and any(hit.slot == "unknown" for hit in run)]  # fmt: skip
            words = words_of([hit for at, (_, run) in enumerate(runs[begin:end], begin) if at in heads or not any(hit.slot == "unknown" for hit in run) for hit in run], part.predicate)  # fmt: skip
            try:
                made.append(self._duty(replace(part, predicate=words), around, mine))
            except Cannot as cannot:
                failed = cannot
                notes.left_out.append(words)
                continue
            notes.left_out += mine.left_out
            notes.guesses += mine.guesses
        if failed is not None and not made:
            raise failed
        return made

    def _duty(self, part: Part, around: Around, notes: Notes) -> s.Sentence:
        if part.unless or part.without:
            raise Cannot("a duty with an exception")
        if (met := _WHO_FIND.match(part.subject)) and not part.passive and not part.when:
            part = replace(part, subject="they", when=(f"{met[1]} {met[2]}",))
            if re.fullmatch(r"any(?:body|one)|everybody|everyone", met[1], re.I):
                around = Around(("anybody",))
        text, within = self._deadline(part.predicate)
        who: s.People | None = None
        if (
            part.passive
            and not {"staff", "workforce", "governor"} & set(around.people)
            and re.search(r"\b(?:told|informed|contacted|notified|involved|called)\b", text)
        ):
            raise Cannot("who does it")  # "your parents will be told": not by those who are spoken to
        if part.passive or not self._is_people(part.subject):
            if by := re.search(r"\bby (.+)$", text):
                try:
                    who = self._who(by[1], Around(), Notes())
                    text = text[: by.start()]
                except Cannot:
                    pass
            text = f"{part.subject} be {text}" if part.passive else f"{part.subject} {text}"
        elif not _PRONOUN.fullmatch(part.subject.strip()):
            who = self._who(part.subject, around, notes)
        hits = self.lexicon.hits(text, DUTY)
        duty = [hit for hit in hits if hit.slot == "duty"]
        if not duty:
            raise Cannot("no duty")
        if len(duty) > 1 and "take care" not in {hit.value for hit in duty}:
            raise Cannot("two duties in one")
        if any(hit.value == "take care" for hit in duty):
            return self._care(part, text, who, around, notes)
        recipients: list[str] = []
        lead: s.Lead | None = None
        found: list[s.Finder] = []
        clauses: list[s.Clause] = []
        finders: list[s.Person] = []
        strange: list[Hit] = []
        for hit in hits:
            match hit.slot:
                case "within":
                    within = hit.value
                case "event":
                    found.append(hit.value)
                case "happening" | "when":
                    clauses.append(hit.value)
                case "where" if hit.value == "on a personal account" or hit.tokens[0].stem == "social media":
                    pass  # a message from a pupil is one to a personal account
                case "person" if hit.start < duty[0].start and part.passive and not duty[0].value.startswith("tell"):
                    finders.append(s.Person(hit.value))  # "a request that staff receive must be reported to …"
                case "person" if "{to}" in duty[0].value and (part.passive or hit.start > duty[0].start):
                    recipients.append(hit.value)
                case "hedges":
                    notes.left_out.append(words_of([hit], text))
                case "policy":
                    notes.left_out.append(f"as the {words_of([hit], text)} has it")
                case "duty" | "free" | "sep" | "generic" | "anything" | "keeping to":
                    pass
                case _:
                    strange.append(hit)
        for _, run in chunks(hits):
            if (
                found
                and any(hit in strange for hit in run)
                and all(
                    hit in strange
                    or hit.slot in SAYS_NOTHING
                    or (hit.slot == "duty" and hit.start < min(each.start for each in strange))
                    for hit in run
                )
            ):
                notes.left_out.append(
                    words_of([hit for hit in run if hit.slot != "duty"], text)
                )  # one of several things that may be found
                strange = [hit for hit in strange if hit not in run]
        if strange:
            raise Cannot(words_of(strange, text))
        if finders:
            who = who or self._simple(finders)
        do, form, slot = self._form(duty[0].value)
        if do == "ask to remove" and slot and not recipients:
            recipients = ["author"]
        if do == "report" and slot and not recipients:
            do, form, slot = self._form("report it")
        to = self._recipients(recipients) if slot and duty[0].value in _FORMS_TO else ("legal adviser",) if slot else ()
        for each in part.when:
            lead = self._duty_lead(each, who, around, lead, notes)
        for each in part.starts if not around.step else ():
            start = self._duty_lead(each, who, around, None, notes)
            if lead is not None and isinstance(start, s.Finder | s.Doer) and not isinstance(lead, s.Finder | s.Doer):
                lead = replace(start, also=lead)
            elif lead is not None:
                raise Cannot("two conditions")
            else:
                lead = start
        if found and lead is None:
            lead = self._finder(found, clauses, who or self._around(around, notes))
            clauses = []
        elif clauses and lead is None:
            lead = clauses[0] if len(clauses) == 1 else s.Joined("or", tuple(clauses))
        elif found or clauses:
            raise Cannot("two conditions")
        if lead is None and not around.step and do != "sign":
            raise Cannot("a duty without what brings it")
        if part.passive and who is None and isinstance(lead, s.Doer):
            who = self._around(around, notes)  # "parents must be told when a pupil posts abuse": not by that pupil
        finding = lead.who if isinstance(lead, s.Finder | s.Doer) else ()
        bearer: s.People = () if finding and (who is None or who == finding) else (who or self._around(around, notes))
        return s.Duty(bearer, part.strength, do, form, to, within, lead)

    def _finder(self, found: list[s.Finder], clauses: list[s.Clause], who: s.People) -> s.Finder:
        """Whoever finds any of several things, and what else has to hold."""
        also = [*clauses, *(each.also for each in found if each.also is not None)]
        if len(found) > 1 and any(each.also is not None for each in found):
            raise Cannot("what holds of one and not of the other")
        events = tuple(dict.fromkeys(event for each in found for event in each.events))
        return s.Finder(who, events, also[0] if len(also) == 1 else s.Joined("and", tuple(also)) if also else None)

    def _deadline(self, text: str) -> tuple[str, str]:
        """A text without its deadline, and the deadline in our language's words."""
        met = _DEADLINE.search(text)
        if not met:
            return text, ""
        number = self.lexicon.numbers.get((met[1] or met[3]).lower(), met[1] or met[3])
        unit = "hour" if met[3] else "school day" if met[2].lower() == "school" else "working day"
        return text[: met.start()] + text[met.end() :], f"{number} {unit}{'s' if number != '1' else ''}"

    def _care(self, part: Part, text: str, who: s.People | None, around: Around, notes: Notes) -> s.Sentence:
        """To take care when something is done."""
        rest = text
        for hit in reversed([hit for hit in self.lexicon.hits(text, CARE) if hit.value == "take care"]):
            for token in reversed(hit.tokens):
                rest = rest[: token.start] + rest[token.end :]
        doings = [rest, *part.when]
        first = next((hit for each in part.when for hit in self.lexicon.hits(each, CONDITION) if hit.slot not in SAYS_NOTHING), None)  # fmt: skip
        if (
            first is not None
            and first.slot == "person"
            and who is not None
            and first.value not in {each.noun for each in who}
        ):
            raise Cannot("care about what somebody else does")
        groups = [each for text in doings if self._speaks(text) for each in self.deeds.groups(_PRONOUN_FIRST.sub("", text), notes, may_drop=False)]  # fmt: skip
        if len(groups) != 1:
            raise Cannot("care about nothing, or about several deeds")
        doer = who or self._around(around, notes)
        return s.Duty((), part.strength, "take care", lead=s.Doer(doer, self.deeds.deed(groups[0], notes)))

    def _speaks(self, text: str) -> bool:
        return any(hit.slot not in ("free", "sep", "generic", "hedges") for hit in self.lexicon.hits(text, DEED))

    def _form(self, text: str) -> tuple[str, int, bool]:
        """A duty's words: what is done, which form of words, and whether it has a recipient."""
        if text == "seek advice from the legal adviser":
            return "seek advice", 0, True
        for duty in self.vocabulary.duty_phrases:
            if " ".join(filter(None, (duty.head, "{to}" if duty.slot else "", duty.tail))) == text:
                forms = [each for each in self.vocabulary.duty_phrases if each.do == duty.do]
                return duty.do, forms.index(duty), duty.slot
        raise AssertionError(text)

    def _recipients(self, names: list[str]) -> tuple[str, ...]:
        known = tuple(dict.fromkeys(names))
        if not known:
            raise Cannot("to whom")
        for name in known:
            noun = self.vocabulary.nouns.get(name)
            if noun is None or not noun.recipient:
                raise Cannot(f"to {name}")
        return known

    def _duty_lead(self, text: str, who: s.People | None, around: Around, before: s.Lead | None, notes: Notes) -> s.Lead:  # fmt: skip
        """What brings a duty: what somebody finds, what there is, or what they do."""
        if before is not None:
            raise Cannot("two conditions")
        whole = text
        text = _FINDING.sub("", re.sub(r"^after\b", "", text, flags=re.I))
        hits = [
            hit for hit in self.lexicon.hits(text, CONDITION) if hit.slot not in ("free", "sep", "generic", "hedges")
        ]
        events = [hit.value for hit in hits if hit.slot == "event"]
        people = [hit for hit in hits if hit.slot == "person"]
        if events:  # a message from a pupil is one to a personal account
            hits = [hit for hit in hits if not (hit.slot == "where" and hit.value == "on a personal account")]
        if events and all(hit.slot in ("event", "person") for hit in hits):
            if people and hits[0] is people[0] and len(people) == 1 and _AUTHORING.search(whole) and (is_a := _AUTHORS.get(people[0].value)):  # fmt: skip
                there_is = [self.lexicon.happens(each) for each in dict.fromkeys(events)]
                author = s.Is((s.Person("author"),), s.Predicates((s.Predicate(is_a),)))
                return s.Joined("and", (there_is[0] if len(there_is) == 1 else s.Joined("or", tuple(there_is)), author))
            others = [hit for hit in people if not (hit.start > hits[0].start and hit.value in ("staff", "workforce", "teacher") and all(set(each.events) <= _TO_STAFF for each in events))]  # fmt: skip
            if not others and people:  # "a friend request to a member of staff"
                hits, people = [hit for hit in hits if hit not in people], []
            if people and not (_FINDING.search(whole) or _OWN_VERB.search(whole)):
                raise Cannot(words_of(people, text))  # who posted it is no finder
            finder = self._simple([s.Person(hit.value) for hit in people]) if people and people[0] is hits[0] else None
            if finder is None and people:
                raise Cannot(words_of(people, text))
            school = who is not None and any(person.noun == "school" or not self._acts(person.noun) for person in who)
            if finder is None and (school or not _FOUND_BY.search(whole)):
                found = [self.lexicon.happens(each) for each in dict.fromkeys(events)]
                return found[0] if len(found) == 1 else s.Joined("or", tuple(found))
            return self._finder(events, [], finder or who or self._around(around, notes))
        if hits and all(hit.slot in ("when", "happening", "that", "where") for hit in hits) and any(hit.slot != "where" for hit in hits):  # fmt: skip
            return self._condition(text, s.Deed(), notes)
        lead_people = []
        for hit in hits:
            if hit.slot != "person":
                break
            lead_people.append(s.Person(hit.value))
        body = text
        if lead_people:
            last = hits[len(lead_people) - 1]
            body = text[last.tokens[-1].end :]
        groups = self.deeds.groups(re.sub(r"^\s*(?:they|you)\b", "", body), notes, may_drop=False)
        if len(groups) != 1:
            raise Cannot("several deeds that bring a duty")
        doer = self._simple(lead_people) if lead_people else (who or self._around(around, notes))
        return s.Doer(doer, self.deeds.deed(groups[0], notes))

    # ---- consequences, idioms, the rest ---------------------------------------------------------------------------------

    def _consequence(self, part: Part, text: str, around: Around, notes: Notes) -> s.Sentence:
        if part.banned:
            raise Cannot("what does not follow")
        certainty = "may" if part.strength == "may" or re.search(r"\b(?:may|could|can|might)\b", text) else "will"
        results: list[str] = []
        people: list[s.Person] = []
        breaking = in_subject = serious = False
        rest: list[Hit] = []
        for hit in self.lexicon.hits(text, CONSEQUENCE):
            match hit.slot:
                case "result":
                    results += [hit.value] if hit.value not in results else []
                case "breaking":
                    in_subject = in_subject or hit.tokens[0].start < len(part.subject)
                    breaking = True
                case "person":
                    people += [] if hit.value == "school" else [s.Person(hit.value)]
                case "hedges":
                    notes.left_out.append(words_of([hit], text))
                case "free" | "sep" | "generic":
                    pass
                case "unknown" if hit.tokens[0].stem in _CONSEQUENCE_WORDS:
                    pass
                case "unknown" if hit.tokens[0].stem == "serious" and hit.tokens[0].start < len(part.subject):
                    serious = True
                case _:
                    rest.append(hit)
        if part.unless or part.without:
            raise Cannot("a consequence with an exception")
        if breaking and not in_subject and any(hit.tokens[0].start < len(part.subject) for hit in rest):
            breaking = False  # "posting … is a breach of discipline and will lead to …"
        if breaking and not rest and not part.when:
            if certainty == "will" and set(results) <= {"misconduct", "gross misconduct"}:
                certainty = "is"
            when = s.Said("it is serious") if serious else None
            return s.Consequence(
                tuple(results), certainty, ("policy",), self._simple(people) if people else (), when=when
            )
        if breaking:
            raise Cannot(words_of(rest, text) if rest else part.when[0])
        if not breaking and len(part.when) == 1:  # "if a member of staff breaks this policy, …"
            said = [
                hit
                for hit in self.lexicon.hits(part.when[0], CONSEQUENCE)
                if hit.slot not in ("free", "sep", "generic", "hedges")
            ]
            if (
                any(hit.slot == "breaking" for hit in said)
                and all(hit.slot in ("breaking", "person") for hit in said)
                and not rest
            ):
                bound = [s.Person(hit.value) for hit in said if hit.slot == "person" and hit.value != "school"]
                return s.Consequence(tuple(results), certainty, ("policy",), self._simple(bound) if bound else ())
        if serious:
            raise Cannot("what is serious")
        lead: s.Lead | None = None
        if any(hit.slot == "event" for hit in rest) and all(hit.slot in ("event", "when", "where") for hit in rest) and not people and not part.when:  # fmt: skip
            whole = [each for hit in rest for each in self._as_clauses(hit)]
            lead = whole[0] if len(whole) == 1 else s.Joined("and", tuple(whole))
        elif rest and part.subject and not part.when and (not people or _FOUND_DOING.match(part.subject)):
            who: s.People | None = None
            doing = part.subject
            if found := _FOUND_DOING.match(part.subject):
                who, doing = self._who(found["who"], around, notes), found["deed"]
            groups = self.deeds.groups(doing, notes, may_drop=False)
            if len(groups) != 1 or any(hit.tokens[0].start > len(part.subject) for hit in rest):
                raise Cannot(words_of(rest, text))
            lead = s.Doer(who or self._around(around, notes), self.deeds.deed(groups[0], notes))
        elif not rest and part.when and len(part.when) == 1:
            lead = self._duty_lead(part.when[0], self._simple(people) if people else None, around, None, notes)
        if lead is None:
            raise Cannot(words_of(rest, text) or "of what it follows")
        return s.Consequence(tuple(results), certainty, lead=lead)

    def _as_clauses(self, hit: Hit) -> list[s.Clause]:
        if hit.slot == "event":
            return [self.lexicon.happens(hit.value)]
        return [s.Setting((hit.value,))] if hit.slot == "where" else [hit.value]

    def _idiom(self, part: Part, text: str, around: Around, notes: Notes) -> list[s.Sentence]:
        """Whole sentences that phrases stand for; the other words must change nothing, and what is joined on by `and` is left out."""
        if part.only:
            text = f"{part.subject} only {part.predicate}"
        if part.unless or part.without:
            raise Cannot("an idiom with an exception")
        hits = self.lexicon.hits(text, IDIOM)
        if part.command and hits and hits[0].slot == "person":
            raise Cannot(f"who: {words_of(hits[:1], text)}")
        for number, (_, run) in enumerate(chunks(hits)):
            strange = [hit for hit in run if hit.slot == "unknown"]
            if strange and (number == 0 or any(hit.slot == "sentence" for hit in run)):
                raise Cannot(words_of(strange, text))
            if strange or (hedged := [hit for hit in run if hit.slot == "hedges"]):
                notes.left_out.append(words_of(run if strange else hedged, text))
        made: list[s.Sentence] = []
        for template in dict.fromkeys(str(hit.value) for hit in hits if hit.slot == "sentence"):
            for each in part.when:
                if each.startswith("only "):
                    notes.left_out.append(each)
                elif not self._said_in(each, template) and self._tail(each, s.Deed(), notes) is not None:
                    raise Cannot(each)
            if part.banned and " not " not in template:
                raise Cannot("an idiom denied")
            settings = tuple((str(hit.value),) for hit in hits if hit.slot == "where" and hit.value not in template)
            made.append(self._filled(template, self._idiom_who(part, around, notes), part.strength, settings))
        return made

    def _filled(self, template: str, who: s.People, strength: str, settings: tuple[tuple[str, ...], ...]) -> s.Sentence:
        """An idiom's sentence for these people, at this strength, in these settings."""
        words = " and ".join(self.writer.noun(each.noun, True) for each in who) if template.startswith("When") else self.writer.people(who, "and")  # fmt: skip
        try:
            tree = self.reader.sentence(template.format(who=words, Who=words[0].upper() + words[1:], must=strength))
        except NotRead as error:
            raise Cannot(error.problem) from None
        if not settings:
            return tree
        if isinstance(tree, s.Duty) and isinstance(tree.lead, s.Doer):
            deed = tree.lead.deed
            return replace(tree, lead=replace(tree.lead, deed=replace(deed, settings=(*deed.settings, *settings))))
        if not isinstance(tree, s.Rule):
            raise Cannot("a setting of a duty")
        return replace(tree, deed=replace(tree.deed, settings=(*tree.deed.settings, *settings)))

    def _said_in(self, text: str, template: str) -> bool:
        """Whether an idiom's rule says its condition already: "if they express a view, …", "when in doubt …", "before joining …"."""
        if re.match(
            r"before (?:they )?(?:join|start|begin|tak)\w*(?: (?:at )?(?:the|our) school| work(?: here)?| employment| up (?:their )?post)?$",
            text,
            re.I,
        ):
            return "before starting" in template
        said = [
            hit for hit in self.lexicon.hits(text, CONDITION) if hit.slot not in ("free", "sep", "generic", "person")
        ]
        if "in doubt" in template and said and all(hit.value == s.Said("they are in doubt") for hit in said):
            return True
        hits = [hit for hit in self.lexicon.hits(text, DEED) if hit.slot not in ("free", "sep", "generic", "person")]
        return bool(hits) and all((hit.slot == "thing" and hit.value[0].phrase.removesuffix("s") in template) or hit.slot == "about" or (hit.slot == "act" and all(thing.phrase in template for thing in hit.value.things)) for hit in hits)  # fmt: skip

    def _idiom_who(self, part: Part, around: Around, notes: Notes) -> s.People:
        """Who is bound, named in the clause or in what leads to it ("when staff use social media they should …")."""
        if self._is_people(part.subject) and not _PRONOUN.fullmatch(part.subject.strip()):
            return self._who(part.subject, around, notes)
        if _PRONOUN.fullmatch(part.subject.strip()):
            for each in part.when:
                if people := [s.Person(hit.value) for hit in self.lexicon.hits(each, DEED) if hit.slot == "person"]:
                    return self._simple(people)
        return self._around(around, notes)

    def _policies(self, part: Part, text: str, around: Around, notes: Notes) -> s.Sentence:
        """To keep to another policy: not to use social media when it breaks it."""
        hits = self.lexicon.hits(text, POLICIES)
        items = tuple(dict.fromkeys(hit.value for hit in hits if hit.slot == "policy"))
        strange = [hit for hit in hits if hit.slot not in ("policy", "keeping to", "going against", "free", "sep", "generic", "person", "hedges") and not (hit.slot == "act" and set(hit.value.acts) <= {"use social media", "post", "use the internet"})]  # fmt: skip
        if strange or part.unless:
            raise Cannot(words_of(strange, text))
        for each in part.when:
            if self._tail(each, s.Deed(), notes) is not None:
                raise Cannot(each)
        subject = part.subject
        who = self._who(subject, around, notes) if self._is_people(subject) else self._around(around, notes)
        notes.guesses += 1
        if any(hit.slot == "generic" and hit.tokens[0].stem in ("post", "comment") for hit in hits):
            return s.Rule(who, f"{part.strength} not", s.Deed(("post",), (s.Thing(SOMETHING, s.Predicates(items)),)))
        return s.Rule(who, f"{part.strength} not", s.Deed(("use social media",)), when=s.Is("it", s.Predicates(items)))

    def _misuse(self, sentence: Sentence) -> s.Sentence | None:
        """A cell of the grid of misuse: "Contact: Commercial (tracking, harvesting personal information)"."""
        area = re.search(r"\b(contact|conduct|content)\W*$", sentence.lead_in, re.I)
        cell = re.match(r"(commercial|aggressive|sexual|values)\s*\(([^()\"]{3,150})\)\.?$", sentence.text, re.I)
        if not area or not cell:
            return None
        when = f"the area is {area[1].lower()} and the motive is {cell[1].lower()}"
        try:
            return self.reader.sentence(f'It is "{cell[2].strip()}" when {when}.')
        except NotRead:
            return None

    def _outside(self, text: str, notes: Notes) -> s.Sentence:
        """ "This policy does not cover …", "… is not covered by this policy"."""
        met = _NOT_COVERED.match(text) or _FALLS_OUTSIDE.match(text)
        if met is None:
            raise Cannot("a definition")
        groups = self.deeds.groups(met["what"], notes)
        if len(groups) != 1:
            raise Cannot("outside, of several deeds")
        return s.Outside(self.deeds.scope(groups[0]))

    # ---- the last word --------------------------------------------------------------------------------------------------

    def _checked(self, tree: s.Sentence, said: Said) -> list[s.Sentence]:
        """The sentence, if it reads back as itself and means something."""
        text = self.writer.sentence(tree)
        try:
            back = self.reader.sentence(text)
        except NotRead as error:
            raise Cannot(f"{text} {error.problem}") from None
        if back != tree:
            raise Cannot(f"reads back otherwise: {text}")
        if problem := self._meaningless(text, back):
            raise Cannot(f"{text} {problem}")
        return [back]

    @cache  # noqa: B019 - one translator lives as long as its process
    def _meaningless(self, text: str, tree: s.Sentence) -> str:
        policy = Policy(FrontMatter(policy="x"), (Rules((Clause("DR-1", text, tree),)),))
        return next((problem for _, problem, _, warning in check_meaning(policy, self.vocabulary) if not warning), "")


_WHO = SAYS_NOTHING | {"person", "who"}
_APPROVAL = re.compile(r"\b(?:permission|authoris\w+|approv\w+|consent\w*|agreement|agreed|authority)\b", re.I)
_NEEDS_LEAVE = re.compile(
    r"(?P<thing>.+?) (?:needs?|requires?|(?:is|are) subject to) (?P<leave>.*?(?:permission|approval|consent|agreement|authorisation).*?)(?: before (?:they are|it is|being) (?P<verb>.+))?$",
    re.I,
)
_OF_OTHERS = re.compile(
    r"\b(?:other|others|another|concerned|involved|those|each|every)\b|(?:pupil|student|child|children)[’']?s?[’']? (?:parent|carer|famil)",
    re.I,
)
_OBTAIN = re.compile(
    r"(?:first |always )*(?:(?:obtain|seek|get|gain|have|ask for|request|receive|secure|need)\w* )?(?P<leave>.*?(?:permission|approval|consent|agreement|authorisation)(?: (?:of|from) (?:the |a |an |their |both )?.+?)?)(?: (?:to|prior to|for|in order to) (?P<deed>.+))?$",
    re.I,
)
_LEAVE_WORDS = frozenset(
    ("ask", "express", "approval", "approv", "obtain", "gain", "get", "seek", "receiv", "prior", "written", "sign", "explicit", "in", "plac", "clear", "writ", "giv", "give", "need", "requir", "ask", "first", "secur", "have", "express", "wri", "write", "grant", "expres", "proper", "sought", "advanc", "inform", "whos", "request", "do", "so", "by")
)  # fmt: skip
_CONSEQUENCE_WORDS = frozenset(("action", "take", "tak", "result", "lead", "face", "subject", "liabl", "against", "end", "treat", "dealt", "deal", "by", "involv", "concern", "followed", "follow", "up", "includ", "proceed", "policy", "polici", "school", "appropriat", "appropriatel"))  # fmt: skip
# "No member of staff is obliged to …", "they do not have to …", "this does not prevent …": nothing is banned.
_NOT_BOUND = re.compile(
    r"\b(?:no|nobody|no[- ]one|none|not|never|nor|neither|without being|n[’']t)\b(?:(?!\b(?:to|and|but|must|should)\b)[^,;.]){0,60}?\b(?:obliged|required|compelled|expected|forced|asked|under (?:an|any) obligation|duty|need(?:ed)?|have|has)\b(?: \w+ly)? to (?!not\b)"
    r"|\bneed not\b|\bneedn[’']t\b|\b(?:do|does|is|are|will|should|shall|may|must)(?: not|n[’']t)(?: be)? (?:\w+ly )?(?:intended to |meant to |seek to |taken to |read as )?(?:prevent|preclude|prohibit|stop|forbid|ban|restrict|rule out|mean that)\w*\b|\bnothing in this\b",
    re.I,
)
# "It's not for:", "This group is for:": what is listed holds there, and nowhere else.
_OF_A_THING = re.compile(
    r"(?:it|this|that|the group|this group|the page)(?:[’']s| is| isn[’']t)(?: not| never)? (?:for|where)\b", re.I
)
_GOES_ON = re.compile(
    r"(?:this|these|that|it) (?:rule |ban |restriction )?(?:does|do) not apply|(?:the )?(?:only )?exceptions?\b|unless\b",
    re.I,
)
_NOT_COVERED = re.compile(
    r"(?:however, )?(?:this|the|our) (?:\w+ ){0,4}policy (?:does|will) not (?:cover|apply to|extend to) (?P<what>.+)$",
    re.I,
)
_FALLS_OUTSIDE = re.compile(
    r"(?:however, )?(?P<what>.+?) (?:(?:is|are) not covered by|(?:does|do) not fall (?:with)?in|falls? outside|(?:is|are) outside) (?:the scope of )?(?:this|the|our) (?:\w+ ){0,4}policy$",
    re.I,
)
# "posted, shared or copied on …": the verbs, so that what it is done to can be put after them.
_VERBS = re.compile(rf"(?P<verbs>(?:live-)?(?:[\w-]+)(?:(?:, | or | and |, or )(?:live-)?(?={PARTICIPLE}\b)[\w-]+)*)(?: (?P<particle>(?:up|out|down|over|away|online)\b|to(?= (?:by|in|on)\b|$)))?\s*(?P<rest>.*)$", re.S)  # fmt: skip
# "Any pupil found to be using social media will …"
_FOUND_DOING = re.compile(
    r"(?P<who>.+?) (?:who (?:is|are|has been|have been) )?(?:found|caught|discovered) (?:to be |to have )?(?P<deed>\w+(?:ing|ed)\b.+)$",
    re.I,
)
_WHO_FIND = re.compile(
    r"(.+?) who ((?:find|discover|receive|are|is|become|learn|get|witness|see|suspect|have|has|come|notice|experience)s?\b.+)$",
    re.I,
)
_PRONOUN = re.compile(r"|they|you|i|these|those|it|he|she|he or she|who", re.I)
_SPOKEN_TO = re.compile(r"you|i", re.I)
_PRONOUN_FIRST = re.compile(
    r"^\s*(?:before|if|when|whenever|where|in the event (?:of|that)|once|after|as|while|in|about|with)?\s*(?:they|you|i|he or she)?\s*(?:are|is|do|does)?\b",
    re.I,
)
_FORMS_TO = frozenset(("report it to {to}", "tell {to}", "refer it to {to}", "ask {to} to remove it", "support {to}", "reassure {to}", "seek advice from {to}", "remind {to}", "discuss it with {to}"))  # fmt: skip
_OWN_VERB = re.compile(
    r"\b(?:receives?|gets?|hears?|suspects?|contacted|target(?:ed)?|abused|attacked|harassed|threatened|subject|victim)\b",
    re.I,
)
# "If a parent posts …": who did it.
_AUTHORING = re.compile(
    r"^(?:an? |any |the )?\S+(?: or carers?)? (?:is (?:found to|accused of) |has |have )?(?:posts?|posted|made|published|written|shared|sent|posting|makes?|making|publish(?:es|ing)?|writes?|shares?|sends?)\b",
    re.I,
)
_TO_STAFF = frozenset(("get a message from a pupil", "get a friend request from a pupil", "hear from a former pupil"))
_AUTHORS = {
    "parent": "is a parent",
    "pupil": "is a pupil",
    "staff": "is a colleague",
    "governor": "is a governor",
    "volunteer": "is a volunteer",
}
_FOUND_BY = re.compile(r"\b(?:they|you|he|she)\b", re.I)
_FINDING = re.compile(
    r"\b(?:become|becomes|became|are|is|be) (?:made )?aware (?:of|that)\b|\b(?:discovers?|finds?|sees?|learns?|witness(?:es)?|encounters?|comes? across|suspects?|notices?|identif(?:y|ies)|experiences?|feels?|begins? to feel|believes?|thinks?)(?: that| of)?\b|\bthere (?:is|are|has been|have been)\b|\b(?:receives?|gets?)\b(?= (?:a |an |any )?(?:phish|disclosure|report|complaint|allegation|concern))",
    re.I,
)


@cache
def translator() -> Translator:
    """The translator over the lexicon that comes with Belisha."""
    return Translator(lexicon())


__all__ = ["Translation", "Translator", "translator"]
