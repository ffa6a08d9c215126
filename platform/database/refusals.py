"""Why was a write refused? Typed, so that the API can say it field by field; nothing was written."""

from dataclasses import dataclass
from enum import Enum


class RefusalCode(Enum):
    """Why; the names are a contract with clients: they are only ever added to."""

    ACCOUNT_NOT_EMPTY = "ACCOUNT_NOT_EMPTY"  # whoever imports an archive owns nothing yet
    ARCHIVE_INVALID = "ARCHIVE_INVALID"  # not whole, not signed by who is trusted, or of what no write would have kept
    ARCHIVE_NEWER = "ARCHIVE_NEWER"  # made by a version that is not known here yet
    ARCHIVE_RECORDS_EXIST = "ARCHIVE_RECORDS_EXIST"  # some of its records are here already
    ACCOUNT_OPEN = "ACCOUNT_OPEN"  # close it before
    BLANK = "BLANK"  # something is needed
    CONFLICT = "CONFLICT"  # changed meanwhile
    FORBIDDEN = "FORBIDDEN"  # not with this role
    IMPORT_UNDER_WAY = "IMPORT_UNDER_WAY"  # of an archive; one at a time
    INVALID = "INVALID"  # not what the field takes
    LAST_ADMIN = "LAST_ADMIN"  # an account keeps one
    NOT_FOUND = "NOT_FOUND"  # none, or none for the actor
    OWNER = "OWNER"  # has everything already
    PAYMENT_DECLINED = "PAYMENT_DECLINED"  # by the bank
    PAYMENT_METHOD_NEEDED = "PAYMENT_METHOD_NEEDED"  # before anything can be charged
    PROCESSOR_UNAVAILABLE = "PROCESSOR_UNAVAILABLE"  # for payments: nothing was changed
    READ_ONLY = "READ_ONLY"  # nobody pays for the account
    REAUTHENTICATE = "REAUTHENTICATE"  # prove again who you are, and try again
    SEAT_COST_UNCONFIRMED = "SEAT_COST_UNCONFIRMED"  # say that you know what it costs
    TAKEN = "TAKEN"  # there is one of that name
    TOO_MANY = "TOO_MANY"  # of that, for now


@dataclass(frozen=True)
class Refusal:
    """One reason: the code, the input field in camel case ("emails.0.address"; None for all), a sentence."""

    code: RefusalCode
    field: str | None
    message: str


class Refused(Exception):  # noqa: N818  # an answer, not a failure
    """A write that was refused, for one or more reasons."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"{refusal.code.name} {refusal.field}" for refusal in refusals))
        self.refusals = refusals


class Invalid(Refused):
    """Input that breaks a rule; every wrong field is named."""


class NotFound(Refused):
    """There is none, or none that the actor may use: the same words for both."""

    def __init__(self, field: str | None = "id") -> None:
        super().__init__(Refusal(RefusalCode.NOT_FOUND, field, "There is no such record."))


class Forbidden(Refused):
    """The actor's role does not allow it; says nothing about any record."""

    def __init__(self, message: str) -> None:
        super().__init__(Refusal(RefusalCode.FORBIDDEN, None, message))


class Conflict(Refused):
    """The record has changed since the version that the update was made from (P31)."""

    def __init__(self, version: int) -> None:
        message = f"The record has changed meanwhile; it is at version {version} now."
        super().__init__(Refusal(RefusalCode.CONFLICT, "expectedVersion", message))
