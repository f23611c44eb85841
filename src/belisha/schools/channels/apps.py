"""What Django calls this app."""

from django.apps import AppConfig


class Channels(AppConfig):
    name = "belisha.schools.channels"
    label = "channels"
