"""What a reader should know about a policy: whom it binds, what it forbids, leaves open, says twice or not at all, and when it is reviewed."""

import html
import re
from datetime import date
from types import SimpleNamespace

import pytest

from belisha import library
from belisha.analysis import check
from belisha.engine import rulebook_of
from belisha.language.policy import Approval, FrontMatter, Review

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module", params=library.NAMES)
def page(database, request):
    from belisha.web.policies import about

    name = request.param
    book = rulebook_of(library.policy(name), DAY, library.law())
    return SimpleNamespace(name=name, policy=library.policy(name), book=book, page=about.about(name, DAY, None))


def text_of(said):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", str(said)))).strip()


@pytest.fixture(scope="module")
def shown(page):
    from django.test import Client

    from belisha.web import rulebooks
    from belisha.web.policies import about

    about.about(page.name, rulebooks.today(), None)
    response = Client().get(f"/policies/{page.name}/about")
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_whom_it_binds_and_whom_not(page):
    rows = {row.key: text_of(row.value).lower() for row in page.page.binds}
    bound = page.book.meant.bound
    for actor, word in (
        ("governor", "governors"),
        ("pupil", " pupils"),
        ("parent", "parents"),
        ("contractor", "contractors"),
    ):
        where = (
            "It binds"
            if actor in bound
            else "It leaves open whether it binds"
            if actor in page.book.meant.doubtful
            else "It does not bind"
        )
        assert word.strip() in rows[where], (actor, rows)
        for other in rows.keys() - {where}:
            assert not re.search(rf"(?<!former ){word.strip()}\b", rows[other]), (actor, rows)


def test_its_numbers_are_counted(page):
    rows = {row.key: text_of(row.value) for row in page.page.numbers}
    forbidding = len({norm.clause.id for norm in page.book.norms if norm.effect == "prohibited"})
    assert re.search(rf"\b{forbidding} forbids? something", rows["Rules"])
    owed = {norm.clause.id for norm in page.book.norms if norm.duty is not None}
    assert rows["Duties"].startswith(f"{len(owed)} thing")
    titles = [part.title for part in page.policy.parts if hasattr(part, "steps")]
    assert all(title in rows["Procedures"] for title in titles) and (titles or rows["Procedures"] == "None")


def test_what_it_forbids_is_forbidden(page):
    bans = [id for each in page.page.bans for id, _ in each.clauses]
    prohibiting = {norm.clause.id for norm in page.book.norms if norm.effect == "prohibited"}
    assert bans and set(bans) <= prohibiting
    assert len(bans) == len(set(bans))
    assert sum(each.more for each in page.page.bans) + len(bans) == len(
        {signal.norm.clause.id for signal in page.book.signals if signal.effect == "prohibited"}
    )


def test_what_it_leaves_open(page):
    assert {id for id, _ in page.page.open} == {
        each.clause.id for each in page.book.norms if each.effect == "unsettled"
    }


def test_everything_that_was_found_is_told_with_its_clauses(page):
    from belisha.web.policies.about import TOLD_ELSEWHERE

    told = {"wrong": text_of("".join(one for each in page.page.wrong for one in each.findings))}
    told["note"] = text_of("".join(one for each in page.page.worth_knowing for one in each.findings))
    for each in check(page.policy, as_of=DAY):
        if each.kind in TOLD_ELSEWHERE:
            continue
        said = told["note" if each.severity == "note" else "wrong"]
        assert text_of(each.message.rstrip(".").replace("`", "")).lower() in said.lower()
        assert all(one.id in said for one in each.clauses)


def test_what_others_answer_and_it_does_not(page):
    from belisha.web.compare import matrix

    rows = {row.question.asks: row for row in matrix.rows(library.NAMES, DAY)}
    told = {asks: count for each in page.page.silent for asks, count in each.asked}
    for asks, row in rows.items():
        answering = sum(not row.answers[name].silent for name in library.NAMES if name != page.name)
        silent = row.answers[page.name].kind in ("silent", "outside")
        assert (asks in told) == (silent and answering > 0)
        assert told.get(asks, answering) == answering


