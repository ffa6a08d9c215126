"""The `config` app: holds the `serve` and `demo` commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Found by Django through its name."""

    name = "config"

    def ready(self) -> None:
        """Refuse a wrong STEWARD_RETENTION before anything begins, and not at night."""
        from privacy.lengths import lengths  # its rules are about models, which are there from now on

        lengths()
