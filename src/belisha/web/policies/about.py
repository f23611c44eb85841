"""About: what a reader should know about a policy before adopting it, signing it or living by it.

Room: web.policies. Gathers, for a page: whom it binds, how much of what it holds, what it forbids, leaves open, says twice or not at all.
Next door: `belisha.analysis` says what is not right with it; `web.compare` puts the same questions to every policy.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from markupsafe import Markup, escape

from belisha import library
from belisha.analysis import Finding, check
from belisha.analysis.kinds import THEMES
from belisha.engine import Rulebook, Situation
from belisha.engine.contradictions import Contradictions
from belisha.engine.wording import listed
from belisha.language import Policy
from belisha.language.meaning import Norm
from belisha.language.policy import Agreement, Notice, Procedure, Rules
from belisha.language.vocabulary import load
from belisha.library.questions import questions
from belisha.publishing.contents import day as in_words
from belisha.publishing.contents import people
from belisha.web import components as ui
from belisha.web import rulebooks, wording
from belisha.web.ask.answers import Answers
from belisha.web.compare import matrix
from belisha.web.compare.differences import topic_of
from belisha.web.components.answers import Quoted
from belisha.web.once import Once

# So many bans stand under a topic; the policy has all of them.
MOST_BANS = 3
# What has a part of the page of its own.
TOLD_ELSEWHERE = ("silent", "left-open")
_ID = re.compile(r"\b[A-Z]{2,}-\d+[a-z]?(?:\.\d+)?\b")


@dataclass(frozen=True, slots=True)
class Review:
    """When the policy is looked at again, in a sentence; passed: whether that day is over."""

    said: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Bans:
    """What the policy forbids about a topic: the plainest and widest sentences, and how many there are besides."""

    topic: str
    clauses: tuple[Quoted, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Questions about a topic that the policy does not answer and others do: what is asked, and how many of the others answer."""

    topic: str
    asked: tuple[tuple[str, int], ...]
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one theme, each finding laid out."""

    theme: str
    findings: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class AboutPage:
    """Everything on the page, in its order. clauses are pairs of id and sentence; notes and warnings come with their clauses linked."""

    review: Review
    binds: tuple[ui.Row, ...]
    numbers: tuple[ui.Row, ...]
    bans: tuple[Bans, ...]
    open: tuple[Quoted, ...]
    wrong: tuple[Found, ...]
    worth_knowing: tuple[Found, ...]
    silent: tuple[Silence, ...]
    others: int
    notes: tuple[Markup, ...]


def about(name: str, day: date, wait: float | None) -> AboutPage | None:
    """The page of a policy that the site offers; None where it takes longer than so many seconds, and goes on. wait None: as long as it takes."""
    return _kept.get((name, day), wait)


def _about(key: tuple[str, date]) -> AboutPage:
    name, day = key
    policy, book = library.policy(name), rulebooks.rulebook(name, day)
    here = reverse("policy", args=[name])
    found = [each for each in check(policy, as_of=day) if each.kind not in TOLD_ELSEWHERE]
    return AboutPage(
        review=_review(policy, day),
        binds=tuple(_binds(policy, book, here)),
        numbers=tuple(_numbers(policy, book, here)),
        bans=tuple(_bans(book)),
        open=_quoted(policy, (norm.clause.id for norm in book.norms if norm.effect == "unsettled")),
        wrong=tuple(_by_theme([each for each in found if each.severity != "note"], name, here)),
        worth_knowing=tuple(_by_theme([each for each in found if each.severity == "note"], name, here)),
        silent=tuple(_silent(name, day)),
        others=len(rulebooks.names()) - 1,
        notes=tuple(_linked(each, policy, here) for each in policy.front.notes),
    )


_kept = Once(_about, keep=30)


def _quoted(policy: Policy, ids: Iterable[str]) -> tuple[Quoted, ...]:
    wanted = set(ids)
    return tuple((each.id, each.sentence) for each in policy.clauses if each.id in wanted)


def _link(here: str, id: str, words: str = "") -> Markup:
    return Markup('<a class="govuk-link" href="{}#{}">{}</a>').format(here, id.lower(), words or id)


def _linked(words: str, policy: Policy, here: str) -> Markup:
    """Words with a link at each clause that they name."""
    known = {each.id for each in policy.clauses}
    made, end = Markup(), 0
    for met in _ID.finditer(words):
        if met.group() in known:
            made += escape(words[end : met.start()]) + _link(here, met.group())
            end = met.end()
    return made + escape(words[end:])


# ---- review ------------------------------------------------------------------------------------------------------------


def _review(policy: Policy, today: date) -> Review:
    front = policy.front
    review = front.review
    cycle = "every term" if "term" in review.every else f"every {review.every.removeprefix('1 ')}"
    dates = (
        [review.last]
        if review.last
        else [front.adopted, front.dated, *(each.on for each in (*front.approved, *front.reviewed))]
    )
    since = max((each for each in dates if each), default="")
    counted = _after(since, review.every) if since else ""
    late = bool(counted) and today > _last_day(counted)
    if review.next:
        passed = today > _last_day(review.next)
        said = f"Its next review {_was(passed)} due {_on(review.next)}."
        if review.last and counted and _last_day(counted) < _last_day(review.next):
            said += f" It also says that it is reviewed {cycle}: counted from {in_words(since)}, the review {_was(late)} due {_on(counted)}."
            passed = passed or late
        return Review(said, passed)
    if not review.every:
        return Review(
            f"It does not say when it is reviewed.{f' It is dated {in_words(front.dated)}.' if front.dated else ''}",
            False,
        )
    if not counted:
        return Review(
            f"It is to be reviewed {cycle}.{'' if since else ' No date is printed from which to count.'}", False
        )
    return Review(
        f"It is to be reviewed {cycle}, and no date is printed. Counted from {in_words(since)}, it {_was(late)} due {_on(counted)}.",
        late,
    )


def _was(passed: bool) -> str:
    return "was" if passed else "is"


def _on(printed: str) -> str:
    return f"{'on' if printed.count('-') == 2 else 'in'} {in_words(printed)}"


def _last_day(printed: str) -> date:
    """The last day of what is printed: a day, a month or a year."""
    year, month, number = (int(each) for each in [*printed.split("-"), "0", "0"][:3])
    month = month or 12
    return date(year, month, number or calendar.monthrange(year, month)[1])


def _after(printed: str, every: str) -> str:
    """What is printed, so much later, with the precision of a month; "" where there is no number to count by."""
    met = re.fullmatch(r"(\d+) (month|year)s?", every)
    if met is None:
        return ""
    last = _last_day(printed)
    months = last.year * 12 + last.month - 1 + int(met.group(1)) * (12 if met.group(2) == "year" else 1)
    return f"{months // 12}-{months % 12 + 1:02}"


# ---- whom it binds, and how much there is ---------------------------------------------------------------------------------


def _binds(policy: Policy, book: Rulebook, here: str) -> Iterator[ui.Row]:
    everybody = frozenset(book.vocabulary.actors) - {"school"}
    bound, doubtful = book.meant.bound & everybody, book.meant.doubtful & everybody
    ids = dict(policy.front.clauses).get("applies to", ())
    cited = Markup(" ({})").format(Markup(", ").join(_link(here, id) for id in ids)) if ids else Markup()
    how = (
        ""
        if policy.front.applies_to
        else " It does not say so in one place: these are the people whom its sentences name."
    )
    yield ui.Row("It binds", Markup("{}.{}{}").format(_named(book, bound), cited, how))
    if doubtful:
        yield ui.Row("It leaves open whether it binds", f"{_named(book, doubtful)}.")
    if everybody - bound - doubtful:
        yield ui.Row("It does not bind", f"{_named(book, everybody - bound - doubtful)}.")


def _named(book: Rulebook, actors: frozenset[str]) -> str:
    """People by name, one by one, but for the staff where all of them are meant."""
    staff = set(book.vocabulary.expand(["staff"], book.vocabulary.groups))
    words = ["staff"] if staff <= actors else []
    words += [actor for actor in book.vocabulary.actors if actor in actors and not (words and actor in staff)]
    return wording.capital(listed(people(words, book.vocabulary)))


def _numbers(policy: Policy, book: Rulebook, here: str) -> Iterator[ui.Row]:
    clauses: dict[str, set[str]] = {}
    for norm in book.norms:
        kind = f"duty {norm.duty.strength}" if norm.duty is not None else norm.effect
        clauses.setdefault(kind, set()).add(norm.clause.id)
    counts = {kind: len(ids) for kind, ids in clauses.items()}
    rules = sum(len(part.clauses) for part in policy.parts if isinstance(part, Rules))
    verbs = {
        "prohibited": ("forbids something", "forbid something"), "needs approval": ("asks for approval first", "ask for approval first"),
        "advised against": ("advises against something", "advise against something"), "permitted": ("allows something", "allow something"),
        "unsettled": ("leaves something open", "leave something open"),
    }  # fmt: skip
    yield ui.Row("Rules", _count(rules, "sentence") + _of(counts, verbs))
    strengths = {f"duty {each}": (f"{each} be done", f"{each} be done") for each in book.vocabulary.strengths}
    duties = len(set().union(*(ids for kind, ids in clauses.items() if kind in strengths)))
    yield ui.Row("Duties", _count(duties, "thing to do", "things to do") + _of(counts, strengths) if duties else "None")
    yield ui.Row("What follows of breaking it", _count(counts.get("consequence", 0), "sentence"))
    yield ui.Row("Procedures", _blocks(policy, Procedure, "step", here))
    yield ui.Row("Agreements to sign", _blocks(policy, Agreement, "statement", here))
    yield ui.Row("Notices to give", _blocks(policy, Notice, "", here))


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}" if number else "None"


def _of(counts: dict[str, int], verbs: dict[str, tuple[str, str]]) -> str:
    said = [f"{counts[kind]} {verbs[kind][counts[kind] != 1]}" for kind in verbs if counts.get(kind)]
    return f": {listed(said)}" if said else ""


def _blocks(policy: Policy, kind: type, of: str, here: str) -> Markup | str:
    made = []
    for part in policy.parts_of(kind):
        assert isinstance(part, Procedure | Agreement | Notice)
        more = ""
        if isinstance(part, Procedure):
            more = _count(len(part.steps), of)
        elif isinstance(part, Agreement):
            more = f"for {listed(people(part.people, load()))}; {_count(len(part.statements), of)}"
        quiet = Markup(' <span class="belisha-quiet">({})</span>').format(more) if more else ""
        made.append(Markup("<li>{}{}</li>").format(_link(here, part.id, part.title), quiet))
    return Markup('<ul class="govuk-list">{}</ul>').format(Markup("").join(made)) if made else "None"


# ---- what it forbids ----------------------------------------------------------------------------------------------------


def _bans(book: Rulebook) -> Iterator[Bans]:
    """By topic, the sentences without an exception first, and of these the ones that reach furthest."""
    joint = Contradictions(book).joint
    by_topic: dict[str, list[tuple[bool, float, Norm]]] = {}
    seen: Counter[str] = Counter()
    for signal in book.signals:
        norm = signal.norm
        if signal.effect != "prohibited" or seen[norm.clause.id]:
            continue
        seen[norm.clause.id] += 1
        paths = [path for case in joint.cases(book, signal.mask) if (path := joint.fewest(case)) is not None]
        topic = topic_of(joint.situation(min(paths, key=joint.cost)).facts)
        banned = joint.diagram(book, signal.mask)
        share = joint.diagrams.together((banned, banned), joint.shares).get((0, 0), 0.0)
        by_topic.setdefault(topic, []).append((bool(norm.unless), -share, norm))
    for topic, title in questions().topics.items():
        if topic in by_topic:
            widest = [norm for *_, norm in sorted(by_topic[topic], key=lambda each: each[:2])]
            yield Bans(title, _in_order(widest[:MOST_BANS]), len(widest) - MOST_BANS if len(widest) > MOST_BANS else 0)


def _in_order(norms: Sequence[Norm]) -> tuple[Quoted, ...]:
    return tuple((norm.clause.id, norm.clause.sentence) for norm in norms)


# ---- what is not right, and what is not there -----------------------------------------------------------------------------


def _by_theme(found: Sequence[Finding], name: str, here: str) -> Iterator[Found]:
    for theme, title in THEMES.items():
        if of_theme := [each for each in found if each.of_kind.theme == theme]:
            yield Found(title, tuple(_finding(each, name, here) for each in of_theme))


def _finding(each: Finding, name: str, here: str) -> Markup:
    example = Markup()
    if each.example is not None:
        query = Answers(Situation(each.example.facts, closed=True).facts, closed=True).query()
        example = Markup(
            'For example: {} <a class="govuk-link" href="{}?{}">See what it answers<span class="govuk-visually-hidden"> in this example</span></a>'
        ).format(f"{wording.capital(each.example.words.rstrip('.'))}.", reverse("ask-decision", args=[name]), query)
    clauses = [(one.id, one.sentence) for one in each.clauses]
    message, mend = f"{wording.capital(each.message.rstrip('.'))}.", f"{each.mend.rstrip('.')}."
    return ui.finding(_coded(message), clauses, policy=here, example=example, mend=_coded(mend))


def _coded(words: str) -> Markup:
    """What stands in backticks is to be written as it stands."""
    parts = words.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _silent(name: str, day: date) -> Iterator[Silence]:
    names = rulebooks.names()
    rows = matrix.rows(names, day) or ()
    for topic, title in questions().topics.items():
        asked = [
            (row.question.asks, sum(not row.answers[other].silent for other in names if other != name))
            for row in rows
            if row.question.topic == topic and row.answers[name].silent and row.answers[name].kind != "not bound"
        ]
        told = sorted((each for each in asked if each[1]), key=lambda each: -each[1])
        if told:
            policies = "&".join(f"policy={each}" for each in names)
            yield Silence(title, tuple(told), f"{reverse('compare')}?{policies}&topic={topic}")
