"""Writing: the report on a school year, section by section, from what the parts of the school count.

Room: schools.reports. Reads only, in a number of queries that does not grow with the school; stands in the school. Numbers and the policy's words, never a name:
`small` says which numbers of people may stand there. What it gives is plain JSON: a page shows it, paper sets it, a spreadsheet gets its figures, and
`actions.receive` keeps it. Each section says what it rests on. To add one: a function here, and its line in SECTIONS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from belisha import library
from belisha.analysis.review import in_short
from belisha.analysis.touches import Touch, title_of, touched
from belisha.engine.wording import listed
from belisha.language import Policy, load
from belisha.language.frontmatter import first_day
from belisha.library.lawpack import Entry, last_day, law_pack
from belisha.publishing.contents import day as printed
from belisha.publishing.contents import people
from belisha.schools.agreements.counts import counts_by_group, counts_of_replies
from belisha.schools.agreements.models import Reply
from belisha.schools.agreements.statements import of_version
from belisha.schools.asked.counts import counts_of_unanswered
from belisha.schools.concerns.counts import counts_of_concerns
from belisha.schools.days import in_words
from belisha.schools.declarations.counts import counts_of_approvals, counts_of_ties, time_to_decide
from belisha.schools.declarations.models import Approval
from belisha.schools.notices import calling, reaching
from belisha.schools.notices.counts import counts_of_notices
from belisha.schools.people.classes import STAGES, stage_of, year_of
from belisha.schools.policies import equality, force, translations
from belisha.schools.policies.counts import counts_of_effects, early_reviews_between, languages_of, versions_between
from belisha.schools.policies.models import EarlyReview, Version
from belisha.schools.published.models import School
from belisha.schools.reports import small
from belisha.schools.reports.models import Report
from belisha.schools.reports.promises import promises
from belisha.schools.reports.seasons import Year
from belisha.schools.teaching import standing
from belisha.schools.teaching.models import Item
from belisha.schools.teaching.promises import promises as promised_teaching
from belisha.schools.teaching.standing import ADULTS, Standing

MOST_QUESTIONS = 20
ALL_PUPILS = "All pupils"
VERIFIED = {"primary": "", "secondary": " (read in accounts of it, not in the text)", "no": " (not verified)"}


@dataclass(frozen=True, slots=True)
class Table:
    """caption, head, and rows of words; the first column says what a row is of. figures: the columns that hold numbers, counted from 0."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    figures: list[int]


@dataclass(frozen=True, slots=True)
class Section:
    """says: sentences; rests: what it rests on; calls: what in it calls for the governors' attention."""

    title: str
    says: list[str]
    tables: list[Table]
    rests: str
    calls: list[str]


@dataclass(frozen=True, slots=True)
class About:
    """What a section is about. on: the day that it is told from; until: the last day of the year that it can tell of; reviews: early ones of the year."""

    school: School
    year: Year
    on: date
    policy: Policy
    version: Version | None  # in force on `until`
    reviews: list[EarlyReview]

    @property
    def until(self) -> date:
        return self.year.until(self.on)


def report(school: School, year: Year, on: date) -> dict[str, Any]:
    """The report on a school year, as it stands on a day."""
    policy, version = force.lived_by(school, year.until(on))
    about = About(school, year, on, policy, version, early_reviews_between(school, year.first, year.until(on)))
    sections = [each(about) for each in SECTIONS]
    return {
        "school": school.name,
        "policy": policy.front.policy,
        "year": year.words,
        "period": f"{in_words(year.first)} to {in_words(year.last)}",
        "so_far": in_words(on) if on <= year.last else "",
        "made": in_words(on),
        "version": version.name if version else "",
        "hash": policy.hash,
        "calls": [call for each in sections for call in each.calls],
        "sections": [asdict(each) for each in sections],
        "rule": small.RULE,
    }


# ---- the policy ------------------------------------------------------------------------------------------------------


