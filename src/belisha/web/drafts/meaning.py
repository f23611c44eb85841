"""Meaning: what a rule says, taken apart in words, for whoever wrote it to compare with what they meant.

Room: web.drafts. Of the tree that the language made of the sentence; nothing is decided here.
"""

from __future__ import annotations

from belisha.language import sentences as s
from belisha.language.vocabulary import load
from belisha.language.writing import Writer
from belisha.web import wording

KINDS = {
    "must not": "A ban: nobody of these may do it",
    "should not": "Advice against it",
    "may": "A permission",
    "may only": "A permission under a condition, and a ban without it",
    "need approval": "Approval has to come first",
    "need consent": "Consent has to come first",
    "need not": "No duty: it is left to them",
}
STRENGTHS = {"must": "A duty", "should": "A duty that is advised, and not required", "may": "A step that is left open"}
CERTAINTIES = {"may": "may follow", "will": "will follow", "is": "is certain"}


def meaning(tree: s.Sentence) -> list[tuple[str, str]]:
    """Pairs of heading and words: what kind of rule, whom it binds, to what, when, and when not."""
    write = Writer(load())
    said: list[tuple[str, str]] = []
    match tree:
        case s.Rule():
            said += [("Kind", KINDS[tree.modality]), ("Who", _who(tree.who, write)), ("What", write.deed(tree.deed))]
            if tree.givers:
                said.append(("From whom", wording.listed([write.noun(each) for each in tree.givers], "or")))
            if tree.only_when is not None:
                said.append(("Only when", write.clause(tree.only_when)))
        case s.Duty():
            said += [
                ("Kind", STRENGTHS[tree.strength]),
                ("Who", _who(tree.who, write) if tree.who else "those whom “when” names"),
                ("What", write.duty(tree)),
            ]
        case s.Consequence():
            results = [load().consequences[each][0] for each in tree.results]
            said += [
                ("Kind", "A consequence"),
                ("What", f"{wording.listed(results, 'or')} {CERTAINTIES[tree.certainty]}"),
            ]
            if tree.breaking:
                whole = {"policy": "any rule of this policy", "ban": "any ban of this policy"}
                said.append(("Of breaking", whole.get(tree.breaking[0]) or wording.listed(tree.breaking, "or")))
            if tree.who:
                said.append(("For", _who(tree.who, write)))
        case s.Class():
            said += [("Kind", "A definition"), ("Name", f"“{tree.name}”")]
        case s.Counts():
            settled = "A definition" if tree.settled else "A definition that is left open"
            counted = "an account" if tree.noun == "account" else write.noun(tree.noun)
            said += [("Kind", settled), ("Name", f"“{tree.name}”"), ("Of", counted)]
        case s.NotSettled():
            said += [("Kind", "A question that the policy leaves open"), ("Who", _who(tree.who, write))]
            said.append(
                (
                    "What",
                    "whether the policy binds them"
                    if tree.deed is None
                    else f"whether they may {write.deed(tree.deed)}",
                )
            )
        case s.Outside():
            said += [("Kind", "Something that the policy does not cover"), ("What", write.deed(tree.deed))]
        case s.NoDuty():
            said.append(("Kind", "A duty set aside, which only the law may do"))
    return [*said, *_conditions(tree, write)]


def _conditions(tree: s.Sentence, write: Writer) -> list[tuple[str, str]]:
    """When it speaks, and when not."""
    said: list[tuple[str, str]] = []
    match getattr(tree, "lead", None):
        case None:
            pass
        case s.Finder(who, events):
            said.append(("When", f"{write.people(who, 'and')} {' or '.join(events)}"))
        case s.Doer(who, deed):
            said.append(("When", f"{write.people(who, 'and')} {write.deed(deed)}"))
        case lead:
            said.append(("When", write.clause(lead)))
    if (also := getattr(getattr(tree, "lead", None), "also", None)) is not None:
        said.append(("And when", write.clause(also)))
    if (when := getattr(tree, "when", None)) is not None:
        said.append(("And when" if said else "When", write.clause(when)))
    for each in getattr(tree, "unless", ()):
        said.append(("Until" if each.until else "Unless", write.clause(each.when)))
    for name, day in (("From", tree.since), ("Up to and including", tree.until)):
        if day is not None:
            said.append((name, f"{day.day} {day:%B} {day.year}"))
    return said


def _who(people: s.People, write: Writer) -> str:
    """The people of a sentence, and for a group who belongs to it."""
    vocabulary = load()
    words = write.people(people, "and")
    members: dict[str, None] = {}
    for person in people:
        noun = vocabulary.nouns.get(person.noun)
        if noun is not None:
            members.update(dict.fromkeys(vocabulary.expand(noun.actor, vocabulary.groups)))
    if len(members) <= len(people):
        return words
    return f"{words}, which is: {wording.listed([_small(wording.label('actor', each)[0]) for each in members])}"


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
