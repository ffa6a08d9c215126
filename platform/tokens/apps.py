"""The `tokens` app."""

from django.apps import AppConfig

from tokens.oauth import silence


class TokensConfig(AppConfig):
    """Found by Django through its name."""

    name = "tokens"

    def ready(self) -> None:
        """Have nothing that is handed out be logged."""
        silence.keep()
