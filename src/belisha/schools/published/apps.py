"""What Django calls this app."""

from django.apps import AppConfig


class Published(AppConfig):
    name = "belisha.schools.published"
    label = "published"
