"""What does a call say? Stripe's forms, `a[b][0]=c`, are read into nested values, and held against what the call takes.

A reader says what one value may be: `Fields(email=Text(), items=ListOf(Fields(price=Text())))`. What it does not name
is refused, as Stripe does; so is what Stripe has and nobody here has needed yet.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

from billing.simulator.errors import ApiError, invalid, missing_parameter, unknown_parameter
from billing.simulator.store import Json

CLEARED = ""  # what Stripe takes for "forget it"
DEPTH_MAX = 10


class Reader(Protocol):
    """What one value may be."""

    def read(self, said: Any, name: str) -> Any:
        """Return the value, or raise ApiError that names the parameter."""


@dataclass(frozen=True)
class Text:
    """Any text, or one of some words. An empty one clears the field, where that may be, and is None."""

    words: tuple[str, ...] = ()
    can_clear: bool = True

    def read(self, said: Any, name: str) -> str | None:
        if not isinstance(said, str):
            raise invalid(name, f"Invalid string: {said}")
        if said == CLEARED and self.can_clear:
            return None
        if self.words and said not in self.words:
            raise invalid(name, f"Invalid {name}: must be one of {', '.join(self.words)}")
        return said


@dataclass(frozen=True)
class Number:
    """A whole number, at least `least`; or one of some words, like "now"."""

    least: int | None = None
    words: tuple[str, ...] = ()

    def read(self, said: Any, name: str) -> int | str | None:
        if said in self.words:
            return str(said) or None
        if not isinstance(said, str) or not re.fullmatch(r"-?[0-9]{1,15}", said):
            raise invalid(name, f"Invalid integer: {said}", code="parameter_invalid_integer")
        if self.least is not None and int(said) < self.least:
            raise invalid(name, f"This value must be greater than or equal to {self.least}.")
        return int(said)


@dataclass(frozen=True)
class Boolean:
    """`true` or `false`."""

    def read(self, said: Any, name: str) -> bool:
        if said not in ("true", "false"):
            raise invalid(name, f"Invalid boolean: {said}")
        return bool(said == "true")


@dataclass(frozen=True)
class ListOf:
    """Values in a row: `a[0]=…&a[1]=…`, or `a[]=…`."""

    each: Reader

    def read(self, said: Any, name: str) -> list[Any] | None:
        if said == CLEARED:
            return None
        if not isinstance(said, dict) or not all(re.fullmatch(r"\d*", key) for key in said):
            raise invalid(name, "Invalid array")
        return [self.each.read(value, f"{name}[{key}]") for key, value in said.items()]


@dataclass(frozen=True)
class Metadata:
    """Texts under names of the caller's own. An empty value takes the name away."""

    def read(self, said: Any, name: str) -> Json | None:
        if said == CLEARED:
            return None
        if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
            raise invalid(name, "Invalid metadata: it is a hash of strings")
        return said


class Fields:
    """Parameters by name; of those in `required` none may be left out."""

    def __init__(self, *, required: tuple[str, ...] = (), **fields: Reader) -> None:
        self.required, self.fields = required, fields

    def read(self, said: Any, name: str = "") -> Json | None:
        if said == CLEARED:
            return None
        if not isinstance(said, dict):
            raise invalid(name, "Invalid object")
        for key in said:
            if key not in self.fields:
                raise unknown_parameter(_within(name, key))
        for key in self.required:
            if said.get(key, CLEARED) == CLEARED:
                raise missing_parameter(_within(name, key))
        return {key: self.fields[key].read(value, _within(name, key)) for key, value in said.items()}

    def only(self, *names: str) -> "Fields":
        """Return those of some names, none of them required."""
        chosen = Fields()
        chosen.fields = {name: self.fields[name] for name in names}
        return chosen

    def __or__(self, other: "Fields") -> "Fields":
        return Fields(required=self.required + other.required, **self.fields, **other.fields)


def decode(form: str) -> Json:
    """`a[b][0]=c&d=e` -> {"a": {"b": {"0": "c"}}, "d": "e"}; `a[]=b&a[]=c` -> {"a": {"0": "b", "1": "c"}}."""
    said: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        head, *rest = [name.partition("[")[0], *re.findall(r"\[([^\[\]]*)\]", name)]
        if len(rest) > DEPTH_MAX:
            raise ApiError("Request parameters are nested too deeply.")
        place = said
        for inner in rest:
            place = place.setdefault(head, {})
            if not isinstance(place, dict):
                raise invalid(name, "Invalid request: a parameter is both a value and a hash.")
            head = inner or str(len(place))
        place[head] = value
    return said


def _within(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


TIMES = Fields(gt=Number(), gte=Number(), lt=Number(), lte=Number())


@dataclass(frozen=True)
class Times:
    """A moment, or bounds: `created=1700000000`, `created[gte]=1700000000`. It is read as bounds."""

    def read(self, said: Any, name: str) -> Json | None:
        if isinstance(said, str):
            return {"gte": Number().read(said, name), "lte": Number().read(said, name)}
        return TIMES.read(said, name)


EXPAND = Fields(expand=ListOf(Text(can_clear=False)))
PAGE = Fields(limit=Number(least=1), starting_after=Text(can_clear=False), ending_before=Text(can_clear=False))
LOCALE = Text(("auto", "da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv"), can_clear=False)
ADDRESS = Fields(city=Text(), country=Text(), line1=Text(), line2=Text(), postal_code=Text(), state=Text())
