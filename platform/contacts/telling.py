"""What does the audit tell of a contact, company or tag? Values by the names of the API, as they are at the moment."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.ownership import Record
from database.checks import camel
from database.ids import encode

# Keys and places; and what follows from other columns.
UNTOLD = {"id", "account", "contact", "company", "position", "display_name", "normalized", "e164"}


def columns(record: Record, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of columns: {"jobTitle": "Captain", "company": "com_…"}."""
    return {camel(name): _value(record, name) for name in names if name != "display_name"}


def parts(parent: Record, kinds: Iterable[tuple[str, type[models.Model]]]) -> dict[str, Any]:
    """Return the parts of some kinds: {"emails": [{"address": "a@example.org", "label": None}]}."""
    link = parent._meta.model_name or ""
    return {name: list(_told(model).filter(**{link: parent}).order_by("position")) for name, model in kinds}


def _told(model: type[models.Model]) -> Any:
    names = [field.name for field in model._meta.concrete_fields if field.name not in UNTOLD]
    return model._default_manager.values(*names)


def _value(record: Record, name: str) -> Any:
    field: Any = record._meta.get_field(name)
    value = getattr(record, field.attname)
    return encode(field.related_model.ID_PREFIX, value) if field.is_relation and value else value
