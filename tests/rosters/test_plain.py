"""Any CSV of people: columns told apart, words for what people are, days as people write them, bad rows named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.rosters.plain import guess, heading_of, read_plain
from belisha.rosters.rows import RoleRow, RosterFault

LIST = """\
UPN,Role,Forename,Surname,Known as,DOB,Year,Form,Job title
A1,pupil,Pip,Archer,,01/03/2016,6,6A,
A2,Pupil,Quin,Vale,Q,2016-03-02,R,Oak,
S1,staff,Ada,Novak,,,,,Class teacher
S2,staff,Leon,Pike,,,,,Teaching assistant (Year 3)
S3,staff,Moira,Glen,,,,,Caretaker
G1,governor,Finn,Sawyer,,,,,
"""


def read(text=LIST, everybody="", **changed):
    data = text.encode() if isinstance(text, str) else text
    return read_plain(data, {**guess(heading_of(data)[0]), **changed}, everybody)


def test_columns_are_guessed_by_what_they_are_often_called():
    assert guess(heading_of(LIST.encode())[0]) == {
        "id": "UPN", "role": "Role", "job": "Job title", "given": "Forename", "family": "Surname", "preferred": "Known as", "born": "DOB", "year": "Year",
        "class": "Form",
    }  # fmt: skip


def test_people_come_with_what_they_are():
    roster = read()
    assert not roster.bad and roster.whole
    assert [(each.id, each.roles) for each in roster.people] == [
        ("A1", (RoleRow("pupil", detail="Year 6, 6A"),)),
        ("A2", (RoleRow("pupil", detail="Reception, Oak"),)),
        ("S1", (RoleRow("teacher", detail="Class teacher"),)),
        ("S2", (RoleRow("teaching assistant", detail="Teaching assistant (Year 3)"),)),
        ("S3", (RoleRow("support staff", detail="Caretaker"),)),
        ("G1", (RoleRow("governor"),)),
    ]
    assert [each.born for each in roster.people[:2]] == [date(2016, 3, 1), date(2016, 3, 2)]


def test_parents_name_their_children_in_one_row_or_in_several():
    text = "id,role,given name,surname,child id\np1,pupil,Pip,Archer,\np2,pupil,Zoe,Archer,\na1,parent,Ben,Archer,p1\na1,parent,Ben,Archer,p2\na2,grandparent,Gran,Archer,p1;p2\na3,parent,Odd,One,p9\n"
    found = [(each.pupil, each.adult, each.relation, each.line) for each in read(text).guardians]
    assert found == [
        ("p1", "a1", "parent", 4),
        ("p2", "a1", "parent", 5),
        ("p1", "a2", "other", 6),
        ("p2", "a2", "other", 6),
        ("p9", "a3", "parent", 7),  # perhaps in another list of the school
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A1,pupil,Pip,Archer,,31/02/2016,6,6A,", "“31/02/2016” is no day"),
        (",pupil,Pip,Archer,,,,,", "the number that the person keeps is empty"),
        ("A1,pupil,,,,,,,", "there is no name"),
        ("A1,wizard,Pip,Archer,,,,,", "“wizard” is not known; write one of: contractor"),
        ("A1,headteacher,Dora,Fielding,,,,,", "no file may give the role “headteacher”"),
        ("A1,,Pip,Archer,,,,,", "what the person is, is empty"),
        ("A1,pupil,Pip,Archer,,,,,,,extra", "the row has 11 cells; there are 9 columns"),
        (f"A1,pupil,{'P' * 101},Archer,,,,,", "the given name has 101 characters"),
        ("A1,pupil,Pi\u200bp,Archer,,,,,", "cannot be printed"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_others_are_read(row, said):
    heading, *rest = LIST.splitlines()
    roster = read("\n".join([heading, rest[1], row, rest[2]]))
    assert [each.id for each in roster.people] == ["A2", "S1"]
    (bad,) = roster.bad
    assert bad.line == 3 and said in bad.problem


def test_somebody_who_stands_twice_is_read_once():
    heading, first, *_ = LIST.splitlines()
    roster = read("\n".join([heading, first, first.replace("Pip", "Pop")]))
    assert [each.given for each in roster.people] == ["Pip"]
    assert [str(each) for each in roster.bad] == ["line 3: “A1” stands twice"]


def test_where_no_column_says_what_people_are_everybody_is_the_same():
    text = "UPN;Forename;Surname\r\nA1;Pip;Archer\r\n"
    (person,) = read(text, everybody="pupil").people
    assert person.roles == (RoleRow("pupil"),)
    with pytest.raises(RosterFault, match="No column says what people are"):
        read(text)


def test_windows_and_excel_are_read():
    assert read("id,role,given,family\n1,pupil,Zoë,Müller\n".encode("cp1252")).people[0].given == "Zoë"
    assert read("\ufeffid,role,given,family\n1,pupil,Zoë,Müller\n").people[0].family == "Müller"
    assert read("id\trole\tgiven\tfamily\n1\tpupil\tZoë\tMüller\n".encode("utf-16")).people[0].id == "1"


@pytest.mark.parametrize("text", ["", "\n\n", "a,a\n1,2\n", "\x00\x01\x02"])
def test_what_is_no_list_says_so(text):
    with pytest.raises(RosterFault) as fault:
        read_plain(text.encode(), {"id": "a"}, "pupil")
    assert fault.value.mend


@given(st.binary(max_size=400))
def test_whatever_comes_it_is_read_or_refused(data):
    try:
        heading, _ = heading_of(b"id,role,given,family\n" + data)
        read_plain(b"id,role,given,family\n" + data, guess(heading))
    except RosterFault as fault:
        assert fault.problem and fault.mend
