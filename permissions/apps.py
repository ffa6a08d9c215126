"""The `permissions` app."""

from django.apps import AppConfig


class PermissionsConfig(AppConfig):
    """Found by Django through its name."""

    name = "permissions"
