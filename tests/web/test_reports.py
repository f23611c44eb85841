"""The report for the governing body: read, printed, downloaded as figures, put before governors; and when it waits for somebody."""

import csv
import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pdfminer.high_level import extract_text

from belisha import library
from belisha.schools.apart import in_school
from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies.models import State
from belisha.schools.reports.seasons import year_of
from belisha.web.reports import presenters
from belisha.web.school.need import Visit
from cast import place_of, sign_in
from schools.test_policies import version_in
from web.test_life import in_parts

TODAY = timezone.localdate()
NOW = year_of(TODAY)


@pytest.fixture
def oak(town):
    with in_school(town.oak):
        version_in(town, State.PUBLISHED, library.text_of("model"))
    return town


def at(name, *args, **query):
    return reverse(name, args=["oak", *args], query=query or None)


def signed_in(town, role):
    return sign_in(Client(), town.of_role[role])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def on_paper(response):
    assert response["Content-Type"] == "application/pdf"
    return re.sub(r"\s+", " ", extract_text(io.BytesIO(response.content)))


def test_the_same_on_the_page_on_paper_and_as_figures(oak):
    client = signed_in(oak, R.GOVERNOR)
    shown, paper = text_of(client.get(at("report"))), client.get(at("report-pdf"))
    printed = on_paper(paper)
    for each in (
        f"{NOW.words}",
        "What the policy promises the governing body",
        "I look at this policy, and at the report on it, every year.",
        "No concern was written down in Belisha this school year",
        "What calls for attention",
        "fewer than 5",
    ):
        assert each in shown and each in printed, each
    assert "Contents" in printed and "Page 2 of" in printed and "SHA-256" in printed
    assert paper["Content-Disposition"] == f'attachment; filename="report-{NOW.words.replace("/", "-")}.pdf"'
    figures = list(csv.reader(io.StringIO(client.get(at("export-report")).content.decode("utf-8-sig"))))
    assert figures[0] == presenters.FIGURES
    assert ["The policy", "Versions in force this school year", "Social media, version 2026.1", "What it changed", "The first that the school published."] in figures  # fmt: skip


def test_a_school_without_a_policy_of_its_own_has_a_report(town):
    client = signed_in(town, R.CHAIR)
    assert "The governing body has adopted no policy of its own." in text_of(client.get(at("report")))
    assert "no policy of its own" in on_paper(client.get(at("report-pdf")))


def test_put_before_the_governing_body_and_kept_as_it_was(oak):
    clerk = signed_in(oak, R.CLERK)
    way = at("receive-report", year=NOW.begins)
    assert way in clerk.get(at("report")).content.decode().replace("&amp;", "&")
    wrong = clerk.post(way, {**in_parts("meeting", date(2199, 1, 1)), "minute": "7"})
    assert wrong.status_code == 422
    assert clerk.post(way, {**in_parts("meeting", TODAY), "minute": "FGB 7"}).status_code == 302
    page = signed_in(oak, R.GOVERNOR).get(at("report")).content.decode()
    kept = re.search(r'href="([^"]*/report/[0-9a-f-]{36}/report\.pdf)"', page)[1]
    printed = on_paper(signed_in(oak, R.HEADTEACHER).get(kept))
    assert "Put before the governing body" in printed and "(FGB 7)" in printed
    assert "FGB 7" in text_of(clerk.get(at("report")))


@pytest.mark.parametrize("year", ["1999", "2200", "x"])
def test_a_year_of_which_there_is_no_report(oak, year):
    assert signed_in(oak, R.GOVERNOR).get(at("report", year=year)).status_code == 404


AWAITED = """
governor                     | The report for the governing body
chair of governors           | Put the report before the governing body
clerk to the governors       | Put the report before the governing body
headteacher                  | The report for the governing body
senior leader                |
teacher                      |
"""


@pytest.mark.parametrize("line", AWAITED.strip().splitlines())
def test_whom_it_waits_for_in_its_season(oak, line):
    role, does = (part.strip() for part in line.split("|"))
    with in_school(oak.oak):
        found = presenters.needs(Visit(place_of(oak.of_role[R(role)]), date(2027, 7, 2)))
    assert [each.does for each in found] == ([f"{does}: school year 2026/27"] if does else [])
    assert all("ends on 31 August 2027" in each.about for each in found)


def test_out_of_season_it_waits_for_nobody(oak):
    with in_school(oak.oak):
        assert presenters.needs(Visit(place_of(oak.finn), date(2027, 3, 2))) == []
