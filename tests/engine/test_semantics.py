"""The rules of DESIGN.md, "Situation, decision", one table each. A blank means: left out.

Columns before `||` are facts (a list in brackets; `yes`, `no` for flags); a row that begins with `closed` assumes no. After it stands what
is expected: verdict; because (the clauses that fired, or may fire with a `?`); duties; consequences; asks; silent; clash; excepted.
"""

from __future__ import annotations

from datetime import date

import pytest

from belisha.engine import decide as decide_
from belisha.engine import read_situation
from belisha.language import load, read_policy
from engine.plainly import as_plain, decide_plainly, differences

DAY = date(2026, 11, 20)


def policy_of(rules: str, front: str = "", name: str = "policy"):
    blocks, procedures = rules.strip("\n"), ""
    if "starts:" in blocks:
        blocks, _, procedures = blocks.partition("    ---\n")
        procedures = "\n".join(
            f"```procedure\n{each.strip(chr(10))}\n```\n" for each in _outdented(procedures).split("---\n")
        )
    text = f"---\npolicy: Social media\n{front}\n---\n\n```rules\n{_outdented(blocks)}\n```\n\n{procedures}"
    return read_policy(text, name)


def _outdented(text: str) -> str:
    lines = text.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)


def read(fact: str, text: str):
    known = load().facts[fact]
    if known.type == "many":
        return [each.strip() for each in text.strip("[]").split(",") if each.strip()]
    return {"yes": True, "no": False}[text] if known.type == "flag" else int(text) if known.type == "count" else text


@pytest.fixture
def decides():
    """decides(rules, table, front="", as_of=DAY, law=""): every row of the table, by the engine and by its plain twin."""

    def check(rules: str, table: str, front: str = "", as_of: date = DAY, law: str = "") -> None:
        policy = policy_of(rules, front)
        above = policy_of(law, "layer: law", "law") if law else None
        head, *rows = [line for line in table.strip().split("\n") if not set(line.strip()) <= set("-+ ")]
        names, wanted_names = ([cell.strip() for cell in half.split("|")] for half in head.split("||"))
        for row in rows:
            cells, wanted = ([cell.strip() for cell in half.split("|")] for half in row.split("||"))
            given = dict(zip(names, cells, strict=True))
            closed = given.pop("", "") == "closed"
            facts = {name: read(name, text) for name, text in given.items() if text}
            situation = read_situation(facts, load(), closed)
            decision = decide_(policy, situation, as_of, law=above)
            made = decision.as_json()
            answers = {
                "verdict": made["verdict"],
                "possible": ", ".join(made["possible"]),
                "because": ", ".join(
                    each["id"] + ("" if each["fired"] == "yes" else "?")
                    for each in made["clauses"]
                    if each["fired"] != "no"
                ),
                "excepted": ", ".join(
                    f"{each['id']}: {each['by']}" for each in made["clauses"] if each["fired"] == "no"
                ),
                "duties": ", ".join(
                    each["clause"]
                    + {"yes": "", "perhaps": "?", "unsettled": "~"}[each["fired"]]
                    + (" next" if each.get("next") else "")
                    for each in made["duties"]
                ),
                "consequences": ", ".join(
                    each["clause"] + {"yes": "", "perhaps": "?", "unsettled": "~"}[each["fired"]]
                    for each in made["consequences"]
                ),
                "asks": ", ".join(sorted(made["ask"])),
                "silent": made["silent because"] or "",
                "clash": ", ".join("/".join(pair) for pair in made["clashes"]),
            }
            for name, expected in zip(wanted_names, wanted, strict=True):
                assert answers[name] == expected, f"{row.strip()}\n{name}: {answers[name]!r}, not {expected!r}\n{made}"
            found = differences(as_plain(decision), decide_plainly(policy, situation.facts, as_of, above, closed))
            assert not found, f"{row.strip()}\n{found}"

    return check


