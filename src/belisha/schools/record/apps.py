"""What Django calls this app."""

from django.apps import AppConfig


class Record(AppConfig):
    name = "belisha.schools.record"
    label = "record"
