"""What can somebody get to see? Documents made from what the schema tells of itself: for each field the way to it."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)

ID = re.compile(r'"__typename"\s*:\s*"(\w+)",\s*"id"\s*:\s*"(\w+)"')
IDS_OF_A_KIND = 3


class Crawler:
    """Writes documents. `ids` are those that were seen so far, by the type of what they are of."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.ids: dict[str, list[str]] = {}

    def learn(self, answer: str) -> None:
        """Remember some of the ids in an answer."""
        for named, key in ID.findall(answer):
            known = self.ids.setdefault(named, [])
            if key not in known and len(known) < IDS_OF_A_KIND:
                known.append(key)

    def documents(self) -> Iterator[str]:
        """Yield a query for each field of each type, on the shortest way to it, with the leaves of what it gives."""
        assert self.schema.query_type is not None
        waiting: deque[tuple[Any, tuple[str, ...]]] = deque([(self.schema.query_type, ())])
        seen: set[Any] = set()
        while waiting:
            named, way = waiting.popleft()
            for name, field in () if named in seen else named.fields.items():
                inner, calls = get_named_type(field.type), list(self._calls(name, field))
                if not _is_leaf(field):
                    yield from (_document((*way, call), self.selection(inner)) for call in calls)
                if is_object_type(inner) and calls:
                    waiting.append((inner, (*way, calls[0])))
            seen.add(named)

    def selection(self, named: Any, depth: int = 0) -> str:
        """Return the leaves of a type, and those of what it leads to down to a depth."""
        if is_abstract_type(named):
            return f"__typename {''.join(map(self._fragment, self.schema.get_possible_types(named)))}"
        if is_leaf_type(named):
            return ""
        parts = ["__typename", *(name for name, field in named.fields.items() if _is_leaf(field))]
        if depth:
            inner = ((name, field) for name, field in named.fields.items() if not _is_leaf(field))
            parts += [
                f"{name} {{ {self.selection(get_named_type(field.type), depth - 1)} }}"
                for name, field in inner
                if not _needs(field)
            ]
        return " ".join(parts)

    def _fragment(self, named: GraphQLObjectType) -> str:
        # Fields of the same name may be of different types.
        leaves = (f"{named.name}_{name}: {name}" for name, field in named.fields.items() if _is_leaf(field))
        return f" ... on {named.name} {{ {' '.join(leaves)} }}"

    def _calls(self, name: str, field: GraphQLField) -> Iterator[str]:
        """Yield "contacts(first: 3)", and a call with each id that is known where one is needed."""
        if "first" in field.args:
            yield f"{name}(first: 3)"
        elif needed := _needs(field):
            yield from (f"{name}({', '.join(f'{key}: {value}' for key in needed)})" for value in self._values(field))
        else:
            yield name

    def _values(self, field: GraphQLField) -> list[str]:
        [argument] = (field.args[name] for name in _needs(field))
        if get_named_type(argument.type).name != "ID":
            return ['["{ viewer { id } }"]']
        values = [f'"{key}"' for key in self._ids(get_named_type(field.type))]
        return [f"[{', '.join(values[:100])}]"] if is_list_type(_bare(argument.type)) else values

    def _ids(self, named: Any) -> list[str]:
        """Return the ids of a type; of an interface those of all that have it, a few of each."""
        kinds = self.schema.get_possible_types(named) if is_abstract_type(named) else [named]
        return [key for kind in kinds for key in self.ids.get(kind.name, ())]


def _document(way: tuple[str, ...], selection: str) -> str:
    inner = f" {{ {selection} }}" if selection else ""
    return f"{{ {' { '.join(way)}{inner}{' }' * len(way)}"


def _is_leaf(field: GraphQLField) -> bool:
    return is_leaf_type(get_named_type(field.type)) and not _needs(field)


def _needs(field: GraphQLField) -> list[str]:
    return [name for name, one in field.args.items() if isinstance(one.type, GraphQLNonNull)]


def _bare(of: Any) -> Any:
    return of.of_type if isinstance(of, GraphQLNonNull) else of
