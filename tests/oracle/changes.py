"""What did an entry change? What is told of it, save other records that the viewer does not see."""

import json
from typing import Any

from tests.oracle.gate import Viewer
from tests.oracle.rows import key_of

Change = tuple[str, Any, Any]


def changes(viewer: Viewer, entry: Any) -> list[Change] | None:
    """Return (field, before, after), by field; None if it was erased."""
    if entry.changes_seal is None:
        return []
    kept = [detail for detail in viewer.rows.of["Detail"] if detail.entry_id == entry.pk and detail.kind == "CHANGES"]
    if not kept:
        return None
    said = json.loads(kept[0].text)
    found = {(field, side): _shown(viewer, field, value) for side in said for field, value in said[side].items()}
    fields = sorted({field for (field, _), told in found.items() if told})
    return [(field, *(_value(found, field, side) for side in ("before", "after"))) for field in fields]


def _value(found: dict[tuple[str, str], list[Any]], field: str, side: str) -> Any:
    return next(iter(found.get((field, side), ())), None)


def _shown(viewer: Viewer, field: str, value: Any) -> list[Any]:
    """Return the value in a list, which is empty if it is not to be told."""
    match field:
        case "company":
            return [value] if value and _is_seen(viewer, value) else []
        case "tags":
            seen = [tag for tag in value if _is_seen(viewer, tag)]
            return [seen] if seen else []
    return [value]


def _is_seen(viewer: Viewer, public: str) -> bool:
    row = viewer.rows.find(*key_of(public))
    return row is not None and viewer.sees(row)
