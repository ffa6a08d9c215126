"""Which queries go every way that the schema has? From each place to begin, by the shortest way to each type.

At its end all values of the type are asked for, and of each object that it leads to the values as well.
"""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_leaf_type, is_required_argument

from graph.schema import graphql_schema

ALONE = ("inferScopes",)
STEPS = 10  # more than there are to any type
STEPS_OF_LISTS = 2  # to a list's records; the ways from these are gone from their ids


def documents(records: dict[str, list[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield queries and their variables; `records` are ids by the type that they are of."""
    root = graphql_schema.query_type
    assert root is not None
    for name, field in root.fields.items():
        if name not in ALONE and not any(map(is_required_argument, field.args.values())):
            for selection in ways(get_named_type(field.type), steps=STEPS_OF_LISTS if "first" in field.args else STEPS):
                yield f"{{ {_call(name, field)} {{ {selection} }} }}", {}
    for of, ids in records.items():
        for selection in ways(graphql_schema.type_map[of]):
            yield f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {of} {{ {selection} }} }} }}", {"ids": ids}
        for one in ids:
            yield (
                f"query($id: ID!) {{ node(id: $id) {{ id ... on {of} {{ {_all(graphql_schema.type_map[of])} }} }} }}",
                {"id": one},
            )
    for one in records["Contact"]:
        yield "query($id: ID!) { contact(id: $id) { id name company { id } } }", {"id": one}


def ways(of: Any, steps: int = STEPS) -> Iterator[str]:
    """Yield selections of a type, one for each type that it leads to in so many steps."""
    found, left = {of.name}, [(of, "%s", steps)]
    while left:
        here, way, more = left.pop(0)
        yield way % _all(here)
        for name, field in here.fields.items() if more else ():
            there: Any = get_named_type(field.type)
            for possible in _possible(there):
                if possible.name not in found and not any(map(is_required_argument, field.args.values())):
                    found.add(possible.name)
                    inner = f"... on {possible.name} {{ %s }}" if is_abstract_type(there) else "%s"
                    left.append((possible, way % f"{_call(name, field)} {{ {inner} }}", more - 1))


def _possible(of: Any) -> list[GraphQLObjectType]:
    if is_leaf_type(of):
        return []
    return list(graphql_schema.get_possible_types(of)) if is_abstract_type(of) else [of]


def _call(name: str, field: Any) -> str:
    """Return how a field is asked for: of a list, a short page."""
    return f"{name}(first: 2)" if "first" in field.args else name


def _all(of: Any) -> str:
    """Return what there is of a type: its values, and those of each object a step away."""
    inner = (f"{_call(name, field)} {{ {_values(each)} }}" for name, field in of.fields.items()
             if not is_leaf_type(each := get_named_type(field.type)))  # fmt: skip
    return " ".join((_values(of), *inner))


def _values(of: Any) -> str:
    return " ".join(
        ("__typename", *(name for name, field in of.fields.items() if is_leaf_type(get_named_type(field.type))))
    )
