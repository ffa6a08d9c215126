"""The `contacts` app."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Found by Django through its name."""

    name = "contacts"
