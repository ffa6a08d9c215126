"""What is sent of an object? All but what is ours; and with `expand`, whole objects where their ids stand."""

from collections.abc import Callable
from typing import Any

from billing.simulator.errors import ApiError
from billing.simulator.processor import Processor
from billing.simulator.shapes import PREFIXES
from billing.simulator.store import Json

DEPTH_MAX = 4  # what Stripe allows: "a.b.c.d"
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}

Include = Callable[[Processor, Json], Any]


def shown(value: Any) -> Any:
    """Return a copy without the keys that begin with an underscore, at any depth."""
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value


def expanded(processor: Processor, answer: Json, paths: list[str], includes: dict[tuple[str, str], Include]) -> Json:
    """Return the answer with what `paths` name in place: "customer", "data.latest_invoice.payments".

    `includes` are the fields that are there only when asked for: ("invoice", "payments") and what makes them.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEPTH_MAX:
            raise ApiError(f"You cannot expand more than {DEPTH_MAX} levels of a property. Property: {path}")
        _expand(processor, answer, steps, path, includes)
    return answer


def _expand(
    processor: Processor, place: Json, steps: list[str], path: str, includes: dict[tuple[str, str], Include]
) -> None:
    step, *rest = steps
    if step not in place and (include := includes.get((place.get("object", ""), step))):
        place[step] = shown(include(processor, place))
    if step not in place:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    place[step] = _whole(processor, place[step])
    for inner in place[step] if isinstance(place[step], list) else [place[step]]:
        if rest and isinstance(inner, dict):
            _expand(processor, inner, rest, path, includes)


def _whole(processor: Processor, value: Any) -> Any:
    """The object whose id this is; anything else as it is."""
    if not isinstance(value, str):
        return value
    kind = KINDS.get(value.rpartition("_")[0])
    found = processor.store.get(kind, value) if kind else None
    return shown(found) if found else value
