"""What Django calls this app."""

from django.apps import AppConfig


class Policies(AppConfig):
    name = "belisha.schools.policies"
    label = "policies"
