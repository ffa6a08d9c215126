"""May an error quote what was sent? Not what is told the payment processor: a value of a wrong type is one too (P13).

GraphQL's own errors quote values, names and whole variables. If a document names a mutation that takes something
write-only, they tell the place alone.
"""

from collections.abc import Sequence
from functools import cache

from graphql import GraphQLError

from graph.schema import graphql_schema
from graph.write_only import write_only_mutations

MESSAGE = "This does not fit the schema. What it is, is not repeated here: it may be billing information."


def discreet(errors: Sequence[GraphQLError], text: str) -> list[GraphQLError]:
    """Return the errors of a document with this text or of its variables, with what they may say of it."""
    if not any(name in text for name in _mutations()):
        return list(errors)
    return [GraphQLError(MESSAGE, error.nodes, error.source, error.positions) for error in errors]


@cache
def _mutations() -> frozenset[str]:
    return write_only_mutations(graphql_schema)
