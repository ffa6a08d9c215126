"""The `config` app: holds the `serve` and `demo` commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Found by Django through its name."""

    name = "config"
