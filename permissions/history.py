"""What of a record's history is told to who sees the record? No more than its fields tell.

Whom it was shared with is told to those who may manage it, as `sharedWith` is; and another record that it is, or was,
linked with is named to those who see that one. For all others nothing of it happened.
"""

from contacts.models import Company, Tag
from permissions import predicates
from permissions.carriers import Model
from permissions.levels import Level
from permissions.narrowing import SHARING
from permissions.viewer import ViewerParameters

OF_SHARING = ("share", "unshare")
KEY = "right({id}, 32)::uuid"  # of an id (database/ids.py)
# Fields that name other records, and whether they name several.
NAMED: dict[str, tuple[Model, bool]] = {"company": (Company, False), "tags": (Tag, True)}


def condition(model: Model, record: str, row: str, parameters: ViewerParameters) -> str:
    """Return the SQL condition under which who sees a record, of a model, is shown the entry `row` of its history."""
    manages = predicates.condition(model, record, Level.MANAGE, parameters, scope=SHARING)
    verbs = ", ".join(f"'{verb}'" for verb in OF_SHARING)
    return f"(split_part({row}.action, ':', 2) NOT IN ({verbs}) OR {manages})"


def changes(text: str, parameters: ViewerParameters) -> str:
    """Return a SELECT of (field, before, after) of the JSON in a detail's text; what is not told is left out."""
    told = " ".join(f"WHEN '{field}' THEN {_named(field, parameters)}" for field in NAMED)
    before, after = (f"json_agg(told.value) FILTER (WHERE side.name = '{side}') -> 0" for side in ("before", "after"))
    return (
        f"SELECT said.key AS field, {before} AS before, {after} AS after\n"
        f"FROM unnest(ARRAY['before', 'after']) AS side(name)\n"
        f"CROSS JOIN LATERAL json_each({text}::json -> side.name) said\n"
        f"CROSS JOIN LATERAL (SELECT CASE said.key {told} ELSE said.value END AS value) told\n"
        f"WHERE told.value IS NOT NULL GROUP BY said.key"
    )


def _named(field: str, parameters: ViewerParameters) -> str:
    """Return SQL for the value of a field that names records: of those that the viewer sees, null if there are none."""
    model, several = NAMED[field]
    table = model._meta.db_table
    seen = predicates.condition(model, "other", Level.VIEW, parameters)
    if not several:
        key = KEY.format(id="said.value #>> '{}'")
        return f"(SELECT said.value FROM {table} other WHERE other.id = {key} AND {seen})"
    found = f"{table} other ON other.id = {KEY.format(id='named.id')}"
    return (
        f"(SELECT json_agg(named.id ORDER BY named.n) FROM json_array_elements_text(said.value) WITH ORDINALITY"
        f" AS named(id, n) JOIN {found} WHERE {seen})"
    )
