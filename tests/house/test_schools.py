"""What a school records: kept once, and sorted by whether it is about a person."""

import pytest


def sorted_fields(model):
    from belisha.schools.accounts.privacy import OF_LIBRARIES

    if model.__module__.startswith("belisha."):
        return model.Privacy.personal, model.Privacy.plain
    return OF_LIBRARIES[model._meta.label]


def test_every_field_of_every_model_is_sorted(database):
    from django.apps import apps

    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
        personal, plain = sorted_fields(model)
        assert personal | plain == fields, model
        assert not personal & plain, model


def test_registering_twice_changes_nothing(db):
    from belisha.schools.published import actions
    from belisha.schools.published.models import School

    for name in ("Oak School", "Oak Primary School"):
        actions.register("oak", name=name, policy="model")
    assert School.objects.filter(key="oak").values_list("name", "policy").get() == ("Oak Primary School", "model")


def test_the_demonstration_may_be_made_twice(db):
    from django.core.management import call_command

    from belisha.schools.published.models import School

    before = set(School.objects.values_list("key", "policy"))
    call_command("demo", verbosity=0)
    assert set(School.objects.values_list("key", "policy")) == before
    assert len(before) == 6


def test_a_school_without_a_name_is_refused_by_the_database(db):
    from django.db import IntegrityError, transaction

    from belisha.schools.published.models import School

    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(key="oak", name="", policy="model")


def test_the_demonstration_school(database):
    """So many of each, the same every time, and every role filled."""
    from collections import Counter

    from belisha.schools.apart import in_school
    from belisha.schools.people import demonstration
    from belisha.schools.people.models import Guardianship, Person, Role
    from belisha.schools.people.permissions import RoleName
    from belisha.schools.record import actions as record

    with in_school("beacon-lane"):
        held = Counter(Role.objects.running().values_list("role", flat=True))
        assert (held["pupil"], held["governor"]) == (420, 9)
        assert Person.objects.holding(*demonstration.STAFF).count() == 60
        assert 600 <= held["parent"] <= 601  # one of them teaches, another is a parent whom a court restricts
        assert set(held) == {role.value for role in RoleName}
        assert Role.objects.filter(role="pupil", until__isnull=False).count() == 24
        assert Guardianship.objects.filter(restricted=True).count() == 1
        guarded = set(Guardianship.objects.values_list("pupil", flat=True))
        assert guarded == set(Person.objects.holding(RoleName.PUPIL).values_list("pk", flat=True))
        assert (
            Person.objects.get(given="Pip", family="Archer").pk
            == Person.objects.get(email="pip@demonstration.example").pk
        )
        assert record.verify("beacon-lane").problem == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [("school.example\n @Other.Example \n\nschool.example", ("school.example", "other.example")), ("", ())],
)
def test_mail_domains(database, text, found):
    from belisha.schools.published import settings

    assert settings.domains(text) == found
    assert settings.read(settings.Settings(found).kept()) == settings.Settings(found)


@pytest.mark.parametrize(
    "text", ["school", "a b.example", "@", "x@y.example", "\n".join(f"d{n}.example" for n in range(21)), "é.example"]
)
def test_no_mail_domain(database, text):
    from django.core.exceptions import ValidationError

    from belisha.schools.published import settings

    with pytest.raises(ValidationError):
        settings.domains(text)
