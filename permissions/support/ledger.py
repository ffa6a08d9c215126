"""How does an owner come to know what support read? Each row that is built for an agent writes its own entry.

It stands in the select list of the row, so the entry is written by the statement that reads, and there is no answer
without it: not if it cannot be written, and not before it is committed.
"""

from collections.abc import Iterable

from permissions.carriers import CARRIERS, Model
from permissions.credentials import Kind
from permissions.viewer import ViewerParameters


def noted(built: str, model: Model | None, row: str, fields: Iterable[str], parameters: ViewerParameters) -> str:
    """Return SQL for what is `built` of a row, written down to be read if it is a record and support reads it.

    `fields` are those of the API that are shown of it, which GraphQL has made sure are plain names.
    """
    if parameters.kind is not Kind.SUPPORT or model not in CARRIERS:
        return built
    names = ", ".join(f"'{name}'" for name in fields)
    said = f"'{model._meta.model_name}:read'"
    entry = f"{row}.id, {said}, viewer.owner_id, viewer.user_id, viewer.request_id, ARRAY[{names}]::text[]"
    return f"CASE WHEN audit_read({entry}) THEN {built} END"
