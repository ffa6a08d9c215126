"""One record: the only way a mutation gets one. Missing and forbidden are the same NotFound (rule 2)."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models

from database.refusals import NotFound
from database.statements import fetch
from permissions import predicates
from permissions.levels import Level
from permissions.predicates import condition
from permissions.viewer import Inputs, Viewer, ViewerParameters, who

M = TypeVar("M", bound=models.Model)


def record(
    viewer: Viewer, model: type[M], record_id: UUID, level: Level, *, scope: str | None = None, field: str = "id"
) -> M:
    """Return the record, locked until the transaction ends; raise NotFound(field) unless the viewer has `level`.

    A token needs `scope` for it, or that of the model and level.
    """
    return records(viewer, model, [record_id], level, scope=scope, field=field)[0]


def records(
    viewer: Viewer, model: type[M], record_ids: list[UUID], level: Level, *, scope: str | None = None, field: str
) -> list[M]:
    """Return all the records, locked, in key order; raise NotFound(field) if the viewer lacks `level` on any."""
    # Who only looks keeps the record from being deleted meanwhile; who changes it keeps others from changing it too.
    lock = "KEY SHARE" if level is Level.VIEW else "NO KEY UPDATE"
    return _locked(viewer, model, record_ids, partial(condition, model, "row", level, scope=scope), lock, field)


def owned(viewer: Viewer, model: type[M], record_ids: list[UUID], *, field: str) -> list[M]:
    """Return the records, held from being deleted; raise NotFound(field) unless the viewer owns all of them."""

    def rule(parameters: ViewerParameters) -> str:
        return f"({predicates.owned(model, 'row', parameters)})"

    return _locked(viewer, model, record_ids, rule, "KEY SHARE", field)


def _locked(  # noqa: PLR0917  # of one statement
    viewer: Viewer, model: type[M], record_ids: list[UUID], rule: Callable[..., str], lock: str, field: str
) -> list[M]:
    wanted = set(record_ids)
    parameters = viewer.parameters()
    columns = [field.column for field in model._meta.concrete_fields]
    sql = f"""{who(parameters)}
SELECT {", ".join(f"row.{column}" for column in columns)} FROM {model._meta.db_table} row, viewer
WHERE row.id = ANY({parameters.add(_Ids(tuple(wanted)))}::uuid[])
  AND {rule(parameters=parameters)}
ORDER BY row.id FOR {lock} OF row"""
    rows = fetch(sql, [slot(viewer.inputs) for slot in parameters.slots])
    if len(rows) != len(wanted):
        raise NotFound(field)
    names = [field.attname for field in model._meta.concrete_fields]
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


class _Ids:
    """The slot of the keys asked for."""

    def __init__(self, ids: tuple[UUID, ...]) -> None:
        self.ids = ids

    def __call__(self, inputs: Inputs) -> list[UUID]:
        return list(self.ids)
