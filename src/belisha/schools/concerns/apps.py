"""What Django calls this app."""

from django.apps import AppConfig


class Concerns(AppConfig):
    name = "belisha.schools.concerns"
    label = "concerns"
