"""The `exports` app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Found by Django through its name."""

    name = "exports"
