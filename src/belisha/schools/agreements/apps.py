"""What Django calls this app."""

from django.apps import AppConfig


class Agreements(AppConfig):
    name = "belisha.schools.agreements"
    label = "agreements"
