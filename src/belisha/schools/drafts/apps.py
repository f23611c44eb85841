"""What Django calls this app."""

from django.apps import AppConfig


class Drafts(AppConfig):
    name = "belisha.schools.drafts"
    label = "drafts"
