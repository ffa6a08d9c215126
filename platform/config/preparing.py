"""What comes before anybody is served? Tables as this version has them, and the app's role allowed to use them."""

from django.core.management import call_command
from django.db import connection, connections

from database import roles


def bring_up_to_date() -> None:
    """Migrate, and grant."""
    call_command("migrate", database="owner", verbosity=0)
    roles.grant_to_app(connections["owner"], roles.current_role(connection))
