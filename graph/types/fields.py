"""How is a field declared? Functions that tie a field of a type to its source; reads never execute one."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any, TypeVar

import strawberry
from django.db import models

from graph.sources import Column, Source

T = TypeVar("T")


# Of a field that is reached only through others, whose scopes it takes, or that is nobody's secret.
NO_SCOPE = ""
# Of a field that no token can have, on a type that they can.
CLOSED = "session"


def table(model: type[models.Model], *, resource: str | None = None) -> Callable[[type[T]], type[T]]:
    """Say which model a type shows rows of, and which resource's scopes its fields take (graph/scopes.py)."""

    def bind(cls: type[T]) -> type[T]:
        cls.MODEL = model  # type: ignore[attr-defined]  # the type has it from here on
        return opened(resource)(cls)

    return bind


def opened(resource: str | None) -> Callable[[type[T]], type[T]]:
    """Say which resource's scopes the fields of a type take, if they do not say so themselves."""

    def bind(cls: type[T]) -> type[T]:
        cls.RESOURCE = resource  # type: ignore[attr-defined]  # the type has it from here on
        return cls

    return bind


def column(field: str, description: str, *, resource: str | None = None) -> Any:
    """Declare a field that shows a column of its type's model."""
    return sourced(Column(field=field), description, resource=resource)


def sourced(source: Source, description: str, *, resource: str | None = None) -> Any:
    """Declare a field with its source; of another resource than its type's, if that is said."""
    return strawberry.field(description=description, metadata={"source": source, "resource": resource})


def asked(
    source: Source,
    description: str,
    *,
    returns: Any,
    required: bool = False,
    resource: str | None = None,
    **arguments: Any,
) -> Any:
    """Declare a field with arguments, by name and type; unless `required`, each may be left out."""

    def compiled(**given: Any) -> Any:
        raise AssertionError("Reads are compiled, never executed.")

    default = Parameter.empty if required else strawberry.UNSET
    compiled.__annotations__ = arguments | {"return": returns}
    compiled.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=of) for name, of in arguments.items()],
        return_annotation=returns,
    )
    return strawberry.field(
        resolver=compiled, description=description, metadata={"source": source, "resource": resource}
    )
