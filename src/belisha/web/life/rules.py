"""Rules: one rule of a draft, made from menus, written by hand or taken over from the clause library; what it says, and what it changes, before it is put in.

Room: web.life. What was chosen stands in the address, so nothing is kept until the rule is put in, and the way back is the browser's.
Next door: `menus` shows the fields, `building` makes the sentence, `library` finds clauses, `schools.policies.clauses` knows where sentences stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from belisha.language import Policy, load, names_in
from belisha.language import sentences as s
from belisha.language.policy import Clause
from belisha.language.reading import ID, LONGEST_SENTENCE, NotRead, Reader
from belisha.schools.people.permissions import Permission
from belisha.schools.policies import actions, clauses, force
from belisha.schools.policies.models import State, Version
from belisha.web import components as ui
from belisha.web import lists, rulebooks, wording
from belisha.web.door import at_school
from belisha.web.drafts.meaning import meaning
from belisha.web.life import building, library, menus, worked
from belisha.web.life.views import moved_on, version_of
from belisha.web.once import PATIENCE

_FIELD = re.compile(r"[a-z][a-z0-9-]{0,29}")
_NOT_CHOSEN = {"more", "show", "start", "clause", "source"}
_PLACED = re.compile(r"(.*-)(\d+)((?:-(?:n|or))?)")


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule as it would stand in the draft. faults: why it cannot; without: the draft without it (or with it as it was); rows: what it means."""

    sentence: str = ""
    text: str = ""
    without: str = ""
    faults: tuple[worked.Said, ...] = ()
    elsewhere: bool = False
    doubts: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def chosen_in(given: QueryDict) -> dict[str, str]:
    """What an address holds of choices; lines that were left empty close up, so that each has the place that it is shown at."""
    found: dict[str, str] = {}
    places: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for name, value in given.items():
        if not _FIELD.fullmatch(name) or name in _NOT_CHOSEN or not value:
            continue
        met = _PLACED.fullmatch(name)
        if met is None:
            found[name] = value[: LONGEST_SENTENCE + 1]
            continue
        if not met[3]:
            counts[met[1]] = counts.get(met[1], 0) + 1
            places[met[1], met[2]] = str(counts[met[1]])
    for name, value in given.items():
        met = _PLACED.fullmatch(name)
        if met is not None and value and (met[1], met[2]) in places:
            found[f"{met[1]}{places[met[1], met[2]]}{met[3]}"] = value[:300]
    return found


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY, methods=("GET", "POST"))
def rule(request: HttpRequest, version: UUID) -> HttpResponse:
    """A rule of a draft: which kind, then its menus, then what it says and changes. POST puts it in."""
    found = version_of(request, version)
    if found.state != State.DRAFT:
        return moved_on(request, found, "It has left draft, so its text stays as it is.")
    chosen = chosen_in(request.GET)
    clause, source = request.GET.get("clause", ""), request.GET.get("source", "")
    kind = chosen.get("kind", "")
    policy, _ = worked.readable(found.text)
    if kind not in building.KINDS:
        if (begun := _begun(found, policy, clause, source)) is not None:
            return redirect(_address(found, begun, clause, source))
        return _start(request, found, chosen)
    if request.GET.get("start"):
        return _start(request, found, chosen)
    fields = menus.Fields(
        chosen, names_in(found.text), request.GET.get("more", ""), rules=_listed(found, menus.breakable(policy))
    )
    sentence, faults = _sentence(found, fields, policy, clause, source)
    # Nothing is found fault with before something was chosen, nor while one more line is asked for.
    asked = request.method == "POST" or (not fields.more and (request.GET.get("show") == "sentence" or len(chosen) > 2))
    fields.faults = dict(faults) if asked else {}
    tried = _tried(found, clause, sentence) if sentence else None
    if request.method == "POST" and tried is not None and not tried.faults:
        return _put_in(request, found, chosen, fields, tried, clause, source)
    return _page(request, found, chosen, fields, tried, clause, source)


