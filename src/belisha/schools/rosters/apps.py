"""What Django calls this app."""

from django.apps import AppConfig


class Rosters(AppConfig):
    name = "belisha.schools.rosters"
    label = "rosters"
