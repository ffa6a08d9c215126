"""`steward schema`: what is the public contract, as it stands in the code?"""

from typing import Any

from django.core.management.base import BaseCommand

from graph.schema import schema


class Command(BaseCommand):
    """Print the schema in GraphQL's schema language; schema.graphql is kept equal to it."""

    help = "Print the GraphQL schema."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        self.stdout.write(schema.as_str())