def test_the_strictest_verdict_wins_and_all_that_fire_are_named(decides):
    decides("""
        FR-1: Staff must not post something that is abusive.
        FR-2: Staff need approval from the headteacher to post something that names a pupil.
        FR-3: Staff should not post something that is a rumour.
        FR-4: Whether staff may post something that accuses somebody is not settled.
        FR-5: Staff may post something that names the school.
    """, """
               | actor   | act  | content.abusive | content.names pupil | content.unverified | content.accuses | content.names school || verdict        | because
        -------+---------+------+-----------------+---------------------+--------------------+-----------------+----------------------++----------------+-----------------------------
        closed | teacher | post | yes             | yes                 | yes                | yes             | yes                  || prohibited     | FR-1, FR-2, FR-3, FR-4, FR-5
        closed | teacher | post |                 | yes                 | yes                | yes             | yes                  || needs approval | FR-2, FR-3, FR-4, FR-5
        closed | teacher | post |                 |                     | yes                | yes             | yes                  || advised against| FR-3, FR-4, FR-5
        closed | teacher | post |                 |                     |                    | yes             | yes                  || unsettled      | FR-4, FR-5
        closed | teacher | post |                 |                     |                    |                 | yes                  || permitted      | FR-5
        closed | teacher | post |                 |                     |                    |                 |                      || silent         |
               | teacher | post |                 | yes                 | no                 | no              | no                   || depends        | FR-1?, FR-2?
               | teacher | post | yes             |                     |                    |                 |                      || prohibited     | FR-1, FR-2?, FR-3?, FR-4?, FR-5?
    """)  # fmt: skip


def test_an_exception_stands_in_the_rule_that_it_excepts(decides):
    decides("""
        FR-1: Staff must not befriend a pupil, unless the pupil is their own child or close family.
        FR-2: Staff must not message a pupil.
        FR-3: Staff may message a pupil on a school account.
    """, """
               | actor   | act      | with  | with.relation | account || verdict    | because    | excepted                                            | clash
        -------+---------+----------+-------+---------------+---------++------------+------------+-----------------------------------------------------+----------
        closed | teacher | befriend | pupil |               |         || prohibited | FR-1       |                                                     |
        closed | teacher | befriend | pupil | own child     |         || silent     |            | FR-1: a pupil is their own child or is close family |
               | teacher | befriend | pupil |               |         || depends    | FR-1?      |                                                     |
        closed | teacher | message  | pupil |               | school  || prohibited | FR-2, FR-3 |                                                     | FR-3/FR-2
    """)  # fmt: skip


def test_approval_and_consent_lift_their_rule(decides):
    decides("""
        FR-1: Staff need approval from a senior leader to create an account.
        FR-2: Staff need consent from a parent to post a picture of a pupil.
        FR-3: Staff need consent from a parent to run an account with a pupil.
        FR-4: Staff need approval from the data protection officer to link a personal page with the school website.
    """, """
               | actor   | act            | with  | authorised by             | content.shows pupil | consent.parent signed | consent.parent for account || verdict        | because
        -------+---------+----------------+-------+---------------------------+---------------------+-----------------------+----------------------------++----------------+--------
        closed | teacher | create account |       |                           |                     |                       |                            || needs approval | FR-1
               | teacher | create account |       |                           |                     |                       |                            || depends        | FR-1?
        closed | teacher | create account |       | [senior leader]           |                     |                       |                            || silent         |
        closed | teacher | create account |       | [headteacher]             |                     |                       |                            || silent         |
        closed | teacher | create account |       | [governing body]          |                     |                       |                            || needs approval | FR-1
        closed | teacher | link           |       | [headteacher]             |                     |                       |                            || needs approval | FR-4
        closed | teacher | post           |       |                           | yes                 |                       |                            || needs approval | FR-2
        closed | teacher | post           |       |                           | yes                 | yes                   |                            || silent         |
        closed | teacher | post           |       |                           | yes                 |                       | yes                        || needs approval | FR-2
        closed | teacher | run account    | pupil |                           |                     | yes                   |                            || needs approval | FR-3
        closed | teacher | run account    | pupil |                           |                     |                       | yes                        || silent         |
    """)  # fmt: skip


def test_the_three_defaults_are_known_and_never_asked(decides):
    decides("""
        FR-1: Staff must not use social media in working time.
        FR-2: Staff must not post when there is cyberbullying.
        FR-3: When there is cyberbullying, the school must record it.
        FR-4: When a crime is suspected, the school must keep a copy.
    """, """
               | actor   | act  | event           | site                     | time         | event.crime suspected || verdict    | duties      | asks                                   | silent
        -------+---------+------+-----------------+--------------------------+--------------+-----------------------++------------+-------------+----------------------------------------+---------
               | teacher | post |                 |                          | outside work |                       || silent     |             |                                        | nothing said
               | teacher | use  |                 |                          |              |                       || depends    |             | time                                   |
               | teacher | use  |                 | site without interaction |              |                       || silent     |             |                                        | nothing said
               | teacher |      | [cyberbullying] |                          |              |                       || silent     | FR-3, FR-4? | event.copy kept, event.crime suspected | no act in question
               | teacher | post | [cyberbullying] |                          |              | no                    || prohibited | FR-3        |                                        |
               |         |      | [phishing]      |                          |              | no                    || silent     |             |                                        | no act in question
    """)  # fmt: skip


