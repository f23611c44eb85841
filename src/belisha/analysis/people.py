"""People: whom the policy binds and whom it names, who fills its roles, and whom a ban or a report forgets.

Room: analysis. Names of roles and people come from the vocabulary; who fills them from the front matter's `people`, or from the caller.
Next door: `strengths` looks at what follows for whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from belisha.engine.boxes import Box
from belisha.language import sentences as s
from belisha.language.conditions import Among, leaves
from belisha.language.meaning import Norm
from belisha.language.policy import Agreement, Notice, Procedure

from .findings import Finding
from .looked import Looked, listed
from .strengths import grouped

# Roles outside the school, or people whom an incident names: nobody has to be written down for them. An authority's officer is somebody to reach.
_OUTSIDE = frozenset(
    [
        "police",
        "CEOP",
        "children's services",
        "information commissioner",
        "platform",
        "parent",
        "author",
        "author's parents",
        "colleague",
        "person targeted",
        "governing body",
        "supervisor",
    ]
)
_ROUND_THE_HEAD = ("concern about adult", "complaint online")
_OTHERS = frozenset(
    [
        "chair of governors",
        "governing body",
        "local authority designated officer",
        "designated safeguarding lead",
        "senior leader",
        "safeguarding team",
        "children's services",
        "police",
    ]
)
_CONTACT = frozenset(["befriend", "message", "email", "call or text", "join group"])
_WITHIN_SCHOOL = frozenset(
    ["school", "school website", "school e-mail", "learning group", "staff group", "professional group"]
)
_AUTHORS = {"pupil": "pupil", "former pupil": "former pupil", "parent": "parent", "volunteer": "volunteer", "governor": "governor", "contractor": "contractor"}  # fmt: skip


_NAME = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Rev)\b|\b[A-Z][a-z’'-]+ [A-Z]")


def check(looked: Looked) -> Iterator[Finding]:
    if looked.policy.front.layer != "school":
        return
    yield from _bound(looked)
    yield from _roles(looked)
    yield from _own_child(looked)
    yield from _round_the_head(looked)


# ---- bound and named -------------------------------------------------------------------------------------------


def _actors(looked: Looked, nouns: Iterable[str]) -> set[str]:
    """The actors that words for people stand for; a word that nobody acts by stands for none."""
    vocabulary = looked.vocabulary
    groups = {**vocabulary.groups}
    for name, members in looked.policy.front.groups:
        groups[name] = tuple(vocabulary.expand(members, vocabulary.groups)) if name in members else members
    found: set[str] = set()
    for name in nouns:
        noun = vocabulary.nouns.get(name)
        words = (name,) if name in groups else noun.actor if noun else ()
        found.update(vocabulary.expand(words, groups))
    return found


def _named(tree: s.Sentence) -> tuple[s.Person, ...]:
    lead = getattr(tree, "lead", None)
    own = getattr(tree, "who", ())
    return (*own, *(lead.who if isinstance(lead, s.Finder | s.Doer) else ()))


def _bound(looked: Looked) -> Iterator[Finding]:
    front, meant = looked.policy.front, looked.meant
    if not front.applies_to:
        yield looked.find("no-scope", "the document does not say whom it binds", looked.key("policy"))
        return
    known = meant.bound | meant.doubtful | {"school"}
    forgotten: dict[str, list[str]] = {}
    for clause in looked.policy.clauses:
        tree = clause.tree
        # Duties fall on whom they name; only what rests on an act asks whether the policy binds.
        lead = getattr(tree, "lead", None)
        people = tree.who if isinstance(tree, s.Rule) else lead.who if isinstance(lead, s.Doer) else ()
        if isinstance(tree, s.Rule) and tree.modality == "need not":
            continue
        for actor in _actors(looked, (person.noun for person in people if person.noun != "anybody")) - known:
            forgotten.setdefault(actor, []).append(clause.id)
    for norm, effect, boxes in looked.fired:
        for author in _authors(boxes) if effect == "consequence" else ():
            if author not in known:
                forgotten.setdefault(author, []).append(norm.clause.id)
    by_clauses: dict[tuple[str, ...], list[str]] = {}
    for actor in looked.vocabulary.actors:
        if actor in forgotten:
            by_clauses.setdefault(tuple(dict.fromkeys(forgotten[actor])), []).append(actor)
    for ids, actors in by_clauses.items():
        words = listed(grouped(looked, actors))
        message = f"{listed(ids)} {'speaks' if len(ids) == 1 else 'speak'} of {words}, whom the policy does not bind"
        yield looked.about("named-not-bound", message, ids)
    spoken = _actors(looked, (person.noun for clause in looked.policy.clauses for person in _named(clause.tree)))
    for part in looked.policy.parts:
        if isinstance(part, Agreement | Notice):
            spoken |= _actors(looked, part.people if isinstance(part, Agreement) else part.to)
    silent = [actor for actor in looked.vocabulary.actors if actor in meant.bound - spoken - {"school"}]
    if silent:
        message = f"it binds {listed(grouped(looked, silent))}, of whom no sentence, agreement or notice speaks"
        ids = dict(front.clauses).get("applies to", ())
        yield looked.find("bound-not-named", message, looked.key("applies to"), ids)
    agreements = [part for part in looked.policy.parts if isinstance(part, Agreement)]
    signing = _actors(looked, (name for part in agreements for name in part.people))
    never = [actor for actor in looked.vocabulary.actors if actor in meant.bound - signing - {"school"}]
    if agreements and never:
        message = f"some of those whom it binds sign; {listed(grouped(looked, never))} are never asked to"
        yield looked.about("never-signs", message, [part.id for part in agreements])


def _authors(boxes: tuple[Box, ...]) -> set[str]:
    """The people for whom something follows from what they did, where the boxes name its author."""
    named = [box["event.author is"] for box in boxes if "event.author is" in box]
    return {_AUTHORS[str(each)] for cells in named if len(cells) < 6 for each in cells if str(each) in _AUTHORS}


# ---- roles -----------------------------------------------------------------------------------------------------


def _roles(looked: Looked) -> Iterator[Finding]:
    front = looked.policy.front
    wanted: dict[str, list[str]] = {}
    for clause in looked.policy.clauses:
        tree = clause.tree
        roles = tree.to if isinstance(tree, s.Duty) else tree.givers if isinstance(tree, s.Rule) else ()
        for role in roles:
            wanted.setdefault("senior leader" if role == "leaders" else role, []).append(clause.id)
    for part in looked.policy.parts:
        if isinstance(part, Procedure):
            for role in part.led_by.split(" or ") if part.led_by else ():
                wanted.setdefault(role, []).append(part.id)
    filled = {**dict(front.people), **{role: name for role, name in looked.people.items() if name.strip()}}
    # "Paul Schumann, headteacher" names a person for a role; "headteacher" alone does not.
    said = [front.owner, front.lead, *(each.by for each in (*front.approved, *front.reviewed))]
    for role in wanted:
        if any(role in each.lower() and _NAME.search(each) for each in said) or (role == front.owner and front.lead):
            filled.setdefault(role, "named")
    empty = {role: ids for role, ids in wanted.items() if role not in _OUTSIDE and role not in filled}
    if not empty:
        return
    ids = list(dict.fromkeys(id for each in empty.values() for id in each))
    message = f"nobody is named for {listed(looked.vocabulary.nouns[role].text for role in empty)}"
    yield looked.find("role-unfilled", message, looked.key("people" if front.people else "policy"), ids)


# ---- forgotten -------------------------------------------------------------------------------------------------


def _own_child(looked: Looked) -> Iterator[Finding]:
    """Bans on contact with pupils as such that also fire where the pupil is the adult's own child."""
    adults = set(looked.vocabulary.expand(["workforce"], looked.vocabulary.groups))
    found = []
    for norm, effect, boxes in looked.fired:
        tree = norm.clause.tree
        if effect not in ("prohibited", "advised against") or not isinstance(tree, s.Rule) or tree.deed.things:
            continue
        if "pupil" in {person.noun for person in tree.deed.people} and any(
            _catches(looked, box, adults) for box in boxes
        ):
            found.append(norm.clause.id)
    if found:
        one = len(found) == 1
        message = f"{listed(found)} {'makes' if one else 'make'} no exception for an adult's own child"
        yield looked.about("own-child", message, found)


