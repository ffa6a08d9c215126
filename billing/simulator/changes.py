"""How does an update change an object? Field by field; hashes and metadata are merged, and what is cleared is gone."""

from billing.simulator.store import Json


def apply(item: Json, given: Json) -> Json:
    """Write parameters over an object's fields; return it."""
    for name, value in given.items():
        if name == "metadata":
            item["metadata"] = metadata(item["metadata"], value)
        elif isinstance(value, dict) and isinstance(item.get(name), dict):
            item[name] = item[name] | value
        else:
            item[name] = value
    return item


def metadata(kept: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    """({"a": "1", "b": "2"}, {"a": "", "c": "3"}) -> {"b": "2", "c": "3"}; None takes all away."""
    if given is None:
        return {}
    return {name: value for name, value in (kept | given).items() if value}


def differences(before: Json, after: Json) -> Json:
    """Return the former values of the fields that changed: an event's `previous_attributes`."""
    return {name: value for name, value in before.items() if after.get(name) != value and not name.startswith("_")}