def test_a_fact_that_makes_no_sense_is_neither_asked_nor_true_nor_heard(decides):
    decides("""
        FR-1: Pupils must not use a phone, unless the phone was handed in.
        FR-2: Staff must not message a former pupil who left in the last 12 months.
        FR-3: When it was not removed after asking, the school should remove it.
        FR-4: Staff must not post somebody else's work, unless the maker is named.
    """, """
               | actor   | act       | event           | with         | with.months since leaving | phone handed in | event.author known | event.asked to remove | event.removed after asking | content.by somebody else | content.credited || verdict    | duties | asks
        -------+---------+-----------+-----------------+--------------+---------------------------+-----------------+--------------------+-----------------------+----------------------------+--------------------------+------------------++------------+--------+-----------------
               | pupil   | post      |                 |              |                           | yes             |                    |                       |                            | yes                      | no               || silent     |        |
               | teacher | message   |                 | pupil        | 3                         |                 |                    |                       |                            |                          |                  || silent     |        |
               | teacher | message   |                 | former pupil | 11                        |                 |                    |                       |                            |                          |                  || prohibited |        |
               | teacher | message   |                 | former pupil | 12                        |                 |                    |                       |                            |                          |                  || silent     |        |
        closed | teacher | message   |                 | former pupil |                           |                 |                    |                       |                            |                          |                  || silent     |        |
        closed | teacher |           | [cyberbullying] |              |                           |                 | yes                |                       | no                         |                          |                  || silent     |        |
        closed | teacher |           | [cyberbullying] |              |                           |                 | yes                | yes                   | no                         |                          |                  || silent     | FR-3   |
        closed | teacher |           | [cyberbullying] |              |                           |                 | no                 | yes                   | no                         |                          |                  || silent     |        |
               | teacher | post      |                 |              |                           |                 |                    |                       |                            | no                       | yes              || silent     |        |
               | teacher | post      |                 |              |                           |                 |                    |                       |                            | yes                      |                  || depends    |        | content.credited
        closed | teacher | post      |                 |              |                           |                 |                    |                       |                            | yes                      |                  || prohibited |        |
    """)  # fmt: skip


def test_whom_the_policy_binds(decides):
    rules = """
        FR-1: Anybody must not post something that is abusive.
        FR-2: Breaking FR-1 may lead to legal action.
        FR-3: When anybody posts something that is abusive, they must take care.
        FR-4: When there is cyberbullying, the headteacher must record it.
        FR-5: Whether visitors are bound by this policy is not settled.
    """
    table = """
               | actor   | act  | event           | content.abusive || verdict    | because | duties     | consequences | silent
        -------+---------+------+-----------------+-----------------++------------+---------+------------+--------------+-------
        closed | teacher | post |                 | yes             || prohibited | FR-1    | FR-3       | FR-2         |
        closed | parent  | post |                 | yes             || silent     |         |            |              | not bound
        closed | parent  | post | [cyberbullying] | yes             || silent     |         | FR-4       |              | not bound
        closed | parent  |      | [cyberbullying] |                 || silent     |         | FR-4       |              | no act in question
        closed | visitor | post |                 | yes             || unsettled  | FR-5    |            |              |
        closed | visitor | post |                 |                 || unsettled  | FR-5    |            |              |
        closed | visitor |      | [cyberbullying] |                 || silent     |         | FR-4       |              | no act in question
        closed | school  | post |                 | yes             || silent     |         |            |              | nothing said
    """
    decides(rules, table, front="applies to: [workforce, visitor]")
    # Left out: it binds whomever a rule names.
    decides("""
        FR-1: Staff must not post something that is abusive.
        FR-2: The school must not keep online something that is abusive.
    """, """
               | actor   | act  | content.abusive || verdict    | silent
        -------+---------+------+-----------------++------------+-------
        closed | teacher | post | yes             || prohibited |
        closed | parent  | post | yes             || silent     | not bound
        closed | school  | keep | yes             || prohibited |
        closed | school  | post | yes             || silent     | nothing said
               |         | post | yes             || depends    |
    """)  # fmt: skip


