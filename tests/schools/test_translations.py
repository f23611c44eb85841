"""Translations of a published version: whose language tags are read, which way they run, and that one of a language stands at a time."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from belisha.schools.people.permissions import RoleName as R
from belisha.schools.policies import translations
from belisha.schools.policies.holding import Conflict
from belisha.schools.policies.models import State, Translation
from schools.test_policies import belisha, place, version_in

POLISH = {"language": "pl", "title": "Media społecznościowe", "text": "# Znajomi\n\nNie.", "translator": "A service"}


def publish(version, by, **what):
    return translations.publish(version, by=by, **{**POLISH, **what})


@pytest.mark.parametrize(
    ("said", "tag", "direction"),
    [("pl", "pl", "ltr"), (" UR ", "ur", "rtl"), ("zh-hant", "zh-Hant", "ltr"), ("pa-arab-pk", "pa-Arab-PK", "rtl"), ("pt_br", "pt-BR", "ltr"), ("ku", "ku", "ltr"), ("ckb", "ckb", "rtl")],
)  # fmt: skip
def test_tags_are_read_as_people_write_them(said, tag, direction):
    assert translations.tag(said) == tag
    assert translations.direction(tag) == direction


@pytest.mark.parametrize("said", ["", "Polish", "p", "en", "en-US", "pl pl", "pl-", "x" * 40, "p<l"])
def test_what_is_no_tag_or_is_english_is_refused(said):
    with pytest.raises(ValidationError):
        translations.tag(said)


def test_every_language_that_we_name_has_a_tag():
    assert all(translations.tag(each) == each for each in translations.KNOWN)


def test_the_office_and_those_who_lead_publish_one(oak):
    version = version_in(oak, State.PUBLISHED)
    for role in R:
        by = place(oak, role)
        if by.roles & {R.HEADTEACHER, R.SENIOR_LEADER, R.OFFICE}:
            continue
        with pytest.raises(PermissionDenied):
            publish(version, by)
    assert publish(version, place(oak, R.OFFICE)).title == "Media społecznościowe"


def test_a_newer_one_takes_the_place_of_the_older_and_the_text_stays(oak):
    version, by = version_in(oak, State.PUBLISHED), belisha(oak)
    first = publish(version, by)
    assert publish(version, by).pk == first.pk  # sent twice
    second = publish(version, by, text="Nigdy.")
    assert [each.pk for each in Translation.objects.filter(school=oak.oak).standing()] == [second.pk]
    for deed in (lambda: Translation.objects.filter(pk=second.pk).update(text="x"), lambda: second.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    translations.withdraw(second, by=by)
    translations.withdraw(second, by=by)
    assert not Translation.objects.filter(school=oak.oak).standing().exists()


def test_a_draft_is_not_translated(oak):
    with pytest.raises(Conflict):
        publish(version_in(oak, State.DRAFT), belisha(oak))


@pytest.mark.parametrize("field", ["language", "title", "text", "translator"])
def test_what_is_missing_is_said(oak, field):
    with pytest.raises(ValidationError) as refused:
        publish(version_in(oak, State.PUBLISHED), belisha(oak), **{field: " "})
    assert list(refused.value.message_dict) == [field]
