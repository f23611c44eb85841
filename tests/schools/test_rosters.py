"""A roster in a school: looked at before it counts, taken over once, what the school entered itself kept, and undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from belisha.schools.apart import in_school
from belisha.schools.people.models import Guardianship, Person, Role
from belisha.schools.record.models import Entry
from belisha.schools.rosters import actions
from belisha.schools.rosters.models import Change, Import
from cast import R, person_of, place_of, role_of
from jobs import run_jobs

HEAD = "id,role,given,family,known as,email,dob,year,child id\n"
LIST = """\
p1,pupil,Anna,Bell,,,2016-05-01,6,
p2,pupil,Carl,Dean,,,2017-05-01,5,
s1,teacher,Eve,Ford,,eve@example.org,,,
a1,parent,Gil,Bell,,gil@example.org,,,p1
"""


@pytest.fixture
def office(town):
    with in_school(town.oak):
        yield place_of(town.olive)


@pytest.fixture
def bring(office):
    """Brings a list in and takes it over, as far as is asked for."""

    def brought(text, *, until="done", sure=False):
        roster = actions.start(by=office, file_name="list.csv", data=(HEAD + text).encode())
        actions.choose(roster, by=office, mapping=roster.mapping)
        run_jobs()
        roster.refresh_from_db()
        if until == "done":
            actions.take_over(roster, by=office, sure=sure)
            run_jobs()
            roster.refresh_from_db()
        return roster

    return brought


def named(id):
    return Person.objects.get(external_id=id)


def roles_of(id):
    return [(each.role, each.detail) for each in Role.objects.filter(person=named(id)).running()]


def everything():
    return (
        list(Person.objects.order_by("pk").values()),
        list(Role.objects.order_by("pk").values()),
        list(Guardianship.objects.order_by("pk").values()),
    )


def test_what_would_change_is_shown_and_nothing_is_written(bring):
    before = everything()
    roster = bring(LIST + "p9,pupil,,,,,,,\n", until="looked at")
    assert roster.state == "ready"
    assert everything() == before
    counts = {name: count for name, count in roster.counts.items() if count and name != "known"}
    assert counts == {"person added": 4, "role given": 4, "guardianship added": 1}
    assert roster.sample["person added"] == ["Anna Bell", "Carl Dean", "Eve Ford", "Gil Bell"]
    assert roster.bad == [{"line": 6, "file": "", "problem": "there is no name"}]


def test_taken_over_the_people_are_there_with_roles_and_parents(bring):
    roster = bring(LIST)
    assert (roster.state, roster.done, roster.pending) == ("done", roster.total, None)
    assert named("p1").born == date(2016, 5, 1)
    assert roles_of("p1") == [("pupil", "Year 6")]
    assert roles_of("s1") == [("teacher", "")]
    assert [each.adult for each in Guardianship.objects.filter(pupil=named("p1"))] == [named("a1")]


def test_taken_over_twice_it_changes_nothing(bring):
    bring(LIST)
    before = everything()
    again = bring(LIST)
    assert again.total == 0 and again.counts["same"] == 4
    assert everything() == before


def test_changes_reach_those_who_are_there(bring):
    bring(LIST)
    bring(LIST.replace("Carl,Dean", "Carl,Dean-Hall").replace("2017-05-01,5", "2017-05-01,6"))
    assert named("p2").family == "Dean-Hall"
    assert roles_of("p2") == [("pupil", "Year 6")]


def test_somebody_whom_the_roster_no_longer_names_has_left_that_day(bring):
    bring(LIST)
    bring("\n".join(line for line in LIST.splitlines() if not line.startswith("p2")) + "\n")
    assert roles_of("p2") == []
    assert named("p2").until == timezone.localdate()
    bring(LIST)
    assert roles_of("p2") == [("pupil", "Year 5")]
    assert named("p2").until is None


class TestOneListForEachKindOfPeople:
    """A list speaks of the roles that stand in it, and of no others."""

    PUPILS, STAFF, PARENTS = (
        LIST[: LIST.index("s1,")],
        LIST[LIST.index("s1,") : LIST.index("a1,")],
        LIST[LIST.index("a1,") :],
    )

    def test_a_list_of_staff_ends_no_pupil(self, bring):
        bring(self.PUPILS)
        staff = bring(self.STAFF)
        assert (staff.counts["role ended"], staff.counts["person left"]) == (0, 0)
        assert roles_of("p1") == [("pupil", "Year 6")]
        bring(self.STAFF.replace("s1,", "s2,").replace("Eve", "Ivo").replace("eve@", "ivo@"))
        assert roles_of("s1") == [] and roles_of("p1") == [("pupil", "Year 6")]

    def test_parents_are_put_to_pupils_of_another_list(self, bring):
        bring(self.PUPILS)
        bring(self.PARENTS)
        assert [each.adult for each in Guardianship.objects.filter(pupil=named("p1"))] == [named("a1")]
        bring(self.PUPILS)  # says nothing of parents, and so ends none
        assert Guardianship.objects.get(pupil=named("p1"), adult=named("a1")).until is None
        bring(self.PARENTS.replace(",p1", ",p2"))
        assert Guardianship.objects.get(pupil=named("p1"), adult=named("a1")).until == timezone.localdate()
        assert Guardianship.objects.get(pupil=named("p2"), adult=named("a1")).until is None

    def test_a_child_whom_nobody_knows_is_named_with_the_line(self, bring):
        roster = bring(self.PARENTS, until="looked at")
        assert roster.bad == [{"line": 2, "file": "", "problem": "there is nobody “p1”, neither in this list nor here"}]

    def test_who_stands_in_two_lists_keeps_both_roles(self, bring):
        bring(self.STAFF)
        bring(self.PUPILS + "s1,parent,Eve,Ford,,eve@example.org,,,p1\n")
        assert {role for role, _ in roles_of("s1")} == {"teacher", "parent"}


class TestWhatTheSchoolEnteredItself:
    def test_a_preferred_name_stays(self, bring, office):
        bring(LIST)
        Person.objects.filter(external_id="p1").update(preferred="Annie")
        bring(LIST.replace("Anna,Bell,,", "Anna,Bell,Ann,"))
        assert named("p1").preferred == "Annie"

    def test_what_a_court_has_said_stays(self, bring):
        bring(LIST)
        Guardianship.objects.filter(adult=named("a1")).update(restricted=True, contact_allowed=False)
        bring(LIST)
        bring(LIST.replace("gil@example.org,,,p1", "gil@example.org,,,"))
        ward = Guardianship.objects.get(adult=named("a1"))
        assert (ward.restricted, ward.contact_allowed, ward.until) == (True, False, None)

    def test_a_guardianship_that_somebody_ended_stays_ended(self, bring):
        bring(LIST)
        Guardianship.objects.filter(adult=named("a1")).update(until=timezone.localdate())
        bring(LIST)
        assert Guardianship.objects.get(adult=named("a1")).until == timezone.localdate()

    def test_a_role_that_somebody_gave_stays(self, bring):
        bring(LIST)
        role_of(named("s1"), R.GOVERNOR)
        bring(LIST)
        assert {role for role, _ in roles_of("s1")} == {"teacher", "governor"}

    def test_people_entered_by_hand_are_known_by_address_or_birthday_and_not_made_twice(self, bring, town):
        person_of(town.oak, "Eve", R.VOLUNTEER, family="Ford", account=False, email="EVE@example.org")
        person_of(town.oak, "Anna", family="Bell", account=False, email="", born=date(2016, 5, 1))
        roster = bring(LIST)
        assert roster.counts["person added"] == 2
        assert Person.objects.filter(family="Ford").count() == 1
        assert {role for role, _ in roles_of("s1")} == {"teacher", "volunteer"}

    def test_nobody_whom_no_roster_has_named_leaves(self, bring, town):
        bring(LIST)
        assert Role.objects.filter(person=town.ada).running().exists()


class TestTrustedRoles:
    def test_the_office_does_not_change_the_headteacher_by_a_file(self, bring, town):
        Person.objects.filter(pk=town.dora.pk).update(external_id="h1")
        roster = bring(LIST + "h1,teacher,Dora,Example,,elsewhere@example.org,,,\n")
        assert named("h1").email == "dora@example.org"
        assert "holds a role that only the headteacher changes" in roster.bad[0]["problem"]

    def test_who_may_not_change_people_may_not_bring_in_a_roster(self, town):
        with in_school(town.oak), pytest.raises(PermissionDenied):
            actions.start(by=place_of(town.ada), file_name="x.csv", data=HEAD.encode())

    def test_who_may_no_longer_is_stopped_in_the_middle(self, bring, office, town):
        roster = bring(LIST, until="looked at")
        actions.take_over(roster, by=office)
        Role.objects.filter(person=town.olive).update(until=timezone.localdate())
        run_jobs()
        roster.refresh_from_db()
        assert roster.state == "ready" and not Person.objects.filter(external_id="p1").exists()


def test_the_wrong_file_is_not_taken_over_without_a_word(bring):
    many = "".join(f"q{number},pupil,Kid{number},Kidd,,,,1,\n" for number in range(20))
    bring(many)
    wrong = bring(LIST, until="looked at")
    assert wrong.counts["person left"] == 20
    with pytest.raises(ValidationError, match="20 people have left"):
        actions.take_over(wrong, by=wrong_place(wrong))
    actions.take_over(wrong, by=wrong_place(wrong), sure=True)
    run_jobs()
    assert roles_of("q1") == []


def wrong_place(roster):
    from belisha.schools.people import places

    return places.of_person(roster.school, Person.objects.get(pk=roster.person))


class TestUndone:
    def test_all_is_as_it_was(self, bring, office):
        first = bring(LIST)
        between = everything()
        second = bring(
            "\n".join(line for line in LIST.splitlines() if not line.startswith("p2")).replace("Anna,Bell", "Anne,Bell")
            + "\nn1,pupil,New,Kid,,,,1,\n"
        )
        assert everything() != between
        actions.undo(second, by=office)
        run_jobs()
        second.refresh_from_db()
        assert second.state == "undone"
        assert everything() == between
        with pytest.raises(ValidationError):
            actions.undo(second, by=office)
        assert first.state == "done"

    def test_what_somebody_has_done_since_stays(self, bring, office):
        roster = bring(LIST)
        Person.objects.filter(external_id="p1").update(preferred="Annie")
        role_of(named("s1"), R.GOVERNOR)
        Guardianship.objects.filter(adult=named("a1")).update(restricted=True)
        actions.undo(roster, by=office)
        run_jobs()
        assert not Person.objects.filter(external_id="p2").exists()
        assert {role for role, _ in roles_of("s1")} == {"governor"}
        assert Guardianship.objects.get(adult=named("a1")).restricted

    def test_only_the_last_one_can_be(self, bring, office):
        first = bring(LIST)
        bring(LIST.replace("Anna,Bell", "Anne,Bell"))
        first.refresh_from_db()
        with pytest.raises(ValidationError, match="taken over last"):
            actions.undo(first, by=office)


class TestStopped:
    """Killed in the middle: begun again, nothing is lost and nothing there twice."""

    @pytest.mark.parametrize("after", [0, 1, 2])
    def test_while_it_is_taken_over(self, bring, office, monkeypatch, after):
        roster = bring(LIST, until="looked at")
        actions.take_over(roster, by=office)
        stop_after(monkeypatch, after)
        with pytest.raises(KeyboardInterrupt):
            run_jobs()
        monkeypatch.undo()
        roster.refresh_from_db()
        assert roster.state == "applying"
        assert Change.objects.filter(roster=roster).count() == roster.done
        Import.objects.update(touched=timezone.now() - timedelta(minutes=2))
        roster.refresh_from_db()
        actions.begin_again(roster, by=office)
        run_jobs()
        roster.refresh_from_db()
        assert roster.state == "done"
        assert Person.objects.exclude(external_id="").count() == 4
        assert Change.objects.filter(roster=roster).count() == 9
        assert bring(LIST, until="looked at").total == 0

    def test_while_it_is_undone(self, bring, office, monkeypatch):
        before = everything()
        roster = bring(LIST)
        actions.undo(roster, by=office)
        stop_after(monkeypatch, 0)
        with pytest.raises(KeyboardInterrupt):
            run_jobs()
        monkeypatch.undo()
        run_jobs()
        assert everything() == before


def stop_after(monkeypatch, blocks):
    """The process is killed after so many blocks, in the middle of the next."""
    left = [blocks]
    note = actions._note

    def stopping(*arguments, **named):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        note(*arguments, **named)

    monkeypatch.setattr(actions, "_note", stopping)


def test_each_block_has_its_line_in_the_record_without_a_name(bring):
    bring(LIST)
    lines = list(Entry.objects.filter(event="roster taken over").order_by("number").values_list("after", flat=True))
    assert lines == [
        {"people are new": 4},
        {"roles begin": 4},
        {"parents, carers and relatives of children are new": 1},
    ]


def test_a_file_that_is_no_roster_says_what_is_wrong_and_can_be_told_apart_anew(office):
    roster = actions.start(by=office, file_name="list.csv", data=b"number;first;last\n1;Anna;Bell\n")
    actions.choose(roster, by=office, mapping={"id": "number", "given": "first"}, everybody="pupil")
    run_jobs()
    roster.refresh_from_db()
    assert (roster.state, roster.problem) == ("refused", "No column holds: family name")
    actions.choose(roster, by=office, mapping={"id": "number", "given": "first", "family": "last"}, everybody="pupil")
    run_jobs()
    roster.refresh_from_db()
    assert (roster.state, roster.counts["person added"]) == ("ready", 1)


def test_a_file_that_nobody_took_over_is_forgotten_after_a_week(bring, office):
    roster = bring(LIST, until="looked at")
    assert actions.run(timezone.localdate(), office) == 0
    Import.objects.filter(pk=roster.pk).update(made=timezone.now() - timedelta(days=8))
    assert actions.run(timezone.localdate(), office) == 1