def test_why_it_is_silent_is_the_first_reason_that_holds(decides):
    decides("""
        FR-1: Staff must not post something that is abusive.
        FR-2: This policy does not cover pictures of pupils on the school website.
    """, """
               | actor   | act  | event           | content.abusive | content.shows pupil | account        || verdict    | because    | silent
        -------+---------+------+-----------------+-----------------+---------------------+----------------++------------+------------+-------
        closed | teacher |      | [cyberbullying] |                 | yes                 | school website || silent     |            | no act in question
        closed | parent  | post |                 |                 | yes                 | school website || silent     | FR-2       | not bound
        closed | teacher | post |                 |                 | yes                 | school website || silent     | FR-2       | outside
        closed | teacher | post |                 |                 |                     | school website || silent     |            | nothing said
        closed | teacher | post |                 | yes             | yes                 | school website || prohibited | FR-1, FR-2 |
               | teacher | post |                 | no              |                     | school website || silent     | FR-2?      | nothing said
    """)  # fmt: skip


def test_may_only_permits_and_its_absence_prohibits(decides):
    decides("""
        FR-1: Staff may only use social media on their own device when it is in their own time, unless (EX-1) the headteacher has authorised it.
    """, """
               | actor   | act  | device   | time         | authorised by || verdict    | because | excepted
        -------+---------+------+----------+--------------+---------------++------------+---------+---------
        closed | teacher | use  | personal | break        |               || permitted  | FR-1    |
        closed | teacher | use  | personal | working time |               || prohibited | FR-1    |
        closed | teacher | use  | personal |              |               || prohibited | FR-1    |
        closed | teacher | use  | school   | working time |               || silent     |         |
        closed | teacher | use  | personal | working time | [headteacher] || silent     |         | FR-1: the headteacher has authorised it
        closed | teacher | use  | personal | break        | [headteacher] || silent     |         | FR-1: the headteacher has authorised it
               | teacher | use  | personal |              | [headteacher] || silent     |         | FR-1: the headteacher has authorised it
               | teacher | use  | personal |              | []            || depends    | FR-1?, FR-1? |
    """)  # fmt: skip


def test_a_term_has_three_parts(decides):
    rules = """
        FR-1: A former pupil counts as "a recent leaver" when they left in the last 6 months.
        FR-2: Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.
        FR-3: Staff must not befriend a pupil or a recent leaver.
        FR-4: When staff message a recent leaver, they must take care.
        FR-5: Breaking FR-3 may lead to dismissal.
        FR-6: Staff may e-mail a former pupil, unless the former pupil is a recent leaver.
    """
    decides(rules, """
               | actor   | act      | with         | with.months since leaving || verdict    | because               | duties | consequences
        -------+---------+----------+--------------+---------------------------++------------+-----------------------+--------+-------------
        closed | teacher | befriend | pupil        |                           || prohibited | FR-3                  |        | FR-5
        closed | teacher | befriend | former pupil | 0                         || prohibited | FR-3, FR-1, FR-2      |        | FR-5
        closed | teacher | befriend | former pupil | 5                         || prohibited | FR-3, FR-1, FR-2      |        | FR-5
        closed | teacher | befriend | former pupil | 6                         || unsettled  | FR-3, FR-1, FR-2      |        | FR-5~
        closed | teacher | befriend | former pupil | 23                        || unsettled  | FR-3, FR-1, FR-2      |        | FR-5~
        closed | teacher | befriend | former pupil | 24                        || silent     |                       |        |
        closed | teacher | befriend | former pupil |                           || silent     |                       |        |
               | teacher | befriend | former pupil |                           || depends    | FR-3?, FR-3?, FR-1?, FR-2? |   | FR-5?
        closed | teacher | message  | former pupil | 5                         || silent     | FR-1, FR-2            | FR-4   |
        closed | teacher | message  | former pupil | 6                         || silent     | FR-1, FR-2            | FR-4~  |
        closed | teacher | message  | former pupil | 24                        || silent     |                       |        |
        closed | teacher | email    | former pupil | 5                         || silent     |                       |        |
        closed | teacher | email    | former pupil | 6                         || unsettled  | FR-6, FR-1, FR-2      |        |
        closed | teacher | email    | former pupil | 24                        || permitted  | FR-6, FR-1, FR-2      |        |
    """)  # fmt: skip


def test_one_term_may_be_defined_by_another_and_a_class_by_a_term(decides):
    decides("""
        FR-1: A former pupil counts as "a recent leaver" when they left in the last 6 months.
        FR-2: Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.
        FR-3: A former pupil counts as "a young leaver" when they are a recent leaver and are under 18.
        FR-4: Staff must not befriend a young leaver.
        FR-5: It is "a close bond" when a former pupil is a recent leaver.
        FR-6: When there is a close bond, disciplinary action may follow.
    """, """
               | actor   | act      | with         | with.months since leaving | with.age || verdict    | consequences
        -------+---------+----------+--------------+---------------------------+----------++------------+-------------
        closed | teacher | befriend | former pupil | 5                         | 17       || prohibited | FR-6
        closed | teacher | befriend | former pupil | 6                         | 17       || unsettled  | FR-6~
        closed | teacher | befriend | former pupil | 6                         | 18       || silent     | FR-6~
        closed | teacher | befriend | former pupil | 24                        | 17       || silent     |
    """)  # fmt: skip


