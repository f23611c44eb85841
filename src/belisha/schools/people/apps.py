"""What Django calls this app."""

from django.apps import AppConfig


class People(AppConfig):
    name = "belisha.schools.people"
    label = "people"
