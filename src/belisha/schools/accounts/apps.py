"""What Django calls this app."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "belisha.schools.accounts"
    label = "accounts"