def test_a_class_is_a_clause_of_its_own(decides):
    decides("""
        FR-1: It is "illegal activity" when there may be a sexual image of a child or there may be a racist crime.
        FR-2: When there is illegal activity, the headteacher must refer it to the police immediately.
    """, """
               | event           | event.child abuse image | event.racist crime || verdict | because | duties | silent
        -------+-----------------+-------------------------+--------------------++---------+---------+--------+-------
        closed | [cyberbullying] | yes                     |                    || silent  | FR-1    | FR-2   | no act in question
        closed | [cyberbullying] |                         |                    || silent  |         |        | no act in question
               | [cyberbullying] | no                      |                    || silent  | FR-1?   | FR-2?  | no act in question
    """)  # fmt: skip


def test_taking_care_and_need_not_change_no_verdict(decides):
    decides("""
        FR-1: When staff befriend a former pupil, they should take care.
        FR-2: Staff may befriend a former pupil.
        FR-3: Staff need not handle misuse by a pupil.
        FR-4: Staff must not befriend a parent.
        FR-5: Staff need not befriend a parent.
    """, """
               | actor   | act      | event             | with         || verdict    | because    | duties
        -------+---------+----------+-------------------+--------------++------------+------------+-------
        closed | teacher | befriend |                   | former pupil || permitted  | FR-2       | FR-1
        closed | teacher |          | [misuse by pupil] |              || silent     | FR-3       |
        closed | teacher | befriend |                   | parent       || prohibited | FR-4, FR-5 |
    """)  # fmt: skip


def test_duties_of_those_named_and_of_they(decides):
    decides("""
        FR-1: When there is cyberbullying, the headteacher must record it.
        FR-2: When staff find cyberbullying, they must report it to the headteacher.
        FR-3: When staff post something that names a pupil, they must take care.
        FR-4: A new starter should check what they have posted before starting.
        FR-5: The school must review it.
        FR-6: When there is cyberbullying, the school must keep a copy.
    """, """
               | actor       | act  | event           | content.names pupil | event.copy kept || verdict | duties
        -------+-------------+------+-----------------+---------------------+-----------------++---------+-----------------------
        closed | teacher     |      | [cyberbullying] |                     |                 || silent  | FR-1, FR-2, FR-5, FR-6
        closed | parent      |      | [cyberbullying] |                     |                 || silent  | FR-1, FR-5, FR-6
        closed |             |      | [cyberbullying] |                     |                 || silent  | FR-1, FR-5, FR-6
        closed | teacher     |      | [cyberbullying] |                     | yes             || silent  | FR-1, FR-2, FR-5
               |             |      | [cyberbullying] |                     | yes             || silent  | FR-1, FR-2?, FR-4?, FR-5
        closed | teacher     | post |                 | yes                 |                 || silent  | FR-3, FR-5
        closed | teacher     | post |                 |                     |                 || silent  | FR-5
        closed | new starter | post |                 | yes                 |                 || silent  | FR-4, FR-5
        closed | teacher     |      | [phishing, cyberbullying] |           |                 || silent  | FR-1, FR-2, FR-5, FR-6
    """)  # fmt: skip


def test_what_an_event_brings_does_not_ask_whom_the_policy_binds(decides):
    # "It" may be what is posted or what has come up: by an event the duty falls on the school, whoever asks.
    decides("""
        FR-1: When it is defamatory, the school may seek advice from the legal adviser.
        FR-2: Staff must not post something that is abusive.
    """, """
               | actor   | act  | event                | content.defamatory | event.defamatory || duties | silent
        -------+---------+------+----------------------+--------------------+------------------++--------+-------
        closed |         |      | [defamation concern] |                    | yes              || FR-1   | no act in question
        closed | parent  |      | [defamation concern] |                    | yes              || FR-1   | no act in question
        closed | teacher | post |                      | yes                |                  || FR-1   | nothing said
        closed | parent  | post |                      | yes                |                  ||        | not bound
        closed | parent  | post | [defamation concern] |                    | yes              || FR-1   | not bound
    """)  # fmt: skip


