"""The `database` app: SQL functions that every table may use."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "database"
