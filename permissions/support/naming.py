"""Which records does somebody name to support? Their own alone: so no agent is let to read what is another's."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from activities.models import Note
from contacts.models import Company, Contact, Tag
from database import ids
from database.refusals import Invalid, NotFound, Refusal, RefusalCode
from permissions import access
from permissions.viewer import Viewer

RECORDS: dict[str, type[models.Model]] = {model.ID_PREFIX: model for model in (Company, Contact, Note, Tag)}


def own(viewer: Viewer, record_ids: Iterable[str], field: str) -> list[str]:
    """Return the ids of records that the viewer owns, each once; raise NotFound(field) unless they own all.

    Raise Invalid for what is no id.
    """
    named = dict.fromkeys(record_ids)
    keys: dict[type[models.Model], list[UUID]] = {}
    for record_id in named:
        model, key = _decoded(record_id, field)
        keys.setdefault(model, []).append(key)
    for model, of_model in keys.items():
        access.owned(viewer, model, of_model, field=field)
    return list(named)


def _decoded(record_id: str, field: str) -> tuple[type[models.Model], UUID]:
    try:
        prefix, key = ids.decode(record_id)
    except ValueError as error:
        raise Invalid(Refusal(RefusalCode.INVALID, field, str(error))) from error
    if prefix not in RECORDS:
        raise NotFound(field)
    return RECORDS[prefix], key
