"""The `audit` app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Found by Django through its name."""

    name = "audit"
