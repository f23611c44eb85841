"""What is asked of a channel. Forms parse; `channels.actions` decides.

Room: web.channels. The questions and the answers are the vocabulary's.
"""

from __future__ import annotations

from typing import Any

from django import forms

from belisha.language.vocabulary import load
from belisha.schools.channels.models import AUDIENCES, Channel, kinds, known_of
from belisha.schools.people.models import Person
from belisha.schools.people.permissions import WORKING_ROLES, RoleName
from belisha.schools.people.places import Place
from belisha.web import wording
from belisha.web.fields import Listed

YES, NO = "yes", "no"
ROLE = "role:"
# Who usually keeps a channel, where it is no single person.
KEEPING = {
    RoleName.OFFICE: "The school office",
    RoleName.HEADTEACHER: "The headteacher",
    RoleName.SENIOR_LEADER: "The senior leaders",
    RoleName.TEACHER: "The teachers",
    RoleName.SUPPORT_STAFF: "The support staff",
    RoleName.CONTRACTOR: "The contractor",
}


def field_of(flag: str) -> str:
    """The name of the box for a flag."""
    return flag.replace(".", "-").replace(" ", "-")


def said_of(kind: str) -> str:
    """What a kind of account is called in the list."""
    return KINDS.get(kind) or wording.label("account", kind)[0]


# The vocabulary's words answer "Which account is used?"; these name a row of a list.
KINDS = {
    "school": "Official school account",
    "unofficial school": "Bears the school's name, and is not official",
    "professional group": "Forum of the profession",
}


class ChannelForm(forms.Form):
    name = forms.CharField(
        label="What is it called?",
        max_length=300,
        help_text="For example, Oak School on Instagram; Year 4 river project. No names of pupils.",
        error_messages={"required": "Enter what it is called"},
    )
    address = forms.CharField(
        label="Where is it? (optional)", max_length=300, required=False, help_text="A web address, or what it is called there, such as @oakschool."
    )  # fmt: skip
    kind = forms.ChoiceField(label="What is it?", error_messages={"required": "Select what it is"})
    site = forms.ChoiceField(label="What kind of site or app is it on?", required=False)
    audience = forms.ChoiceField(label="Who can see it?", required=False, widget=Listed, help_text="Families and pupils find those that anybody can see in the list.")  # fmt: skip
    keeper = forms.ChoiceField(label="Who keeps it?", required=False, widget=Listed)

    def __init__(self, *args: Any, place: Place, **named: Any) -> None:
        super().__init__(*args, **named)
        self.place = place
        self.fields["kind"].choices = [(each, said_of(each)) for each in kinds()]
        sites = load().facts["site"].values
        self.fields["site"].choices = [("", "Not said"), *((each, wording.label("site", each)[0]) for each in sites)]
        seen = [(each, wording.label("audience", each)[0]) for each in AUDIENCES]
        self.fields["audience"].choices = [("", "Not said"), *seen]
        people = Person.objects.visible_to(place).holding(*WORKING_ROLES)
        self.fields["keeper"].choices = [
            ("", "Select who keeps it"),
            *((ROLE + role, words) for role, words in KEEPING.items()),
            *((str(each.pk), each.listed_name) for each in people),
        ]
        for flag in known_of():
            self.fields[field_of(flag)] = forms.ChoiceField(
                label=wording.question(flag), required=False, widget=Listed, choices=[("", "Not known"), (YES, "Yes"), (NO, "No")]
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The fields of `channels.actions`."""
        found = super().clean()
        found["facts"] = {flag: said == YES for flag in known_of() if (said := found.pop(field_of(flag), ""))}
        keeper = found.pop("keeper", "")
        is_role = keeper.startswith(ROLE)
        found["keeper_role"] = keeper.removeprefix(ROLE) if is_role else ""
        found["keeper"] = None
        if keeper and not is_role:
            found["keeper"] = Person.objects.visible_to(self.place).filter(pk=keeper).first()
        return found


def of_channel(channel: Channel) -> dict[str, Any]:
    """What the form shows of a channel."""
    keeper = ROLE + channel.keeper_role if channel.keeper_role else str(channel.keeper_id or "")
    return {
        **{name: getattr(channel, name) for name in ("name", "address", "kind", "site", "audience")},
        **{field_of(flag): YES if value else NO for flag, value in channel.facts.items()},
        "keeper": keeper,
    }


class CloseForm(forms.Form):
    why = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="For example, the project has ended, and the group is deleted. No names of pupils.",
        error_messages={"required": "Say why it is closed"},
    )