def _policy(about: About) -> Section:
    school, year, until = about.school, about.year, about.until
    says, tables, calls = [], [], []
    versions = versions_between(school, year.first, until)
    if about.version is None:
        says.append(
            "The school has published no policy of its own. It lives by one that comes with Belisha, which its governing body has not adopted."
        )
        calls.append("The governing body has adopted no policy of its own.")
    else:
        now = about.version
        says.append(
            f"{now.name} has been in force since {in_words(now.in_force_from)}. The governing body adopted it on {in_words(now.meeting)} ({now.minute})."
        )
        review, overdue = _review(now, until)
        says.append(review)
        calls += [review] if overdue else []
        tables.append(
            Table(
                "Versions in force this school year",
                ["Version", "In force from", "Adopted", "What it changed"],
                [_version(each) for each in versions],
                [],
            )
        )
        says += [_effects(now), _languages(now)]
    reviews = about.reviews
    if reviews:
        rows = [[_capital(each.trigger), in_words(_local(each.opened)), _outcome(each)] for each in reviews]
        tables.append(Table("Early reviews", ["What brought it", "Opened", "Outcome"], rows, []))
        open_ = sum(each.closed is None for each in reviews)
        calls += (
            [f"{_many(open_, 'early review')} of the policy {'is' if open_ == 1 else 'are'} open."] if open_ else []
        )
    else:
        says.append("Nothing brought its review forward.")
    rests = "The versions that the school keeps, each by the hash of its text; the meetings and minutes that the governing body had recorded; early reviews; assessments and translations."
    return Section("The policy", [each for each in says if each], tables, rests, calls)


def _version(version: Version) -> list[str]:
    before: Version | None = version.before  # type: ignore[attr-defined]
    if before is None:
        changed = ["The first that the school published."]
    else:
        changed = list(in_short(force.policy_of(before), force.policy_of(version))) or ["Nothing that is numbered."]
    more = [f"And {len(changed) - 3} further changes."] if len(changed) > 3 else []
    return [
        version.name,
        in_words(version.in_force_from),
        f"{in_words(version.meeting)}, {version.minute}",
        " ".join([*changed[:3], *more]),
    ]


def _review(version: Version, on: date) -> tuple[str, bool]:
    due = force.due(version)
    if due is None:
        return "The policy says no day of its next review.", True
    if due < on:
        return f"The review of the policy was due on {in_words(due)} and is overdue.", True
    return f"The next review of the policy is due on {in_words(due)}.", False


def _effects(version: Version) -> str:
    counts, of = counts_of_effects(version), len(equality.characteristics())
    done = sum(counts.values())
    if not done:
        return "Its effect on equality has not been assessed here."
    told = listed([f"{counts[name]} {words}" for name, words in (("positive", "positive"), ("none", "without an effect"), ("negative", "negative, with what is done about it")) if counts.get(name)])  # fmt: skip
    return f"Its effect on equality was assessed for {done} of {of} protected characteristics: {told}."


def _languages(version: Version) -> str:
    names = sorted(translations.named(each)[1] for each in languages_of(version))
    return f"It is published in {listed(names)} as well." if names else "It is published in English alone."


def _outcome(review: EarlyReview) -> str:
    if review.closed is None:
        return "Open"
    minute = f" ({review.minute})" if review.minute else ""
    return f"{review.get_outcome_display()}, {in_words(_local(review.closed))}{minute}"


# ---- what it promises ------------------------------------------------------------------------------------------------


def _promises(about: About) -> Section:
    found = promises(about.policy, about.until)
    reports = list(Report.objects.filter(school=about.school, year=about.year.begins).order_by("meeting"))
    kept = {
        "report": _reported(reports, about),
        "review": _reviewed(about),
        "early": _looked_at_early(about.reviews),
        "effect": "Not measured: how many concerns there were stands below, and what they say of the policy is for people to judge.",
    }
    says, tables, calls = [], [], []
    if found:
        rows = [[each.where, each.says, kept[each.about]] for each in found]
        tables.append(Table("In the policy’s own words", ["Where", "What it says", "Whether it was kept"], rows, []))
    else:
        says.append("The policy promises its governing body no report and no review, in words that Belisha finds.")
    if not reports and about.on > about.year.last and any(each.about == "report" for each in found):
        calls.append(f"The policy promises a report. {kept['report']}")
    rests = "The front matter, the rules, the agreements and the prose of the version in force; the reports and reviews that stand in Belisha."
    return Section("What the policy promises the governing body", says, tables, rests, calls)


