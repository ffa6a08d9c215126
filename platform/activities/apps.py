"""The `activities` app."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Found by Django through its name."""

    name = "activities"
