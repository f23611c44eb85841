"""What a school records: kept once, and sorted by whether it is about a person."""

import pytest


def test_every_field_of_every_model_is_sorted(database):
    from django.apps import apps

    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields()}
        assert model.Privacy.personal | model.Privacy.plain == fields, model
        assert not model.Privacy.personal & model.Privacy.plain, model


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
    assert len(before) == 5


def test_a_school_without_a_name_is_refused_by_the_database(db):
    from django.db import IntegrityError, transaction

    from belisha.schools.published.models import School

    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(key="oak", name="", policy="model")
