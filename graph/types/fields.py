"""How is a field declared? Functions that tie a field of a type to its source; reads never execute one."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any, TypeVar

import strawberry
from django.db import models

from graph.sources import Column, Source

T = TypeVar("T")


def table(model: type[models.Model]) -> Callable[[type[T]], type[T]]:
    """Say which model a type shows rows of."""

    def bind(cls: type[T]) -> type[T]:
        cls.MODEL = model  # type: ignore[attr-defined]
        return cls

    return bind


def column(field: str, description: str) -> Any:
    """Declare a field that shows a column of its type's model."""
    return sourced(Column(field=field), description)


def sourced(source: Source, description: str) -> Any:
    """Declare a field with its source."""
    return strawberry.field(description=description, metadata={"source": source})


def asked(source: Source, description: str, *, returns: Any, required: bool = False, **arguments: Any) -> Any:
    """Declare a field with arguments, by name and type; unless `required`, each may be left out."""

    def compiled(**given: Any) -> Any:
        raise AssertionError("Reads are compiled, never executed.")

    default = Parameter.empty if required else strawberry.UNSET
    compiled.__annotations__ = arguments | {"return": returns}
    compiled.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=of) for name, of in arguments.items()],
        return_annotation=returns,
    )
    return strawberry.field(resolver=compiled, description=description, metadata={"source": source})
