"""What Django calls this app."""

from django.apps import AppConfig


class Asked(AppConfig):
    name = "belisha.schools.asked"
    label = "asked"