def test_the_steps_of_procedures_and_the_next_of_each(decides):
    decides("""
        FR-1: Staff must not post something that is abusive.
    ---
    PR-1: Abuse of staff
    starts: there is abuse of staff
    steps:
      PR-1.1: The headteacher must keep a copy.
      PR-1.2: When a crime is suspected, the headteacher must refer it to the police within 1 working day.
      PR-1.3: When the author is known, the headteacher should ask the author to remove it.
      PR-1.4: When it was not removed after asking, the headteacher should report it to the platform.
    ---
    PR-2: Bullying
    starts: there is cyberbullying
    steps:
      PR-2.1: When a child is involved, the school must support the person targeted.
      PR-2.2: The school must record it.
    """, """
               | event                           | event.copy kept | event.crime suspected | event.author known | event.asked to remove | event.removed after asking | event.involves child || duties
        -------+---------------------------------+-----------------+-----------------------+--------------------+-----------------------+----------------------------+----------------------++-------
        closed | [abuse of staff]                |                 |                       |                    |                       |                            |                      || PR-1.1 next
        closed | [abuse of staff]                | yes             | yes                   |                    |                       |                            |                      || PR-1.2 next
        closed | [abuse of staff]                | yes             |                       | yes                |                       |                            |                      || PR-1.3 next
        closed | [abuse of staff]                | yes             |                       | yes                | yes                   | no                         |                      || PR-1.4 next
        closed | [abuse of staff]                | yes             |                       | yes                | yes                   | yes                        |                      ||
        closed | [abuse of staff, cyberbullying] |                 |                       |                    |                       |                            | yes                  || PR-1.1 next, PR-2.1 next, PR-2.2
        closed | [cyberbullying]                 |                 |                       |                    |                       |                            |                      || PR-2.2 next
        closed | [phishing]                      |                 |                       |                    |                       |                            |                      ||
               | [cyberbullying]                 |                 |                       |                    |                       |                            |                      || PR-2.1?, PR-2.2 next
    """)  # fmt: skip


def test_a_clash_and_what_is_none(decides):
    decides("""
        FR-1: Staff may befriend a former pupil.
        FR-2: Staff must not befriend a former pupil who is under 18.
        FR-3: Staff may use social media in a break.
        FR-4: Staff must not post something that names a pupil.
        FR-5: Staff may post something that names the school.
        FR-6: Staff must not post something that is abusive.
        FR-7: Staff must not post something that is a rumour or names a parent.
    """, """
               | actor   | act      | with         | with.age | time  | content.names pupil | content.names school | content.abusive | content.unverified | content.names parent || verdict    | clash
        -------+---------+----------+--------------+----------+-------+---------------------+----------------------+-----------------+--------------------+----------------------++------------+----------
        closed | teacher | befriend | former pupil | 17       |       |                     |                      |                 |                    |                      || prohibited | FR-1/FR-2
        closed | teacher | befriend | former pupil | 18       |       |                     |                      |                 |                    |                      || permitted  |
               | teacher | befriend | former pupil |          |       |                     |                      |                 |                    |                      || depends    |
        closed | teacher | post     |              |          | break | yes                 |                      |                 |                    |                      || prohibited |
        closed | teacher | post     |              |          |       | yes                 | yes                  |                 |                    |                      || prohibited | FR-5/FR-4
        closed | teacher | post     |              |          |       |                     | yes                  | yes             |                    |                      || prohibited |
        closed | teacher | post     |              |          |       |                     | yes                  |                 | yes                |                      || prohibited |
        closed | teacher | post     |              |          |       |                     | yes                  |                 | yes                | yes                  || prohibited | FR-5/FR-7
               | teacher | post     |              |          | outside work | no           | yes                  | no              | yes                |                      || prohibited |
    """)  # fmt: skip


def test_the_law_alone_suspends_a_duty(decides):
    rules = """
        FR-1: When there is cyberbullying, the headteacher must keep a copy.
        FR-2: When there is cyberbullying, the headteacher must record it.
        FR-3: When there may be a sexual image of a child, no duty to record it applies.
    """
    table = """
               | event           | event.child abuse image || duties | excepted
        -------+-----------------+-------------------------++--------+---------
        closed | [cyberbullying] |                         || FR-1, FR-2 |
        closed | [cyberbullying] | yes                     || {}
    """
    law = """
        EN-1: When there may be a sexual image of a child, no duty to keep a copy applies.
        EN-2: From 1 January 2027, when there is cyberbullying, no duty to record it applies.
    """
    decides(rules, table.format("FR-1, FR-2 |"))
    decides(rules, table.format("FR-2 | FR-1: EN-1"), law=law)
    decides(rules, """
               | event           | event.child abuse image || duties | excepted
        -------+-----------------+-------------------------++--------+---------
        closed | [cyberbullying] |                         || FR-1   | FR-2: EN-2
               | [cyberbullying] |                         || FR-1?  | FR-2: EN-2
    """, law=law, as_of=date(2027, 1, 1))  # fmt: skip


