"""What Django calls this app."""

from django.apps import AppConfig


class Post(AppConfig):
    name = "belisha.schools.post"
    label = "post"
