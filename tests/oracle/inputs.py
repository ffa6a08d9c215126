"""What can the naive schema be asked with? Its filters and orders, in graphene's types."""

from typing import Any

import graphene

from tests.oracle.scalars import DateTime

TEXTS = ("eq", "startsWith", "contains", "gt", "gte", "lt", "lte")
ORDERED = ("eq", "gt", "gte", "lt", "lte")


def declare(name: str, members: dict[str, Any]) -> Any:
    """Return an input of this name; members may be Python's keywords, such as `in` and `not`."""
    fields = {member: of if isinstance(of, graphene.InputField) else _field(of) for member, of in members.items()}
    return type(name, (graphene.InputObjectType,), fields)


def _field(of: Any) -> Any:
    return of if isinstance(of, graphene.List) else graphene.InputField(of)


def some(of: Any) -> Any:
    """Return a list type without nulls in it."""
    return graphene.List(graphene.NonNull(of))


def compared(name: str, of: Any, operators: tuple[str, ...], *, among: bool, nullable: bool) -> Any:
    """Return a filter of values of one scalar."""
    members = dict.fromkeys(operators, of)
    if among:
        members["in"] = some(of)
    if nullable:
        members["isNull"] = graphene.Boolean
    return declare(name, members)


TextFilter = compared("TextFilter", graphene.String, TEXTS, among=True, nullable=True)
IDFilter = compared("IDFilter", graphene.ID, ("eq",), among=True, nullable=False)
DateFilter = compared("DateFilter", graphene.Date, ORDERED, among=True, nullable=True)
DateTimeFilter = compared("DateTimeFilter", DateTime, ORDERED, among=False, nullable=False)
IntFilter = compared("IntFilter", graphene.Int, ORDERED, among=True, nullable=False)


def combinable(name: str, members: dict[str, Any]) -> Any:
    """Return a filter that can be joined with others of its kind and turned round."""
    own: dict[str, Any] = {}

    def itself() -> Any:
        return own["filter"]

    members = members | {word: some(itself) for word in ("and", "or")} | {"not": itself}
    own["filter"] = declare(name, members)
    return own["filter"]


def texts(*names: str) -> dict[str, Any]:
    """Return members that are texts."""
    return dict.fromkeys(names, TextFilter)


UserFilter = combinable("UserFilter", {"id": IDFilter, "createdAt": DateTimeFilter} | texts("username", "name"))
TeamFilter = combinable("TeamFilter", {"id": IDFilter, "owner": UserFilter, "members": UserFilter} | texts("name"))
InvitationFilter = combinable(
    "InvitationFilter",
    {"id": IDFilter, "createdAt": DateTimeFilter, "expiresAt": DateTimeFilter} | texts("email", "username"),
)
TransferFilter = combinable(
    "TransferFilter",
    {"id": IDFilter, "madeAt": DateTimeFilter, "madeBy": UserFilter, "fromUser": UserFilter, "toUser": UserFilter},
)
ENTRY = {"id": IDFilter, "at": DateTimeFilter, "action": TextFilter, "user": UserFilter}
AuditLogEntryFilter = combinable("AuditLogEntryFilter", ENTRY | {"recordId": IDFilter})
HistoryEntryFilter = combinable("HistoryEntryFilter", ENTRY)
RECORD = {
    "id": IDFilter,
    "owner": UserFilter,
    "version": IntFilter,
    "createdAt": DateTimeFilter,
    "createdBy": UserFilter,
    "updatedAt": DateTimeFilter,
    "updatedBy": UserFilter,
}
TagFilter = combinable("TagFilter", RECORD | texts("name"))
NoteFilter = combinable("NoteFilter", RECORD | texts("body"))
HANGING = {
    "emails": declare("EmailFilter", texts("address", "normalized")),
    "phones": declare("PhoneFilter", texts("number", "e164")),
    "addresses": declare("AddressFilter", texts("street", "city", "region", "postalCode", "country")),
    "tags": TagFilter,
    "notes": NoteFilter,
}
CompanyFilter = combinable(
    "CompanyFilter",
    RECORD | texts("name", "website", "industry") | HANGING | {"contacts": lambda: ContactFilter},
)
NAMES = ("firstName", "middleName", "lastName", "prefix", "suffix", "nickname", "name")
ContactFilter = combinable(
    "ContactFilter",
    RECORD
    | texts(*NAMES, "jobTitle", "website", "source")
    | HANGING
    | {"birthday": DateFilter, "company": CompanyFilter},
)


class Direction(graphene.Enum):
    """Which way."""

    ASC = "ASC"
    DESC = "DESC"


def ordered(of: str, *fields: str) -> Any:
    """Return the input that orders rows of a kind by one of these fields."""
    field = graphene.Enum(f"{of}OrderField", [(name, name) for name in fields])
    direction = graphene.InputField(Direction, required=True, default_value=Direction.ASC)
    return declare(f"{of}Order", {"field": graphene.InputField(field, required=True), "direction": direction})


TIMES = ("CREATED_AT", "UPDATED_AT")
ORDERS = {
    "AuditLogEntry": ordered("AuditLogEntry", "AT"),
    "Company": ordered("Company", *TIMES, "NAME"),
    "Contact": ordered("Contact", *TIMES, "NAME", "FIRST_NAME", "LAST_NAME", "BIRTHDAY"),
    "HistoryEntry": ordered("HistoryEntry", "AT"),
    "Invitation": ordered("Invitation", "CREATED_AT", "EXPIRES_AT"),
    "Note": ordered("Note", *TIMES),
    "Tag": ordered("Tag", *TIMES, "NAME"),
    "Team": ordered("Team", "CREATED_AT", "NAME"),
    "Transfer": ordered("Transfer", "MADE_AT"),
    "User": ordered("User", "CREATED_AT", "USERNAME"),
}
FILTERS = {
    "Company": CompanyFilter, "Contact": ContactFilter, "Note": NoteFilter, "Tag": TagFilter, "Team": TeamFilter,
    "User": UserFilter, "Invitation": InvitationFilter, "Transfer": TransferFilter,
    "AuditLogEntry": AuditLogEntryFilter, "HistoryEntry": HistoryEntryFilter,
}  # fmt: skip