def test_layers_stand_beside_the_policy_and_change_no_verdict():
    policy = policy_of("FR-1: Staff may post something that names a pupil.")
    law = policy_of("EN-1: Anybody must not post something that is sexual.", "layer: law", "law")
    situation = read_situation({"actor": "teacher", "act": "post", "content.sexual": True}, load(), closed=True)
    alone = decide_(policy, situation, DAY, law=law)
    made = decide_(policy, situation, DAY, law=law, layers=[law]).as_json()
    assert (made["verdict"], made["layers"]["law"]["verdict"]) == ("silent", "prohibited")
    assert {name: part for name, part in made.items() if name != "layers"} == alone.as_json()


@pytest.mark.parametrize(
    ("day", "verdict"),
    [("2026-08-31", "permitted"), ("2026-09-01", "prohibited"), ("2027-01-31", "prohibited"), ("2027-02-01", "silent")],
)
def test_dates_pick_the_rules(decides, day, verdict):
    table = f"""
               | actor | act       || verdict
        -------+-------+-----------++--------
        closed | pupil | use phone || {verdict}
    """
    decides("""
        FR-1: Until 31 August 2026, pupils may use a phone.
        FR-2: From 1 September 2026 until 31 January 2027, pupils must not use a phone.
    """, table, front="applies to: [pupil]", as_of=date.fromisoformat(day))  # fmt: skip


def test_dates_pick_terms_classes_consequences_and_who_is_bound(decides):
    rules = """
        FR-1: From 1 January 2027, a former pupil counts as "a recent leaver" when they left in the last 6 months.
        FR-2: From 1 January 2027, it is "a grave matter" when there is phishing.
        FR-3: Staff must not befriend a recent leaver.
        FR-4: When there is a grave matter, the headteacher must record it.
        FR-5: From 1 January 2027, staff must not post something that names a pupil.
        FR-6: Breaking FR-5 is misconduct.
        FR-7: From 1 January 2027, whether contractors are bound by this policy is not settled.
    """
    table = """
               | actor      | act      | event      | with         | with.months since leaving | content.names pupil || verdict | duties | consequences
        -------+------------+----------+------------+--------------+---------------------------+---------------------++---------+--------+-------------
        closed | teacher    | befriend |            | former pupil | 3                         |                     || {}
        closed | teacher    |          | [phishing] |              |                           |                     || {}
        closed | teacher    | post     |            |              |                           | yes                 || {}
        closed | contractor | post     |            |              |                           | yes                 || {}
    """
    decides(rules, table.format("silent | |", "silent | |", "silent | |", "silent | |"))
    decides(
        rules,
        table.format("prohibited | |", "silent | FR-4 |", "prohibited | | FR-6", "unsettled | |"),
        as_of=date(2027, 1, 1),
    )


def test_groups_may_be_redefined(decides):
    front = "groups: {staff: [teacher, governor, volunteer]}\napplies to: [workforce]"
    decides("FR-1: Staff must not befriend a pupil.\nFR-2: The workforce should not befriend a pupil.", """
               | actor         | act      | with  || verdict         | because
        -------+---------------+----------+-------++-----------------+--------
        closed | teacher       | befriend | pupil || prohibited      | FR-1, FR-2
        closed | volunteer     | befriend | pupil || prohibited      | FR-1, FR-2
        closed | contractor    | befriend | pupil || advised against | FR-2
        closed | support staff | befriend | pupil || silent          |
    """, front=front)  # fmt: skip
    # In its own list the word means its default.
    decides("FR-1: Staff must not befriend a pupil.", """
               | actor     | act      | with  || verdict
        -------+-----------+----------+-------++-----------
        closed | trainee   | befriend | pupil || prohibited
        closed | volunteer | befriend | pupil || prohibited
        closed | governor  | befriend | pupil || silent
    """, front="groups: {staff: [staff, volunteer]}")  # fmt: skip