def _start(request: HttpRequest, found: Version, chosen: dict[str, str]) -> HttpResponse:
    """Which kind of rule, and whether it begins with a "when"; or which rule of the draft to change."""
    rest = {name: value for name, value in chosen.items() if name not in ("kind", "lead")}
    kept = {name: request.GET[name] for name in ("clause", "source") if request.GET.get(name)}
    unsaid = request.GET.get("show") == "menus" and "kind" not in chosen
    shown = {
        "error": "Select what the rule shall say" if unsaid else "",
        "version": found,
        "kinds": [(heading, [ui.Option(*each) for each in kinds]) for heading, kinds in menus.KINDS_UNDER],
        "leads": [ui.Option(value or "always", words) for value, words in menus.LEADS],
        "kind": chosen.get("kind"),
        "lead": chosen.get("lead", "always"),
        "hidden": {**rest, **kept},
        "items": _listed(found),
    }
    return render(request, "life/rule_start.html", shown)


def _begun(found: Version, policy: Policy | None, clause: str, source: str) -> dict[str, str] | None:
    """The choices that give a rule of the draft, or a clause of the library; None where there is no such thing."""
    if source:
        taken = library.find(source)
        if taken is None:
            return None
        tree, sentence = library.fitted(taken, policy)
        return building.chosen_of(tree) or {"kind": building.BY_HAND, "sentence": sentence}
    tree, sentence = _known(found, clause)
    chosen = building.chosen_of(tree) if tree is not None else None
    return chosen or ({"kind": building.BY_HAND, "sentence": sentence} if sentence else None)


def _known(found: Version, id: str) -> tuple[s.Sentence | None, str]:
    """A sentence of the draft: its tree, None where it cannot be read, and its words. The others may have faults."""
    sentence = next((each.sentence for each in clauses.items(found.text) if each.id == id), "")
    try:
        return Reader(load(), names_in(found.text), most_suggestions=0).sentence(sentence), sentence
    except NotRead:
        return None, sentence


def _sentence(
    found: Version, fields: menus.Fields, policy: Policy | None, clause: str, source: str
) -> tuple[str, building.Faults]:
    """The sentence, or what is missing. Words that somebody wrote stay where they say the same (docs/adr/0012)."""
    chosen = fields.chosen
    if chosen["kind"] == building.BY_HAND:
        sentence = " ".join(chosen.get("sentence", "").split())
        if len(sentence) > LONGEST_SENTENCE:
            return "", [("sentence", f"Write at most {LONGEST_SENTENCE:,} letters")]
        return sentence, [] if sentence else [("sentence", "Write the sentence")]
    tree, faults = building.tree_of(chosen)
    if tree is None:
        return "", faults
    if name := building.undefined(tree, fields.names):
        return "", [
            ("sentence", f"“{name}” is a name that this draft does not define. Define it first, or choose another")
        ]
    known, sentence = _known(found, clause)
    if known is not None and building.same(known, tree):
        return sentence, []
    if source and (taken := library.find(source)) is not None:
        theirs, sentence = library.fitted(taken, policy)
        if building.same(theirs, tree):
            return sentence, []
    sentence, wrong = building.sentence_of(tree, fields.names)
    return ("", [("sentence", wrong)]) if wrong else (sentence, [])


def _tried(found: Version, clause: str, sentence: str) -> Tried:
    """The draft with the rule, read; of its faults those of this rule."""
    known = {each.id for each in clauses.items(found.text)}
    if clause in known:
        id, text, without = clause, clauses.with_other(found.text, clause, sentence), found.text
    else:
        id, without, last = clauses.next_id(found.text), found.text, clauses.sections(found.text)[-1]
        text = clauses.with_sentence(found.text, last, id, sentence)
    policy, faults = worked.readable(text)
    line = next(each.start for each in clauses.items(text) if each.id == id) + 1
    own = tuple(each for each in faults if each.line in (0, line))
    if policy is None:
        # A draft that could be read without it cannot any more: a name that other sentences say is not defined now.
        broken = faults if not own and worked.readable(without)[0] is not None else ()
        doubts = tuple(f"Another sentence can then not be read. {each.words}" for each in broken)
        return Tried(sentence, text, without, own, bool(faults) and not own, doubts)
    made = next(each for each in policy.clauses if each.id == id)
    doubts = tuple(worked.said(each).problem for each in policy.warnings if each.where.line == line)
    return Tried(sentence, text, without, (), False, doubts, tuple(meaning(made.tree)))


