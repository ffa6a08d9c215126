"""Is an answer what Stripe's library says it is? Its annotations are walked beside each answer, at any depth.

A key that is not declared, a value of another type, a word that is no member of an enumeration, and a field that is
declared, not optional and not there: each is a fault, told by its path.
"""

import inspect
import types
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._error_object import ErrorObject
from stripe._object_classes import OBJECT_CLASSES, get_object_class
from stripe._stripe_object import UntypedStripeObject

BY_OBJECT = {name: get_object_class("V1", name) for name in OBJECT_CLASSES}
# Of classes of one name the one that is in no name space goes first.
BY_NAME = {cls.__name__: cls for name, cls in sorted(BY_OBJECT.items(), key=lambda one: "." not in one[0])}
UNIONS = (Union, types.UnionType)


def faults(answer: Any) -> list[str]:
    """Return what is wrong with an answer: ["customer.shoe_size is not declared", …]; of an event, also its object."""
    if "error" in answer:
        return list(_of_fields(answer["error"], ErrorObject, "error"))
    declared = ListObject if answer["object"] == "list" else BY_OBJECT[answer["object"]]
    found = list(_of_value(answer, declared, answer["object"]))
    inner = answer["data"]["object"] if answer["object"] == "event" else None
    return found + (faults(inner) if inner else [])


def _of_value(value: Any, declared: Any, path: str) -> Iterator[str]:
    declared = _resolved(declared)
    if get_origin(declared) in UNIONS:
        yield from _of_union(value, declared, path)
    elif get_origin(declared) is Literal:
        if value not in get_args(declared):
            yield f"{path} is {value!r}"
    elif get_origin(declared) is list:
        yield from _of_list(value, get_args(declared)[0], path)
    elif get_origin(declared) in (ListObject, UntypedStripeObject) or declared is ListObject:
        yield from _of_object(value, declared, path)
    elif inspect.isclass(declared) and issubclass(declared, StripeObject):
        yield from _of_fields(value, declared, path)
    elif declared is not Any and not isinstance(value, {Decimal: str, float: int | float}.get(declared, declared)):
        yield f"{path} is no {declared.__name__}: {value!r}"
    elif declared is int and isinstance(value, bool):
        yield f"{path} is no int: {value!r}"


def _of_union(value: Any, declared: Any, path: str) -> Iterator[str]:
    members = list(get_args(declared))
    if value is None:
        if type(None) not in members:
            yield f"{path} is null"
        return
    members = [member for member in members if member is not type(None)]
    if any(get_origin(member) is Literal for member in members):
        members = [member for member in members if member is not str]  # there for words that are not known yet
    found = [list(_of_value(value, member, path)) for member in members]
    yield from min(found, key=len)


def _of_list(value: Any, member: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} is no list: {value!r}"
        return
    for place, inner in enumerate(value):
        yield from _of_value(inner, member, f"{path}[{place}]")


def _of_object(value: Any, declared: Any, path: str) -> Iterator[str]:
    """A list of Stripe's, whose members say what they are; or names and values that are free."""
    if not isinstance(value, dict):
        yield f"{path} is no object: {value!r}"
        return
    if get_origin(declared) is UntypedStripeObject:
        for name, inner in value.items():
            yield from _of_value(inner, get_args(declared)[0], f"{path}.{name}")
        return
    if set(value) != {"object", "data", "has_more", "url"}:
        yield f"{path} is no list: {sorted(value)}"
        return
    for place, inner in enumerate(value["data"]):
        member = get_args(declared)[0] if get_args(declared) else BY_OBJECT[inner["object"]]
        yield from _of_value(inner, member, f"{path}.data[{place}]")


def _of_fields(value: Any, declared: type[StripeObject], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no object: {value!r}"
        return
    fields = _fields(declared)
    if value.get("deleted") is True:
        fields = {name: fields[name] for name in ("id", "object", "deleted")}
    for name in value:
        if name not in fields:
            yield f"{path}.{name} is not declared"
        else:
            yield from _of_value(value[name], fields[name], f"{path}.{name}")
    for name, kind in fields.items():
        if name not in value and not (get_origin(kind) in UNIONS and type(None) in get_args(kind)):
            yield f"{path}.{name} is missing"


@cache
def _fields(declared: type[StripeObject]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cls in reversed(declared.__mro__):
        if issubclass(cls, StripeObject) and cls is not StripeObject:
            found |= inspect.get_annotations(cls)
    return {name: kind for name, kind in found.items() if not name.startswith("_") and name != "OBJECT_NAME"}


def _resolved(declared: Any) -> Any:
    """What a name stands for; the library imports its classes from one another for checkers alone."""
    if isinstance(declared, ForwardRef):
        return BY_NAME[declared.__forward_arg__.split(".")[-1]]
    if isinstance(declared, str):
        return BY_NAME[declared.split(".")[-1]]
    return declared
