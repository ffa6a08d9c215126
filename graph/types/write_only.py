"""What goes in and never comes out? Input fields with this directive; no output field may have their name or type."""

from typing import Any

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.INPUT_FIELD_DEFINITION],
    name="writeOnly",
    description="Goes to the payment processor and is kept nowhere here: no field of any answer has it.",
)
class WriteOnly:
    """The directive."""


def write_only(description: str, *, optional: bool = True) -> Any:
    """Declare an input field that cannot be read back."""
    default = {"default": strawberry.UNSET} if optional else {}
    return strawberry.field(description=description, directives=[WriteOnly()], **default)