def _page(
    request: HttpRequest,
    found: Version,
    chosen: dict[str, str],
    fields: menus.Fields,
    tried: Tried | None,
    clause: str,
    source: str,
    *,
    error: tuple[str, str] | None = None,
    theirs: Version | None = None,
) -> HttpResponse:
    day = rulebooks.today()
    now = force.in_force(request.place.school, day)
    changes = beside = None
    whole = tried is not None and not tried.faults and not tried.elsewhere
    if tried is not None and whole:
        changes = worked.changes(tried.without, tried.text, day, PATIENCE)
        if now is not None and now.text != tried.without:
            beside = worked.changes(now.text, tried.text, day, PATIENCE)
    listed = [*fields.faults.items(), *([error] if error else [])]
    sections = clauses.sections(found.text)
    under = request.POST.get("under") or _like(found.text, sections, tried.sentence if tried else "", source)
    at = int(under) if under.isdigit() and int(under) < len(sections) else len(sections) - 1
    replaces = clause if any(each.id == clause for each in clauses.items(found.text)) else ""
    shown = {
        "version": found,
        "groups": fields.groups() if chosen["kind"] != building.BY_HAND else [],
        "by_hand": chosen["kind"] == building.BY_HAND,
        "wrong": fields.faults.get("sentence", "") or (tried.faults[0].problem if tried and tried.faults else ""),
        "no_lead": chosen["kind"] in building.DEFINITIONS,
        "typed": chosen.get("sentence", ""),
        "kind": next(words for value, words, _ in menus.KINDS if value == chosen["kind"]),
        "lead": dict(menus.LEADS).get(chosen.get("lead", ""), menus.LEADS[0][1]),
        "again": _address(found, {**chosen, "start": "1"}, clause, source),
        "hidden": {**{name: chosen[name] for name in ("kind", "lead") if name in chosen}, **({"clause": clause} if clause else {}), **({"source": source} if source else {})},
        "listed": listed,
        "error": error,
        "tried": tried,
        "whole": whole,
        "changes": changes,
        "beside": beside,
        "now": now,
        "on": day,
        "theirs": theirs,
        "replaces": replaces,
        "id": request.POST.get("id") or clauses.next_id(found.text, sections[at]),
        "sections": [ui.Option(str(place), each.heading or "Above the first heading") for place, each in enumerate(sections)],
        "under": str(at),
        "edition": found.edition,
        "taken_from": library.find(source) if source else None,
        "more": fields.more,
    }  # fmt: skip
    status = 409 if theirs else 422 if error or (request.method == "POST" and listed) else 200
    return render(request, "life/rule.html", shown, status=status)


def _put_in(
    request: HttpRequest, found: Version, chosen: dict[str, str], fields: menus.Fields, tried: Tried, clause: str, source: str
) -> HttpResponse:  # fmt: skip
    """Saves the draft with the rule. found is read anew, so what somebody else saved meanwhile is in it; they are told, and decide."""
    place = request.place
    edition = request.POST.get("edition", "")
    again = {"chosen": chosen, "fields": fields, "tried": tried, "clause": clause, "source": source}
    if edition != str(found.edition):
        return _page(request, found, **again, theirs=found)
    id = request.POST.get("id", "").strip().upper()
    if tried.text != tried.without and clause and any(each.id == clause for each in clauses.items(found.text)):
        id, text = clause, tried.text
    else:
        if not ID.fullmatch(id):
            return _page(
                request,
                found,
                **again,
                error=("id", "Enter an id such as FR-1: two or three capitals, a hyphen and a number"),
            )
        if id in clauses.ids(found.text):
            return _page(request, found, **again, error=("id", f"{id} stands in the draft already. Choose another"))
        sections, under = clauses.sections(found.text), request.POST.get("under", "")
        if not under.isdigit() or int(under) >= len(sections):
            return _page(request, found, **again, error=("under", "Choose under which heading"))
        text = clauses.with_sentence(found.text, sections[int(under)], id, tried.sentence)
    try:
        actions.change(found, by=place, edition=found.edition, text=text)
    except ValidationError as refused:
        return _page(request, found, **again, error=("id", refused.messages[0]))
    except actions.Conflict as conflict:
        if conflict.version.state != State.DRAFT:
            return moved_on(
                request, conflict.version, "It has left draft in the meantime, so nothing was saved.", tried.sentence
            )
        return _page(request, conflict.version, **again, theirs=conflict.version)
    return redirect(f"{reverse('edit-version', args=[place.school.key, found.pk])}?put={id}")