def _catches(looked: Looked, box: Box, adults: set[str]) -> bool:
    relation = box.get("with.relation")
    return bool(
        "pupil" in box.get("with", ())
        and looked.actors_of(box) & adults
        and _CONTACT & {str(act) for act in box.get("act", ())}
        and (relation is None or "own child" in relation)
        and ("account" not in box or not box["account"] <= _WITHIN_SCHOOL)
        and "purpose" not in box
        and "contact is school related" not in box
        and not any(isinstance(fact, str) and fact.startswith("content.") for fact in box)
    )


def _round_the_head(looked: Looked) -> Iterator[Finding]:
    for event in _ROUND_THE_HEAD:
        to_head: list[str] = []
        round_it = False
        for norm in looked.meant.norms:
            if norm.duty is None or not _admits(norm, event):
                continue
            duty = norm.duty
            if set(duty.to) & _OTHERS and duty.who != "headteacher":
                round_it = True
            if duty.to == ("headteacher",):
                to_head.append(norm.clause.id)
        for part in looked.policy.parts:
            if isinstance(part, Procedure) and part.starts is not None and part.led_by == "headteacher":
                if any(_admits(norm, event) for norm in looked.meant.norms if norm.clause.procedure == part.id):
                    to_head.append(part.id)
        if to_head and not round_it:
            what = "a concern about an adult" if event == "concern about adult" else "a complaint online"
            message = f"{what} goes to the headteacher ({listed(dict.fromkeys(to_head))}), and to nobody else where it is about the headteacher"
            source = "case-manager" if looked.pack.get("case-manager") else ""
            yield looked.about("about-headteacher", message, to_head, source=source)


def _admits(norm: Norm, event: str) -> bool:
    """Whether a duty can come of the event, as far as the condition names events at all."""
    named = [leaf for leaf in leaves(norm.when) if isinstance(leaf, Among) and leaf.fact == "event"]
    return any(event in leaf.values for leaf in named)


__all__ = ["check"]
