"""Which rows match a filter? Conditions of a plan as SQL; a relation matches only by rows the viewer may see."""

from collections.abc import Callable
from typing import Any

from django.db import models

from graph.arguments import Bound, Key, Keys, any_key, any_keys, moment, number, text, texts
from graph.filters import Combined, Compare, Condition, Related
from graph.sources import Linked, Pages, Parts, PublicId, ToOne
from graph.writer import Writer
from permissions import predicates
from permissions.levels import Level

COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def condition_sql(writer: Writer, condition: Condition, model: type[models.Model], row: str) -> str:
    """Return SQL that is true for the rows that match; anything else for the others."""
    match condition:
        case Combined(how="not"):
            # Nothing is equal to null, so what is not equal includes it: IS NOT TRUE, where NOT would be null.
            return f"({condition_sql(writer, condition.conditions[0], model, row)}) IS NOT TRUE"
        case Combined():
            return _combined(writer, condition, model, row)
        case Compare():
            return _compare(writer, condition, model, row)
        case Related():
            return _related(writer, condition, row)


def _combined(writer: Writer, combined: Combined, model: type[models.Model], row: str) -> str:
    parts = [condition_sql(writer, condition, model, row) for condition in combined.conditions]
    if not parts:
        return "true" if combined.how == "and" else "false"
    return parts[0] if len(parts) == 1 else f"({f' {combined.how.upper()} '.join(parts)})"


def _compare(writer: Writer, compare: Compare, model: type[models.Model], row: str) -> str:
    if isinstance(compare.source, PublicId):
        return _compare_id(writer, compare, compare.source, model, row)
    field: Any = model._meta.get_field(compare.source.field)
    column = writer.column(model, compare.source.field, row)
    if compare.operator == "isNull":
        return f"{column} IS {'' if compare.given else 'NOT '}NULL"
    one, many, cast = _binding(field, model)
    if compare.operator == "in":
        return f"{column} = ANY({writer.bind(Bound(compare.given, many))}::{cast}[])"
    value = f"{writer.bind(Bound(compare.given, one))}::{cast}"
    if compare.operator == "startsWith":
        return f"starts_with(lower({column}), lower({value}))"
    if compare.operator == "contains":
        return f"strpos(lower({column}), lower({value})) > 0"
    return f"{column} {COMPARISONS[compare.operator]} {value}"


def _compare_id(writer: Writer, compare: Compare, source: PublicId, model: type[models.Model], row: str) -> str:
    """Return SQL for: it has this id, or one of these. The key is what an index knows, the id says of which type."""
    column, public = writer.column(model, source.field, row), writer.public_id(source, model, row)
    if compare.operator == "in":
        keys, ids = (writer.bind(Bound(compare.given, convert)) for convert in (any_keys, texts))
        return f"({column} = ANY({keys}::uuid[]) AND {public} = ANY({ids}::text[]))"
    key, id_ = (writer.bind(Bound(compare.given, convert)) for convert in (any_key, text))
    return f"({column} = {key}::uuid AND {public} = {id_}::text)"


def _binding(
    field: "models.Field[Any, Any]", model: type[models.Model]
) -> tuple[Callable[[Any], object], Callable[[Any], object], str]:
    """Return how one value and how several are bound, and the type they are cast to."""
    match field:
        case models.UUIDField():
            return Key(model), Keys(model), "uuid"
        case models.DateTimeField():
            return moment, number, "timestamptz"
        case models.DateField():
            return number, number, "date"
        case models.IntegerField():
            return number, number, "int"
    return text, texts, "text"


def _related(writer: Writer, related: Related, row: str) -> str:
    source: Any = related.source
    alias = writer.alias(source.model)
    matches = condition_sql(writer, related.condition, source.model, alias)
    table = source.model._meta.db_table
    seen = predicates.condition(source.model, alias, Level.VIEW, writer.parameters) if _gated(source) else "true"
    match source:
        case ToOne():
            link = f"{alias}.{source.to} = {row}.{source.column}"
        case Linked():
            through = source.through._meta.db_table
            table = f"{through} {alias}_link JOIN {table}"
            return (
                f"EXISTS (SELECT FROM {table} {alias} ON {alias}.{source.to} = {alias}_link.{source.target} "
                f"WHERE {alias}_link.{source.link} = {row}.{source.column} AND {seen} AND {matches})"
            )
        case Parts() | Pages():
            link = f"{alias}.{source.link} = {row}.id"
    return f"EXISTS (SELECT FROM {table} {alias} WHERE {link} AND {seen} AND {matches})"


def _gated(source: Any) -> bool:
    """Whether rows of the source have a rule of their own; parts of a row go with it."""
    return not (isinstance(source, Parts) or (isinstance(source, Pages) and source.inherits))