def _reported(reports: Sequence[Report], about: About) -> str:
    if reports:
        return f"Put before the governing body on {listed([f'{in_words(each.meeting)} ({each.minute})' for each in reports])}."
    if about.on <= about.year.last:
        return "Not yet: the school year is not over."
    return "No meeting stands here at which this report was put before the governing body."


def _reviewed(about: About) -> str:
    if about.version is None:
        return "The school has published no version of its own."
    return f"The version in force was adopted on {in_words(about.version.meeting)}. {_review(about.version, about.until)[0]}"


def _looked_at_early(reviews: Sequence[EarlyReview]) -> str:
    if not reviews:
        return "Nothing that Belisha knows of called for it."
    done = sum(each.closed is not None for each in reviews)
    return f"Called for {_times(len(reviews))}: {done} dealt with, {len(reviews) - done} open."


# ---- the law ---------------------------------------------------------------------------------------------------------


def _law(about: About) -> Section:
    pack, year, until = law_pack(), about.year, about.until
    touching = _touching(about.policy, until)
    told = {id for each in about.reviews for id in each.law}
    rows = []
    for id, touches in touching.items():
        entry = pack.get(id)
        why = _law_changed(entry, year.first, until) if entry else ""
        if why or id in told:
            clauses = list(dict.fromkeys(quoted.id for touch in touches for quoted in touch.clauses))
            named = entry or pack.platform(id)
            rows.append(
                [
                    title_of(named) if named else id,
                    why or "Changed in the law pack",
                    ", ".join(clauses[:8]) or "named in the document",
                ]
            )
    says = [] if rows else ["Nothing in the law pack that touches the policy began, ended or changed in this time."]
    tables = [Table("What changed", ["Law or guidance", "What happened", "Touches"], rows, [])] if rows else []
    rests = f"Belisha’s law pack for England, checked on {in_words(first_day(pack.checked))}, which says of each entry how far it was verified. It is no legal advice."
    return Section("What changed in the law", says, tables, rests, [])


@lru_cache(maxsize=64)
def _touching(policy: Policy, day: date) -> dict[str, tuple[Touch, ...]]:
    """By entry of the law pack, where it touches the policy."""
    return touched([policy], pack=law_pack(), as_of=day, law=library.law())


def _law_changed(entry: Entry, first: date, until: date) -> str:
    """Whether it began or ended between two days, where the month is known at least; and how far that was verified."""
    if len(entry.begins) >= 7 and first <= first_day(entry.begins) <= until and entry.in_force(until):
        return f"In force since {printed(entry.begins)}{VERIFIED[entry.verified]}"
    if len(entry.ends) >= 7 and first <= last_day(entry.ends) <= until:
        return f"In force until {printed(entry.ends)}{VERIFIED[entry.verified]}"
    return ""


# ---- agreements ------------------------------------------------------------------------------------------------------


def _agreements(about: About) -> Section:
    found = counts_by_group(about.school, about.year.first, about.until)
    campaigns: dict[Any, list[dict[str, Any]]] = {}
    for each in found:
        campaigns.setdefault(each["campaign"], []).append(each)
    tables, says, calls = [], [], []
    for rows in campaigns.values():
        title, due = rows[0]["campaign__title"], rows[0]["campaign__due"]
        version = rows[0]["campaign__version__number"]
        says.append(f"{title}{f' (version {version})' if version else ''}: to be signed by {in_words(due)}.")
        tables.append(_people(title, ["Group", "Signed", "Declined", "Not yet"], _by_year(rows), others="Other groups"))
        waiting = tables[-1].rows[-1][3]
        if waiting != "0" and due < about.until:
            calls.append(f"{title}: {_some_people(waiting)} have not signed, though it was due on {in_words(due)}.")
    replies = counts_of_replies(about.school, about.year.first, about.until)
    if replies:
        rows = [
            (Reply.Kind(each["kind"]).label, [each["answered"], each["all"] - each["answered"]]) for each in replies
        ]
        tables.append(
            _people("What people asked for before they sign", ["What they need", "Answered", "Waiting"], rows)
        )
        waiting = tables[-1].rows[-1][2]
        calls += (
            [f"{_capital(_some_people(waiting))} wait for an answer about what they need before they sign."]
            if waiting != "0"
            else []
        )
    put = {rows[0]["campaign__agreement"] for rows in campaigns.values()}
    never = [each.title for each in of_version(about.version) if each.id not in put] if about.version else []
    if campaigns and never:
        says.append(f"Not put to anybody in this school year: {listed([f'“{each}”' for each in never])}.")
        calls.append(
            f"{_many(len(never), 'agreement')} of the policy {'was' if len(never) == 1 else 'were'} put to nobody in this school year."
        )
    if not campaigns:
        says.append("Nobody was asked to sign an agreement in this school year. Once the agreements of the policy are put to people, it stands here how many have signed, by group.")  # fmt: skip
    rests = "Each person’s own copy of an agreement, as it stood on the last day told of. Copies that were deleted when their time was over are not counted any more."
    return Section("Agreements", says, tables, rests, calls)


