"""The zip of OneRoster: whom it brings, which rows are left out and why, and what no zip may do."""

import io
import zipfile
from datetime import date

import pytest

from belisha.rosters.oneroster import read_oneroster
from belisha.rosters.rows import RoleRow, RosterFault

USERS = """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,preferredGivenName
p1,,,true,pip,,Pip,Archer,,,,,,a1,04,hunter2,
p2,,,true,quin,,Quin,Vale,,,,,,,R,,Q
a1,,,true,ben,,Ben,Archer,,,ben@example.org,,,p1,,,
t1,,,true,ada,,Ada,Novak,,,ada@example.org,,,,,,
h1,,,true,dora,,Dora,Fielding,,,dora@example.org,,,,,,
x1,,,true,nobody,,,,,,,,,,,,
x2,,,true,wrong,,Wrong,Address,,,not an address,,,,,,
"""
ROLES = """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
1,,,p1,primary,student,2020-09-01,,s1,
2,,,p2,primary,student,2026-09-01,2027-07-20,s1,
3,,,a1,primary,guardian,,,s1,
4,,,t1,primary,teacher,2019-09-01,,s1,
5,,,h1,primary,principal,,,s1,
6,,,t9,primary,teacher,,,s1,
7,,,t1,secondary,wizard,,,s1,
"""
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,Oak School,school,100001,\n"
MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\n"
GOOD = {"manifest.csv": MANIFEST, "orgs.csv": ORGS, "users.csv": USERS, "roles.csv": ROLES}


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(name, text)
    return made.getvalue()


def read(urn=None, **changed):
    files = {**GOOD, **{f"{name}.csv": text for name, text in changed.items()}}
    return read_oneroster(zipped({name: text for name, text in files.items() if text is not None}), urn)


def by_id(roster):
    return {person.id: person for person in roster.people}


def test_people_come_with_what_they_are_from_when_and_in_which_year():
    people = by_id(read())
    assert (people["p1"].given, people["p1"].family) == ("Pip", "Archer")
    assert people["p1"].roles == (RoleRow("pupil", date(2020, 9, 1), None, "Year 4"),)
    assert people["p2"].preferred == "Q"
    assert people["p2"].roles == (RoleRow("pupil", date(2026, 9, 1), date(2027, 7, 21), "Reception"),)
    assert people["t1"].roles == (RoleRow("teacher", date(2019, 9, 1)),)


def test_parents_are_found_whichever_side_names_the_other():
    both = [(each.pupil, each.adult, each.relation) for each in read().guardians]
    assert both == [("p1", "a1", "parent")]
    for one in (
        USERS.replace("ben@example.org,,,p1,", "ben@example.org,,,,"),
        USERS.replace("Archer,,,,,,a1,04", "Archer,,,,,,,04"),
    ):
        assert [(each.pupil, each.adult, each.relation) for each in read(users=one).guardians] == both


def test_each_bad_row_is_named_with_its_file_and_line_and_the_rest_is_read():
    assert [str(each) for each in read().bad] == [
        "roles.csv, line 6: no file may give the role `principal`: give it by hand",
        "roles.csv, line 7: there is no user `t9`",
        "roles.csv, line 8: `wizard` is no role of OneRoster",
        "users.csv, line 7: there is no name",
        "users.csv, line 8: “not an address” is no e-mail address",
    ]


def test_no_file_makes_a_headteacher():
    assert by_id(read())["h1"].roles == ()


def test_a_delta_tells_of_changes_alone_and_says_who_has_left():
    gone = USERS.replace("p2,,,true", "p2,tobedeleted,2026-11-01,true")
    roster = read(manifest=MANIFEST.replace("bulk", "delta"), users=gone)
    assert not roster.whole
    assert by_id(roster)["p2"].left
    assert read().whole


def test_a_role_that_a_delta_takes_away_ends_on_the_day_of_the_change():
    roles = ROLES.replace(
        "4,,,t1,primary,teacher,2019-09-01", "4,tobedeleted,2026-11-01T08:00:00Z,t1,primary,teacher,2019-09-01"
    )
    people = by_id(read(manifest=MANIFEST.replace("bulk", "delta"), roles=roles))
    assert people["t1"].roles == (RoleRow("teacher", date(2019, 9, 1), date(2026, 11, 1)),)


def test_version_one_point_one_has_roles_beside_the_people():
    users = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\np1,,,true,s1,student,pip,,Pip,Archer,,,,,,,04,\n"
    (person,) = read(users=users, roles=None).people
    assert person.roles == (RoleRow("pupil", detail="Year 4"),)


def test_the_class_that_they_are_registered_in_is_said():
    classes = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId\nc1,,,4B,,,,homeroom,,s1\nc2,,,Maths,,,,scheduled,,s1\n"
    enrolled = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n1,,,c1,s1,p1,student,\n2,,,c2,s1,p2,student,\n"
    people = by_id(read(classes=classes, enrollments=enrolled))
    assert people["p1"].roles[0].detail == "4B"
    assert people["p2"].roles[0].detail == "Reception"


def test_of_several_schools_the_one_with_this_number_is_read():
    orgs = ORGS + "s2,,,Elm School,school,100002,\n"
    roles = ROLES.replace("4,,,t1,primary,teacher,2019-09-01,,s1,", "4,,,t1,primary,teacher,2019-09-01,,s2,")
    assert set(by_id(read(urn=100002, orgs=orgs, roles=roles))) == {"t1"}
    with pytest.raises(RosterFault, match=r"2 schools, and none has this school's number: Oak School \(100001\)"):
        read(urn=5, orgs=orgs)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 no zip", "no zip that can be opened"),
        (zipped({"readme.txt": "hello"}), "no `users.csv`"),
        (zipped({**GOOD, "users.csv": "name\nPip\n"}), "`users.csv` has no column `sourcedId`"),
        (zipped({**GOOD, "other/users.csv": USERS}), "in the zip twice"),
        (zipped({**GOOD, **{f"{number}.csv": "" for number in range(300)}}), "304 files"),
    ],
)
def test_what_is_no_roster_says_so(data, said):
    with pytest.raises(RosterFault, match=said) as fault:
        read_oneroster(data)
    assert fault.value.mend


def test_a_quotation_mark_left_open_is_seen():
    roster = read(users=USERS.replace("Pip", '"Pip'))
    assert "p1" not in by_id(roster)
    assert "users.csv, line 2" in str(roster.bad[-1])


def test_a_zip_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("belisha.rosters.oneroster.MOST_UNPACKED", 100_000)
    with pytest.raises(RosterFault, match="unpacks to more"):
        read(users=USERS + "p3,,,true,x,,X,Y,,,,,,,,,\n" * 20_000)
