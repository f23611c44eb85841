"""The national register of schools: open ones, by the names of the columns, in whatever encoding."""

import pytest

from belisha.rosters.register import SchoolRow, read_register
from belisha.rosters.rows import RosterFault

HEAD = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,Trusts (code),Trusts (name),Country (name)"
ROWS = """\
100001,865,Wiltshire,St Anne’s Primary School,Community school,Local authority maintained schools,Open,Primary,4,11,,,
100002,865,Wiltshire,Oak Academy,Academy converter,Academies,"Open, but proposed to close",Secondary,11,18,5001,Grove Trust,
100003,865,Wiltshire,Gone School,Community school,Local authority maintained schools,Closed,Primary,4,11,,,
100004,211,Tower,Hall House,Other independent school,Independent schools,Open,Not applicable,3,18,,,England
bad,211,Tower,No Number,Community school,Local authority maintained schools,Open,Primary,4,11,,,
"""


def test_the_open_schools_are_read_and_the_bad_rows_named():
    schools, bad = read_register(f"{HEAD}\r\n{ROWS}".encode("cp1252"))
    wiltshire = ("865", "Wiltshire")
    assert schools == (
        SchoolRow(100001, "St Anne’s Primary School", "st-anne-s-primary-school-100001", "primary", "maintained", "England", wiltshire, None),
        SchoolRow(100002, "Oak Academy", "oak-academy-100002", "secondary", "academy", "England", wiltshire, ("5001", "Grove Trust")),
        SchoolRow(100004, "Hall House", "hall-house-100004", "all-through", "independent", "England", ("211", "Tower"), None),
    )  # fmt: skip
    assert [str(each) for each in bad] == ["line 6: “bad” is no unique reference number"]


def test_columns_are_found_by_name_wherever_they_stand():
    turned = "EstablishmentStatus (name),EstablishmentName,URN\nOpen,Oak,100001\n"
    ((school,), bad) = read_register(turned.encode())
    assert (school.name, school.urn, bad) == ("Oak", 100001, ())


def test_another_file_is_refused():
    with pytest.raises(RosterFault, match="no column “URN”"):
        read_register(b"id,name\n1,x\n")
