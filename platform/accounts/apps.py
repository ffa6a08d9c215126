"""The `accounts` app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Found by Django through its name."""

    name = "accounts"