def test_its_notes_link_their_clauses(page):
    said = {re.sub(r"\s", "", text_of(each)) for each in page.page.notes}
    assert {re.sub(r"\s", "", note) for note in page.policy.front.notes} <= said
    ids = {clause.id for clause in page.policy.clauses}
    for note, each in zip(page.policy.front.notes[::-1], page.page.notes[::-1], strict=False):
        named = set(re.findall(r"\b[A-Z]{2}-\d+[a-z]?\b", note)) & ids
        assert named <= set(re.findall(r'href="/policies/[^"]+">([^<]+)</a>', str(each)))


def test_every_link_to_a_clause_ends_at_one(page, shown):
    from django.test import Client

    policy = Client().get(f"/policies/{page.name}/").content.decode()
    anchors = re.findall(rf'href="/policies/{page.name}/#([^"]+)"', shown)
    assert anchors
    for each in set(anchors):
        assert f'id="{each}"' in policy, each


def test_it_speaks_plainly(shown):
    said = text_of(re.sub(r"<code>.*?</code>", "", shown[shown.index("<main") : shown.index("</main>")]))
    for word in ("region", "closed situation", "verdict", "norm ", "None.", "{{", "{%", "idle", "prohibited"):
        assert word not in said.replace("What it forbids", ""), word
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    for inside in re.findall(r'href="#([^"]+)"', shown):
        assert f'id="{inside}"' in shown


def test_a_policy_that_there_is_not(client):
    assert client.get("/policies/nobody/about").status_code == 404


# -- review ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "says", "passed"),
    [
        ({}, "It does not say when it is reviewed.", False),
        ({"dated": "2019-05"}, "It does not say when it is reviewed. It is dated May 2019.", False),
        ({"review": Review(next="2026-11-20")}, "Its next review is due on 20 November 2026.", False),
        ({"review": Review(next="2026-11-19")}, "Its next review was due on 19 November 2026.", True),
        ({"review": Review(next="2026-11")}, "Its next review is due in November 2026.", False),
        ({"review": Review(next="2026-10")}, "Its next review was due in October 2026.", True),
        ({"review": Review(next="2026")}, "Its next review is due in 2026.", False),
        ({"review": Review(every="1 year")}, "It is to be reviewed every year. No date is printed from which to count.", False),
        (
            {"review": Review(every="1 year"), "approved": (Approval("governors", "2025-11-03"),), "dated": "2025-07"},
            "It is to be reviewed every year, and no date is printed. Counted from 3 November 2025, it is due in November 2026.",
            False,
        ),
        (
            {"review": Review(every="6 months"), "adopted": "2026-02"},
            "It is to be reviewed every 6 months, and no date is printed. Counted from February 2026, it was due in August 2026.",
            True,
        ),
        (
            {"review": Review(every="1 year", last="2024-09", next="2027-09")},
            "Its next review is due in September 2027. It also says that it is reviewed every year: "
            "counted from September 2024, the review was due in September 2025.",
            True,
        ),
        ({"review": Review(every="2 years", last="2025-02", next="2027-02")}, "Its next review is due in February 2027.", False),
        ({"review": Review(every="termly"), "adopted": "2026-02"}, "It is to be reviewed every term.", False),
    ],
)  # fmt: skip
def test_when_it_is_reviewed(database, front, says, passed):
    from belisha.web.policies.about import _review

    found = _review(SimpleNamespace(front=FrontMatter(**front)), DAY)
    assert (found.said, found.passed) == (says, passed)


@pytest.mark.parametrize(
    ("name", "overdue"),
    [("dilton-marsh", False), ("little-eaton", True), ("highwood", False), ("christ-church", True), ("wilnecote", True), ("model", False)],
)  # fmt: skip
def test_whose_review_is_overdue(database, name, overdue):
    from belisha.web.policies.about import _review

    assert _review(library.policy(name), DAY).passed == overdue
