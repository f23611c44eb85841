"""What Django calls this app."""

from django.apps import AppConfig


class Declarations(AppConfig):
    name = "belisha.schools.declarations"
    label = "declarations"
