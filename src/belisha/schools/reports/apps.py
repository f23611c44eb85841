"""What Django calls this app."""

from django.apps import AppConfig


class Reports(AppConfig):
    name = "belisha.schools.reports"
    label = "reports"
