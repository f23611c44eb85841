"""What is asked about people.

Room: web.people. Forms parse; `people.actions` decides.
"""

from __future__ import annotations

from typing import Any

from django import forms

from belisha.schools.people.models import ROLE_CHOICES, Guardianship, Person
from belisha.schools.people.permissions import TRUSTED_ROLES, Permission
from belisha.schools.people.places import Place
from belisha.web.fields import DayField, Listed


class PersonForm(forms.Form):
    given = forms.CharField(label="Given name", max_length=100)
    family = forms.CharField(label="Family name", max_length=100)
    preferred = forms.CharField(
        label="Preferred name",
        max_length=100,
        required=False,
        help_text="What they are called, if not by their given name.",
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        required=False,
        help_text="Where mail and invitations go.",
        error_messages={"invalid": "Enter an e-mail address, such as name@example.org"},
    )
    born = DayField(label="Date of birth", required=False, help_text="For pupils.")


def roles_to_give(place: Place) -> list[tuple[str, str]]:
    trusted = place.may(Permission.GIVE_TRUSTED_ROLES)
    return [("", "Choose a role"), *((key, said) for key, said in ROLE_CHOICES if trusted or key not in TRUSTED_ROLES)]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", widget=Listed)
    detail = forms.CharField(label="Detail", max_length=200, required=False, help_text="For example, Year 4.")
    since = DayField(label="From")

    def __init__(self, *args: Any, place: Place, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = roles_to_give(place)


class NewPersonForm(PersonForm):
    role = forms.ChoiceField(label="Role", widget=Listed)
    detail = forms.CharField(label="Detail", max_length=200, required=False, help_text="For example, Year 4.")
    since = DayField(label="From")

    def __init__(self, *args: Any, place: Place, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = roles_to_give(place)


class EndForm(forms.Form):
    until = DayField(label="Ends on", help_text="From this day on it is over.")


class GuardianshipForm(forms.Form):
    adult = forms.ChoiceField(label="Adult", widget=Listed)
    relation = forms.ChoiceField(label="Relation to the child", choices=Guardianship.Relation.choices)
    contact_allowed = forms.BooleanField(
        label="The adult may have contact with the child", required=False, initial=True
    )
    restricted = forms.BooleanField(
        label="A court has restricted what the adult may know or do",
        required=False,
        help_text="The adult then sees nothing of the child here.",
    )
    note = forms.CharField(
        label="Note", max_length=500, required=False, help_text="For example, where the order is kept."
    )

    def __init__(self, *args: Any, adults: list[Person] | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        if adults is None:
            del self.fields["adult"], self.fields["relation"]
        else:
            self.fields["adult"].choices = [("", "Choose"), *((str(each.pk), each.listed_name) for each in adults)]


class InviteForm(forms.Form):
    role = forms.ChoiceField(
        label="Role to give when they accept",
        required=False,
        widget=Listed,
        help_text="Leave it empty if they have their role already.",
    )

    def __init__(self, *args: Any, place: Place, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = [("", "None"), *roles_to_give(place)[1:]]