def test_what_counts_as_breaking_a_rule(decides):
    decides("""
        FR-1: Staff must not post something that is abusive.
        FR-2: Staff need approval from the headteacher to post something that names a pupil.
        FR-3: Staff should not post something that is a rumour.
        FR-4: When staff post something that names a parent, they must take care.
        FR-5: Breaking this policy may lead to disciplinary action.
        FR-6: Breaking a ban of this policy is gross misconduct.
        FR-7: Breaking FR-2 or FR-3 will lead to dismissal, unless it is a brief quotation.
        FR-8: For a teacher, breaking FR-3 is misconduct.
        FR-9: When staff post something that is sexual, legal action may follow.
    """, """
               | actor   | act  | content.abusive | content.names pupil | content.unverified | content.names parent | authorised by | content.sexual || consequences
        -------+---------+------+-----------------+---------------------+--------------------+----------------------+---------------+----------------++-------------
        closed | teacher | post | yes             |                     |                    |                      |               |                || FR-5, FR-6
        closed | teacher | post |                 | yes                 |                    |                      |               |                || FR-5, FR-7
        closed | teacher | post |                 | yes                 |                    |                      | [headteacher] |                ||
        closed | teacher | post |                 |                     | yes                |                      |               |                || FR-5, FR-7, FR-8
        closed | trainee | post |                 |                     | yes                |                      |               |                || FR-5, FR-7
        closed | teacher | post |                 |                     |                    | yes                  |               |                ||
        closed | teacher | post |                 |                     |                    |                      |               | yes            || FR-9
        closed | parent  | post | yes             |                     | yes                |                      |               | yes            ||
    """)  # fmt: skip


def test_nothing_follows_of_breaking_what_bans_nothing(decides):
    decides("""
        FR-1: Staff should not post something that is a rumour.
        FR-2: Breaking a ban of this policy is gross misconduct.
        FR-3: Staff may post something that names the school.
        FR-4: Breaking FR-3 is misconduct.
    """, """
               | actor   | act  | content.unverified | content.names school || verdict         | consequences
        -------+---------+------+--------------------+----------------------++-----------------+-------------
        closed | teacher | post | yes                | yes                  || advised against |
               | teacher | post |                    |                      || depends         |
    """)  # fmt: skip


def test_events_that_are_none_and_several_at_once(decides):
    decides("""
        FR-1: When nothing has happened, the school must review it.
        FR-2: When a crime is suspected, the school must record it.
        FR-3: When there is phishing, the school must investigate it.
    """, """
               | actor   | event                     | event.crime suspected || verdict | duties     | asks
        -------+---------+---------------------------+-----------------------++---------+------------+-----
               | teacher | []                        | yes                   || silent  | FR-1       |
               | teacher | [none]                    |                       || silent  | FR-1       |
               | teacher | [phishing, cyberbullying] | yes                   || silent  | FR-2, FR-3 |
               | teacher | [cyberbullying]           |                       || silent  | FR-2?      | event.crime suspected
               | teacher |                           | no                    || silent  | FR-1?, FR-3? | event
        closed | teacher |                           | yes                   || silent  | FR-1       |
    """)  # fmt: skip


def test_a_count_that_is_left_out_meets_no_limit_and_one_that_is_unknown_meets_either(decides):
    decides("""
        FR-1: Staff must not befriend a pupil who is under 16.
        FR-2: Staff should not befriend a pupil who is 16 or over.
        FR-3: Staff may befriend a pupil, unless the pupil is under 16 or is 16 or over.
    """, """
               | actor   | act      | with  | with.age || verdict         | possible
        -------+---------+----------+-------+----------++-----------------+---------------------------
        closed | teacher | befriend | pupil |          || permitted       | permitted
        closed | teacher | befriend | pupil | 15       || prohibited      | prohibited
        closed | teacher | befriend | pupil | 16       || advised against | advised against
               | teacher | befriend | pupil |          || depends         | prohibited, advised against
    """)  # fmt: skip


def test_what_is_unsettled_in_one_clause_and_sure_in_another(decides):
    decides("""
        FR-1: A former pupil counts as "a recent leaver" when they left in the last 6 months.
        FR-2: Whether a former pupil counts as "a recent leaver" when they left in the last 24 months is not settled.
        FR-3: Staff may only message a recent leaver when it is about school.
        FR-4: Staff must not befriend a recent leaver.
        FR-5: Staff must not befriend anybody, unless it is about school.
        FR-6: Breaking a ban of this policy may lead to dismissal.
    """.replace("befriend anybody", "befriend"), """
               | actor   | act      | with         | with.months since leaving | contact is school related || verdict    | because                 | consequences | asks
        -------+---------+----------+--------------+---------------------------+---------------------------++------------+-------------------------+--------------+-----
               | teacher | message  | former pupil | 6                         |                           || unsettled  | FR-3, FR-1, FR-2        | FR-6?        | contact is school related
               | teacher | befriend | former pupil |                           | no                        || prohibited | FR-4?, FR-5, FR-4?, FR-1?, FR-2? | FR-6 |
    """)  # fmt: skip
