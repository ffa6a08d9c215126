"""Why was a write refused? Typed, so that the API can say it field by field; nothing was written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One reason: a stable code, the input field in camel case ("emails.0.address"; None for all), a sentence."""

    code: str
    field: str | None
    message: str


class Refused(Exception):
    """A write that was refused, for one or more reasons."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"{refusal.code} {refusal.field}" for refusal in refusals))
        self.refusals = refusals


class Invalid(Refused):
    """Input that breaks a rule; every wrong field is named."""


class NotFound(Refused):
    """There is none, or none that the actor may use: the same words for both."""

    def __init__(self, field: str | None = "id") -> None:
        super().__init__(Refusal("NOT_FOUND", field, "There is no such record."))


class Forbidden(Refused):
    """The actor's role does not allow it; says nothing about any record."""

    def __init__(self, message: str) -> None:
        super().__init__(Refusal("FORBIDDEN", None, message))


class Conflict(Refused):
    """The record has changed since the version that the update was made from (P31)."""

    def __init__(self, version: int) -> None:
        message = f"The record has changed meanwhile; it is at version {version} now."
        super().__init__(Refusal("CONFLICT", "expectedVersion", message))
