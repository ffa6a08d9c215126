"""The `mail` app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Found by Django through its name."""

    name = "mail"
