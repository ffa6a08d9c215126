"""The `erasure` app."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    """Found by Django through its name."""

    name = "erasure"
