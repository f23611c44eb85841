"""What Django calls this app."""

from django.apps import AppConfig


class Teaching(AppConfig):
    name = "belisha.schools.teaching"
    label = "teaching"
