"""The `billing` app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Found by Django through its name."""

    name = "billing"
