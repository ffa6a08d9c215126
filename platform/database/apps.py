"""The `database` app: SQL functions that every table may use."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Found by Django through its name."""

    name = "database"