def _like(text: str, sections: list[clauses.Section], sentence: str, source: str) -> str:
    """The heading of the draft under which a rule belongs, as far as one can tell: the one with the words of a library's heading, else the one whose
    rules share most words with it."""
    taken = library.find(source) if source else None
    for place, each in enumerate(sections):
        if taken is not None and each.heading.lower() == taken.section.lower():
            return str(place)
    words = _words(sentence)
    shared: Counter[str] = Counter()
    for item in clauses.items(text):
        shared[item.section] = max(shared[item.section], len(words & _words(item.sentence)))
    best = max((each for each in sections if each.block), key=lambda each: shared[each.heading], default=None)
    return str(sections.index(best)) if best is not None and shared[best.heading] else ""


def _words(sentence: str) -> set[str]:
    return {
        word
        for word in re.findall(r"[a-z]{4,}", sentence.lower())
        if word not in ("must", "staff", "when", "they", "unless", "that")
    }


def _address(found: Version, chosen: dict[str, str], clause: str, source: str) -> str:
    kept = {**({"clause": clause} if clause else {}), **({"source": source} if source else {})}
    return f"{reverse('rule-version', args=[found.school_id, found.pk])}?{urlencode({**chosen, **kept})}"


def _listed(found: Version, wanted: Collection[str] | None = None) -> tuple[ui.Option, ...]:
    """The sentences of the draft, or those of them that are wanted, to choose one from."""
    return tuple(
        ui.Option(each.id, f"{each.id}: {_cut(each.sentence)}")
        for each in clauses.items(found.text)
        if wanted is None or each.id in wanted
    )


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= 90 else f"{sentence[:89].rsplit(' ', 1)[0]} …"


# ---- the clause library --------------------------------------------------------------------------------------------


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY)
def clause_library(request: HttpRequest, version: UUID) -> HttpResponse:
    """The clauses of the policies that come with Belisha, and of the law, to search; what the draft says already is marked."""
    found = version_of(request, version)
    wanted = {name: request.GET.get(name, "")[:200] for name in ("q", "section", "modality", "from")}
    page = lists.page_of(request, _searched(wanted))
    same = library.same_in(worked.readable(found.text)[0])
    whose = dict.fromkeys((each.source, each.whose) for each in library.entries())
    shown = {
        "version": found,
        "page": page,
        "rows": [Found(each, same.get(library.bare(each.clause.tree), "")) for each in page],
        "wanted": wanted["q"],
        "section": wanted["section"],
        "modality": wanted["modality"],
        "source": wanted["from"],
        "sections": [ui.Option("", "Every heading"), *(ui.Option(each, each) for each in library.sections())],
        "modalities": [ui.Option("", "Every kind"), *(ui.Option(each, wording.capital(each)) for each in library.modalities())],
        "sources": [ui.Option("", "All"), *(ui.Option(source, wording.capital(words)) for source, words in whose)],
        "csv": f"{reverse('clause-library-csv', args=[found.school_id, found.pk])}?{urlencode(wanted)}",
    }  # fmt: skip
    return render(request, "life/library.html", shown)


@at_school(Permission.SEE_DRAFT_POLICIES, Permission.WRITE_POLICY)
def clause_library_csv(request: HttpRequest, version: UUID) -> HttpResponse:
    version_of(request, version)
    wanted = {name: request.GET.get(name, "")[:200] for name in ("q", "section", "modality", "from")}
    rows = (
        [each.whose, each.clause.id, each.section, each.modality, each.clause.sentence, each.clause.note]
        for each in _searched(wanted)
    )
    return lists.as_csv("clauses", ["From", "Id", "Heading", "Kind", "Sentence", "Note"], rows)


@dataclass(frozen=True, slots=True)
class Found:
    """A clause as the list shows it. same: the id under which the draft says it already, or ""."""

    entry: library.Entry
    same: str

    @property
    def clause(self) -> Clause:
        return self.entry.clause


def _searched(wanted: dict[str, str]) -> list[library.Entry]:
    return library.search(wanted["q"], wanted["from"], wanted["section"], wanted["modality"])


__all__ = ["clause_library", "clause_library_csv", "rule"]
