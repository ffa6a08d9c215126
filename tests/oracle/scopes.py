"""Which scopes does a query need? By the directives in schema.graphql, field by field, with what filters look at."""

from collections.abc import Iterator
from typing import Any

from graphql import build_schema, get_argument_values, get_named_type, is_abstract_type, is_leaf_type
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from processes import ROOT
from tests.oracle.gate import RESOURCES

CONTRACT = build_schema((ROOT / "schema.graphql").read_text())
NOBODY = "session"  # what no token has


def _of_field(parent: Any, name: str) -> Iterator[str]:
    for directive in parent.fields[name].ast_node.directives:
        if directive.name.value == "requiresScopes":
            choices = directive.arguments[0].value.values
            yield from (scope.value for scope in choices[0].values) if choices else (NOBODY,)


def needed(operation: Any, fragments: dict[str, Any], variables: dict[str, Any]) -> set[str]:
    """Return the scopes that an operation needs."""
    root: Any = CONTRACT.query_type
    groups = collect_fields(CONTRACT, fragments, variables, root, operation.selection_set)
    return set(_Needs(fragments, variables).of_groups(root, groups))


class _Needs:
    def __init__(self, fragments: dict[str, Any], variables: dict[str, Any]) -> None:
        self.fragments, self.variables = fragments, variables

    def of_groups(self, parent: Any, groups: dict[str, list[Any]], *, spare: str = "") -> Iterator[str]:
        """Yield what is needed for the fields of an object; `spare` is not, for these fields themselves."""
        for nodes in groups.values():
            name = nodes[0].name.value
            if name.startswith("__"):
                continue
            field = parent.fields[name]
            yield from (scope for scope in _of_field(parent, name) if scope != spare)
            given = get_argument_values(field, nodes[0], self.variables)
            if given.get("filter"):
                node = CONTRACT.type_map[get_named_type(field.type).name.removesuffix("Connection")]
                yield from _of_filter(node, given["filter"])
            named: Any = get_named_type(field.type)
            if not is_leaf_type(named):
                yield from self._below(named, nodes)

    def _below(self, named: Any, nodes: list[Any]) -> Iterator[str]:
        possible = CONTRACT.get_possible_types(named) if is_abstract_type(named) else [named]
        groups = {of: collect_sub_fields(CONTRACT, self.fragments, self.variables, of, nodes) for of in possible}
        of_all = set.intersection(*map(_keys, groups.values()))
        for of, found in groups.items():
            is_general = len(groups) > 1 and _keys(found) == of_all
            own = f"{RESOURCES[of.name]}:read" if of.name in RESOURCES else NOBODY
            yield from self.of_groups(of, found, spare=own if is_general else "")


def _keys(groups: dict[str, list[Any]]) -> set[str]:
    """Return the response keys, save those of `__typename`."""
    return {key for key, [node, *_] in groups.items() if node.name.value != "__typename"}


def _of_filter(node: Any, given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if name in ("and", "or", "not"):
            for part in value if isinstance(value, list) else [value]:
                yield from _of_filter(node, part)
            continue
        yield from _of_field(node, name)
        related: Any = get_named_type(node.fields[name].type)
        if not is_leaf_type(related):
            yield from _of_filter(CONTRACT.type_map[related.name.removesuffix("Connection")], value)
