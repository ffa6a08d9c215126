"""Which values may an argument have? Drawn for a type of the contract; written out, or put into a variable."""

import json
from typing import Any

from graphql import get_named_type
from hypothesis import strategies as st

from tests.oracle.sketches import DAYS, TEXTS, TIMES

KIND_OF_FILTER = {"IDFilter": "ID", "TextFilter": "String", "IntFilter": "Int", "DateFilter": "Date"}
KIND_OF_FILTER["DateTimeFilter"] = "DateTime"
POOLS: dict[str, Any] = {
    "String": st.sampled_from([*TEXTS, "", "N", "n", "@example.org", "ad", "+44", "020 7946 00"]),
    "Int": st.integers(0, 4),
    "Date": st.sampled_from([day.isoformat() for day in DAYS if day]),
    "DateTime": st.sampled_from(
        [*(time.isoformat() for time in TIMES), "2020-01-01T00:00:00", "2020-01-01T02:00:00+02:00"]
    ),
}


class Name(str):
    """A member of an enum: written without quotes."""

    __slots__ = ()


def written(value: Any) -> str:
    """Return a value as it is written in a query."""
    if isinstance(value, Variable | Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class Variable(str):
    """A variable in the place of a value: "$v3"."""

    __slots__ = ()


class Values:
    """Draws values, and keeps the variables that some of them are put into."""

    def __init__(self, draw: Any, spoil: str | None) -> None:
        self.draw, self.spoil = draw, spoil
        self.declarations: dict[str, str] = {}
        self.variables: dict[str, Any] = {}

    def declared(self) -> str:
        """Return the definitions of the variables."""
        return ", ".join(f"${name}: {of}" for name, of in self.declarations.items())

    def declare(self, of: str, value: Any) -> str:
        """Return the name of a new variable of this type and value."""
        name = f"v{len(self.declarations)}"
        self.declarations[name], self.variables[name] = of, value
        return name

    def declare_once(self, name: str) -> str:
        """Return the name of a text's variable that is null to begin with."""
        self.declarations[name], self.variables[name] = "String", None
        return name

    def given(self, of: str, value: Any) -> str:
        """Return an argument: all of it in one variable, or written out."""
        if self.draw(st.booleans()) and not _has_variables(value):
            return f"${self.declare(of, value)}"
        return written(value)

    def scalar(self, of: str, value: Any) -> str:
        """Return a value, sometimes in a variable."""
        return f"${self.declare(f'{of}!', value)}" if self.draw(st.booleans()) else written(value)

    def id(self, kind: str) -> str:
        """Return the id of some row of this kind."""
        return self.scalar("ID", self._id(kind))

    def _id(self, kind: str) -> str:
        if self.spoil == "id":
            return self.draw(st.sampled_from(["", "con_", "x", f"{kind}_00", "con_" + "0" * 31 + "G"]))
        number = self.draw(st.integers(0, 20))
        return f"<<{kind} {number}>>"

    def filter(self, of: Any, depth: int) -> dict[str, Any]:
        """Return a filter of this type."""
        if self.spoil == "id of another":
            return {"id": {"eq": "<<Account 0>>"}}
        if self.spoil == "null":
            return {self.draw(st.sampled_from(["id", "and", "not"])): None}
        if self.spoil == "text":
            return {"id": {"in": []}, "or": [_spoiled_text(of)]}
        names = list(of.fields) if depth > 0 else [name for name in of.fields if _is_plain(of, name)]
        some = self.draw(
            st.lists(st.sampled_from(names), max_size=1 + (self.draw(st.integers(0, 3)) == 3), unique=True)
        )
        return {name: self._member(of, name, depth) for name in some}

    def _member(self, of: Any, name: str, depth: int) -> Any:
        inner: Any = get_named_type(of.fields[name].type)
        if inner.name in KIND_OF_FILTER:
            any_record = self.draw(st.sampled_from(["Company", "Contact", "Note", "Tag"]))
            return self._compared(inner, any_record if name == "recordId" else of.name.removesuffix("Filter"))
        if name in ("and", "or"):
            return [self.filter(inner, depth - 1) for _ in range(self.draw(st.integers(0, 2)))]
        return self.filter(inner, depth - 1)

    def _compared(self, of: Any, kind: str) -> dict[str, Any]:
        most = 1 + (self.draw(st.integers(0, 3)) == 3)
        operators = self.draw(st.lists(st.sampled_from(list(of.fields)), min_size=1, max_size=most, unique=True))
        return {operator: self._operand(KIND_OF_FILTER[of.name], kind, operator) for operator in operators}

    def _operand(self, scalar: str, kind: str, operator: str) -> Any:
        if operator == "isNull":
            return self.draw(st.booleans())
        if operator == "in":
            return [self._value(scalar, kind) for _ in range(self.draw(st.integers(0, 4)))]
        value = self._value(scalar, kind)
        return Variable(f"${self.declare(f'{scalar}!', value)}") if self.draw(st.integers(0, 5)) == 5 else value

    def _value(self, scalar: str, kind: str) -> Any:
        return self._id(kind) if scalar == "ID" else self.draw(POOLS[scalar])


def _is_plain(of: Any, name: str) -> bool:
    return get_named_type(of.fields[name].type).name in KIND_OF_FILTER


def _spoiled_text(of: Any) -> dict[str, Any]:
    """Return a text that cannot be, at the first member that is a text, or has one."""
    types = {name: get_named_type(field.type) for name, field in of.fields.items()}
    for name, named in types.items():
        if named.name == "TextFilter":
            return {name: {"eq": "a\0"}}
    return next({name: _spoiled_text(named)} for name, named in types.items() if named.name == "UserFilter")


def _has_variables(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_variables, value.values()))
    return any(map(_has_variables, value)) if isinstance(value, list) else isinstance(value, Variable)