def _by_year(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    """Pupils by year, since a class is a small group."""
    found: dict[str, list[int]] = {}
    for each in rows:
        group = found.setdefault(year_of(each["group"]) or each["group"], [0, 0, 0])
        for place, count in enumerate(
            (each["signed"], each["declined"], each["all"] - each["signed"] - each["declined"])
        ):
            group[place] += count
    return list(found.items())


# ---- notices ---------------------------------------------------------------------------------------------------------

WHY = {"event": "School events", "term": "Terms", "year": "The school year", "hand": "Started by hand"}


def _notices(about: About) -> Section:
    found = counts_of_notices(about.school, about.year.first, about.until, about.on)
    says, tables, calls = [], [], []
    names = ("in_time", "late", "missed", "let_go", "to_come")
    rows = [[WHY[each["reason"]], *(str(each[name]) for name in names)] for each in found]
    if rows:
        tables.append(
            Table(
                "Notices that were due",
                ["Called for by", "In time", "Late", "Missed", "Let go", "To come"],
                rows,
                [1, 2, 3, 4, 5],
            )
        )
        missed, late = (sum(each[name] for each in found) for name in ("missed", "late"))
        calls += (
            [f"{_many(missed, 'notice')} {'was' if missed == 1 else 'were'} not given by the day."] if missed else []
        )
        calls += [f"{_many(late, 'notice')} {'was' if late == 1 else 'were'} given late."] if late else []
    elif calling.notices_of(about.policy):
        says.append(
            "No notice was due in this time. The calendar of the school calls for them: its terms and events have to be entered."
        )
    words = list(
        dict.fromkeys(word for each in calling.notices_of(about.policy) for word in each.to if word != "applicant")
    )
    groups = (
        reaching.groups(about.school, about.policy, words, about.year.first, about.until, about.on) if words else []
    )
    whole = [each for each in groups if not each.year]
    if whole:
        tables.append(Table("Who was reached", ["Group", "How far", "Last told"], [[_group(each.word), _reach(each), in_words(each.last) if each.last else "never"] for each in whole], []))  # fmt: skip
        never = [_group(each.word).lower() for each in whole if each.never]
        years = [each.year for each in groups if each.year and each.never]
        calls += [f"No notice of this school year has reached {listed(never, 'or')}."] if never else []
        calls += (
            [f"No notice of this school year has reached parents of {listed(years, 'or')}."]
            if years and "parents" not in never
            else []
        )
    if not calling.notices_of(about.policy):
        says.append("The policy has no notices that the school gives.")
    rests = "The calendar, what it calls for under the policy, and the log of each time that a notice was given. How many people read a poster, nobody knows."
    return Section("What people were told", says, tables, rests, calls)


def _group(word: str) -> str:
    return _capital(people([word], load())[0])


def _reach(group: reaching.Group) -> str:
    if group.never:
        return "Never reached"
    if group.other:
        return f"Reached, {_times(group.other)} by poster, by word, by letter or on the web site"
    return (
        "Reached by e-mail"
        if group.mailed == group.people
        else "Reached in part: some have no address, or their mail was refused"
    )


# ---- teaching --------------------------------------------------------------------------------------------------------


def _teaching(about: About) -> Section:
    items = list(Item.objects.filter(school=about.school).of_year(about.year.begins))
    stands = standing.of(items, about.school, about.until)
    says, tables, calls = [], [], []
    if stands:
        words = ("done", "planned", "overdue", "let go")
        by_kind = {kind: Counter(each.word for each in stands if each.item.kind == kind) for kind in Item.Kind.values}
        rows = [
            [Item.Kind(kind).label, *(str(count[word]) for word in words)] for kind, count in by_kind.items() if count
        ]
        tables.append(Table("By kind", ["Kind", "Done", "Planned", "Overdue", "Let go"], rows, [1, 2, 3, 4]))
        groups = {
            group: Counter(each.word for each in stands if group in _groups(each.item)) for group in _all_groups(items)
        }
        tables.append(Table("By group", ["For", "Done", "Planned", "Overdue", "Let go"], [[group, *(str(count[word]) for word in words)] for group, count in groups.items()], [1, 2, 3, 4]))  # fmt: skip
        says.append(
            "What is for several groups counts in each of them. A lesson is done when every class has had it, a training when everybody has."
        )
        for_adults = [each for each in stands if not each.item.for_pupils and not each.item.dropped and each.expected]
        if for_adults:
            tables.append(_attended(for_adults))
        overdue = sum(each.word == "overdue" for each in stands)
        calls += (
            [
                f"{_many(overdue, 'lesson or training', 'lessons and trainings')} {'is' if overdue == 1 else 'are'} overdue."
            ]
            if overdue
            else []
        )
    else:
        says.append(
            "Nothing was planned for this school year. What the policy promises to teach can be planned under “Teaching”, and stands here then."
        )
    wanted = [each.clause for each in promised_teaching(about.policy, about.until)]
    kept = {each.item.clause for each in stands if not each.item.dropped}
    open_ = [each for each in wanted if each not in kept]
    if wanted:
        says.append(f"The policy promises teaching or training in {_many(len(wanted), 'place')}; for {len(wanted) - len(open_)} of them something is planned." + (f" Nothing is planned for {listed(open_[:8])}." if open_ else ""))  # fmt: skip
    rests = "The plan of the school year (training days in August count to the year that they prepare), the classes and people who are here, and what was written down as held, attended or read."
    return Section("Teaching and training", says, tables, rests, calls)


def _attended(stands: Sequence[Standing]) -> Table:
    """Each for itself: the same people come to several, so that nothing adds up."""
    rows = [[each.item.title, *small.added_up([[len(each.had), len(each.missing)]])[0]] for each in stands]
    return Table(
        "Adults who have had it", ["Training or reading", "Have had it", "Not yet", "Expected"], rows, [1, 2, 3]
    )


def _groups(item: Item) -> list[str]:
    if not item.for_pupils:
        return [ADULTS.get(each, each) for each in item.whom]
    stages = [each if each in STAGES else stage_of(each) for each in item.whom]
    return list(dict.fromkeys(_stage(each) for each in stages)) or [ALL_PUPILS]


def _stage(stage: str) -> str:
    """As the vocabulary calls it; pupils of no stage are among all of them."""
    said = load().raw["labels"]["actor.stage"].get(stage, ALL_PUPILS)
    return str(said if isinstance(said, str) else said[0])


def _all_groups(items: Iterable[Item]) -> list[str]:
    order = [*map(_stage, STAGES), ALL_PUPILS, *ADULTS.values()]
    found = {group for each in items for group in _groups(each)}
    return sorted(found, key=lambda each: order.index(each) if each in order else len(order))


# ---- ties and approvals ----------------------------------------------------------------------------------------------


def _ties(about: About) -> Section:
    counts, says, tables, calls = counts_of_ties(about.school, about.year.first, about.until), [], [], []
    if counts["running"] or counts["ended"]:
        rows = [("Ties with families", [counts["said_again"], counts["running"] - counts["said_again"]])]
        tables.append(
            _people("Declared ties", ["What is declared", "Confirmed this school year", "Not confirmed yet"], rows)
        )
        says.append(f"Ties that ended this school year: {small.alone(counts['ended'])}.")
        calls += (
            ["Declared ties were not confirmed in time, and count no more until they are."]
            if counts["running"] > counts["counting"]
            else []
        )
        calls += ["Declared ties wait for a leader to note them."] if counts["not_noted"] else []
    else:
        says.append("Nobody has declared a tie with a family of the school.")
    approvals = counts_of_approvals(about.school, about.year.first, about.until)
    names = ("given", "expired", "refused", "withdrawn", "waiting")
    if approvals:
        kinds = [(Approval.Kind(each["kind"]).label, [each[name] for name in names]) for each in approvals]
        head = ["What was asked for", "Given", "Over by now", "Refused", "Withdrawn", "Waiting"]
        tables.append(_people("Approvals asked for", head, kinds))
        decided, middle = time_to_decide(about.school, about.year.first, about.until)
        if decided >= small.FEWEST and middle is not None:
            says.append(f"Of the approvals that were decided, half took {_span(middle)} or less.")
    else:
        says.append("No approval was asked for.")
    rests = "The register of declared ties and the register of approvals, as they stand now. A tie counts until the end of the September after the school year in which it was last confirmed."
    return Section("Declared ties and approvals", says, tables, rests, calls)


# ---- what it did not answer ------------------------------------------------------------------------------------------


def _unanswered(about: About) -> Section:
    found = counts_of_unanswered(about.school, about.year.first, about.until)
    if not found:
        says = ["Nobody has asked the policy a question that it did not answer."]
        tables = []
    else:
        words = {"silent": "It says nothing", "unsettled": "It leaves it open"}
        rows = [
            ([each["situation"] or "Nothing was said of it", words[each["verdict"]]], each["times"]) for each in found
        ]
        if len(rows) > MOST_QUESTIONS:
            rest = sum(times for _, times in rows[MOST_QUESTIONS:])
            rows = [*rows[:MOST_QUESTIONS], (["Other kinds of situation", ""], rest)]
        *shown, whole = [cells[0] for cells in small.added_up([[times] for _, times in rows])]
        says = [f"How often the policy had no answer: {whole}. These kinds of situation are an agenda for its review."]
        tables = [
            Table(
                "What was asked",
                ["Situation", "The policy", "Times"],
                [[*told, times] for (told, _), times in zip(rows, shown, strict=True)],
                [2],
            )
        ]
    return Section(
        "Questions without an answer",
        says,
        tables,
        "Counts by month of what was asked on these pages, without names. A page that was loaded again counts again.",
        [],
    )


# ---- concerns --------------------------------------------------------------------------------------------------------


def _concerns(about: About) -> Section:
    kinds = counts_of_concerns(about.school, about.year.first, about.until, timezone.now())
    says, tables = [], []
    if kinds:
        rows = [(each.title, [each.closed, each.open]) for each in kinds]
        tables.append(_people("Concerns opened this school year", ["What had come up", "Closed", "Still open"], rows, others="Others"))  # fmt: skip
    else:
        says.append("No concern was written down in Belisha this school year. That is no proof that there was none.")
    calls = ["Steps that the policy asks for in a concern are overdue."] if any(each.late for each in kinds) else []
    rests = "The concerns that were written down in Belisha, by the procedure by which each is handled. What was told and not written down is not here, nor what is about the headteacher: of that the chair of governors tells."
    return Section("Concerns", says, tables, rests, calls)


SECTIONS = (_policy, _promises, _law, _agreements, _notices, _teaching, _ties, _unanswered, _concerns)


# ---- words -----------------------------------------------------------------------------------------------------------


def _people(caption: str, head: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], *, others: str = "") -> Table:
    """Numbers of people by group, which add up both ways. others: what small groups are called together, where they may be."""
    shown = small.together(rows, others) if others else rows
    cells = small.added_up([parts for _, parts in shown])
    titles = [*(title for title, _ in shown), *(["All"] if len(shown) > 1 else [])]
    return Table(
        caption,
        [*head, "All"],
        [[title, *row] for title, row in zip(titles, cells, strict=False)],
        list(range(1, len(head) + 1)),
    )


def _some_people(shown: str) -> str:
    """A number that stands in a table, in a sentence."""
    return f"{'some' if shown == small.WITHHELD else shown} people"


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _span(span: timedelta) -> str:
    if span < timedelta(hours=1):
        return "an hour"
    if span < timedelta(days=2):
        return _many(-(-int(span.total_seconds()) // 3600), "hour")
    return _many(-(-int(span.total_seconds()) // 86400), "day")


def _local(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


__all__ = ["Section", "Table", "report"]
