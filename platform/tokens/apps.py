"""The `tokens` app."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Found by Django through its name."""

    name = "tokens"
