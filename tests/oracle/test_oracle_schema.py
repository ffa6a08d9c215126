"""Is the oracle of all that can be read, and is it a second opinion?"""

import ast
from pathlib import Path

import pytest
from graphql import (
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    lexicographic_sort_schema,
    print_type,
)
from graphql.utilities import strip_ignored_characters

from processes import ROOT
from tests.oracle.operations import OF_THE_REQUEST
from tests.oracle.schema import schema

HERE = Path(__file__).parent
CONTRACT = build_schema((ROOT / "schema.graphql").read_text())
for name in OF_THE_REQUEST:
    for of in ("Query", "Account", "User", "Record", "Company", "Contact", "Note", "Tag"):
        CONTRACT.type_map[of].fields.pop(name, None)
ORACLE = (
    "rows",
    "gate",
    "scopes",
    "relations",
    "changes",
    "lists",
    "scalars",
    "inputs",
    "fields",
    "schema",
    "refusals",
    "naive",
)


def readable(of: GraphQLSchema) -> dict[str, str]:
    """Return every type that a query can reach, as text without descriptions."""
    sorted_schema = lexicographic_sort_schema(of)
    left, found = [sorted_schema.query_type, *sorted_schema.get_possible_types(sorted_schema.type_map["Node"])], {}
    while left:
        named = left.pop()
        if named.name in found:
            continue
        found[named.name] = plain(named)
        for field in getattr(named, "fields", {}).values():
            left += [get_named_type(one.type) for one in (field, *getattr(field, "args", {}).values())]
    return found


def plain(named) -> str:
    for one in (named, *getattr(named, "fields", {}).values(), *getattr(named, "values", {}).values()):
        one.description = None
    if isinstance(named, GraphQLScalarType):
        named.specified_by_url = None
    return strip_ignored_characters(print_type(named))


def test_the_oracle_has_every_type_that_can_be_read_and_each_of_its_fields() -> None:
    assert len(readable(CONTRACT)) > 50
    assert readable(schema) == readable(CONTRACT)


@pytest.mark.parametrize("name", ORACLE)
def test_the_oracle_shares_no_code_with_what_it_judges(name: str) -> None:
    tree = ast.parse((HERE / f"{name}.py").read_text())
    imported = {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    imported |= {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported & {"permissions", "graph", "strawberry", "worlds", "api"} == set()
