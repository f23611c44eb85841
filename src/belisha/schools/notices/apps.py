"""What Django calls this app."""

from django.apps import AppConfig


class Notices(AppConfig):
    name = "belisha.schools.notices"
    label = "notices"
