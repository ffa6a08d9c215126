"""By which paths can a record be read? All that the schema has, as documents; text filters and orders straight from it.

A path names the record by `$id`, `$text` or `$door`, or it names nothing: lists. `shows` is in the answer, written
without spaces, of who may see the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import get_named_type

from accounts.models import Invitation, User
from contacts.models import Contact
from graph.schema import graphql_schema
from tests.attacks.hiding import Kind, Target

ROOTS = {
    "Company": "companies", "Contact": "contacts", "Invitation": "invitations", "Tag": "tags", "Team": "teams",
    "User": "users",
}  # fmt: skip
ALIASES = 20
TYPES = {"id": "ID!", "text": "String!", "door": "ID!"}
NODE = '{"id":"{id}"}'


@dataclass(frozen=True, kw_only=True)
class Path:
    """A query, what it shows, and the members of the schema that it is the test of."""

    query: str
    shows: tuple[str, ...]
    covers: str = ""  # "Query.node", "Contact.company", "ContactFilter.company"
    door: str = ""  # which of the kind's doors

    @property
    def names(self) -> bool:
        """Whether it names a record."""
        return "$" in self.query

    def variables(self, target: Target) -> dict[str, str]:
        """Return the variables for a target."""
        values = {"id": target.id, "text": target.text, "door": target.doors.get(self.door, "")}
        return {name: value for name, value in values.items() if f"${name}:" in self.query}

    def shown(self, target: Target) -> list[str]:
        """Return what an answer has in it that shows the target."""
        door = target.doors.get(self.door, "no door")
        shows = (text.replace("{id}", target.id).replace("{door}", door) for text in self.shows)
        return [text.replace("{text}", target.text) for text in shows]


def path(selection: str, *shows: str, covers: str = "", door: str = "") -> Path:
    """Return the path of a selection; its variables are declared as it uses them."""
    declared = ", ".join(f"${name}: {of}" for name, of in TYPES.items() if f"${name}" in selection)
    query = f"query({declared}) {{ {selection} }}" if declared else f"{{ {selection} }}"
    return Path(query=query, shows=shows or (NODE,), covers=covers, door=door)


def paths_of(kind: Kind) -> dict[str, Path]:
    """Return all paths to a kind of record, by name."""
    found = by_id(kind.model.__name__)
    if kind.model.__name__ in ROOTS:
        found |= listed(kind, ROOTS[kind.model.__name__])
        found |= {f"filter by {text}": path for text, path in text_filters(kind.model.__name__)}
        found |= {f"ordered by {order}": path for order, path in orders(kind)}
    return found | THROUGH_DOORS.get(kind.name, {})


def by_id(name: str) -> dict[str, Path]:
    """Return the paths by the record's id."""
    aliases = " ".join(f"a{number}: node(id: $id) {{ id }}" for number in range(ALIASES))
    found = {
        "node": path("node(id: $id) { id }", covers="Query.node"),
        "its type": path("node(id: $id) { __typename }", f'"__typename":"{name}"'),
        "its fields": path(f"node(id: $id) {{ ... on {name} {{ id ...on Node {{ same: id }} }} }}", '"same":"{id}"'),
        "nodes": path("nodes(ids: [$id, $id]) { id }", f"[{NODE},{NODE}]", covers="Query.nodes"),
        "aliases": path(aliases, *(f'"a{number}":{NODE}' for number in range(ALIASES))),
    }
    if name in ROOTS and name != "User":
        page = f"{ROOTS[name]}(filter: {{id: {{in: [$id]}}}}) {{ totalCount nodes {{ id }} }}"
        found["filter by one of these ids"] = path(page, '{"totalCount":1', NODE)
    if name not in {"Team", "User", "Account", "Archive", "ArchiveImport", "AuditLogEntry", "Invitation", "Transfer"}:
        rights = "access { view edit manage reasons } sharedWith { level user { id } } owner { id }"
        told = "totalCount nodes { id at action user { id } changes { field before after } }"
        found["its history"] = path(
            f"node(id: $id) {{ ... on Record {{ history {{ {told} }} }} }}", f'"action":"{name.lower()}:create"'
        )
        found["its access"] = path(f"node(id: $id) {{ ... on Record {{ {rights} }} }}", '"view":true', '"level":"VIEW"')
    if name == "Contact":
        found["contact"] = path("contact(id: $id) { id }", covers="Query.contact")
    if name in ROOTS:
        page = f"{ROOTS[name]}(filter: {{id: {{eq: $id}}}}) {{ totalCount edges {{ node {{ id }} }} }}"
        found["filter by id"] = path(page, '"totalCount":1', NODE)
    return found


def listed(kind: Kind, root: str) -> dict[str, Path]:
    """Return the paths through the list of all, which show the twin alone."""
    count = f'"totalCount":{kind.listed}'
    by_text = "username" if kind.model in (Invitation, User) else "lastName" if kind.model is Contact else "name"
    info = "pageInfo { hasNextPage hasPreviousPage }"
    whole = '"hasNextPage":false', '"hasPreviousPage":false'
    return {
        "list": path(f"{root} {{ nodes {{ id }} }}", covers=f"Query.{root}"),
        "list from the end": path(f"{root}(last: 100) {{ edges {{ cursor node {{ id }} }} }}"),
        "count": path(f"{root} {{ totalCount }}", count),
        "a page just large enough": path(f"{root}(first: {kind.listed}) {{ nodes {{ id }} {info} }}", NODE, *whole),
        "count of a filter for all": path(
            f'{root}(filter: {{createdAt: {{gt: "2000-01-01T00:00:00Z"}}}}) {{ totalCount }}', count
        )
        if kind.model.__name__ != "Team"
        else path(f"{root}(filter: {{and: []}}) {{ totalCount }}", count),
        "count of a filter for none": path(f"{root}(filter: {{not: {{or: []}}}}) {{ totalCount }}", count),
        "filter by not": path(
            f"{root}(filter: {{not: {{not: {{{by_text}: {{eq: $text}}}}}}}}) {{ totalCount nodes {{ id }} }}",
            '"totalCount":1',
            NODE,
        ),
        "filter by a range": path(
            f"{root}(filter: {{{by_text}: {{gte: $text, lte: $text}}}}) {{ totalCount nodes {{ id }} }}",
            '"totalCount":1',
            NODE,
        ),
    }


def text_filters(name: str) -> Iterator[tuple[str, Path]]:
    """Yield a path for each text that a record, or a part of it, can be found by."""
    of: Any = graphql_schema.type_map[f"{name}Filter"]
    for member, field in of.fields.items():
        named = get_named_type(field.type)
        if named.name == "TextFilter" and (name, member) not in OTHERS:
            yield member, text_filter(name, f"{member}: {{contains: $text}}")
        elif named.name in PARTS:
            for inner in PARTS[named.name]:
                yield f"{member}.{inner}", text_filter(name, f"{member}: {{{inner}: {{contains: $text}}}}")


def text_filter(name: str, condition: str) -> Path:
    """Return the path of a filter that only one record passes."""
    return path(f"{ROOTS[name]}(filter: {{{condition}}}) {{ totalCount nodes {{ id }} }}", '"totalCount":1', NODE)


# What a filter of parts can look at and is a text of anybody's choice.
PARTS = {
    "EmailFilter": ("address", "normalized"),
    "AddressFilter": ("street", "city", "region", "postalCode"),
}
OTHERS = {("User", "name"), ("Invitation", "email")}  # people in these scenes have none; an address is made up


def orders(kind: Kind) -> Iterator[tuple[str, Path]]:
    """Yield a path for each order: no place on the page is taken by what is hidden."""
    name = kind.model.__name__
    keys: Any = graphql_schema.type_map[f"{name}OrderField"]
    for key in keys.values:
        for direction in ("ASC", "DESC"):
            arguments = f"first: {kind.listed}, orderBy: [{{field: {key}, direction: {direction}}}]"
            selection = f"{ROOTS[name]}({arguments}) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }}"
            yield f"{key} {direction}", path(selection, NODE, '"hasNextPage":false')


def through(coordinate: str, selection: str, *shows: str) -> Path:
    """Return the path through a door: the field `coordinate` of what it is."""
    of = coordinate.partition(".")[0]
    return path(f"node(id: $door) {{ ... on {of} {{ {selection} }} }}", *shows, covers=coordinate, door=coordinate)


def narrowing(coordinate: str, door: str, condition: str) -> Path:
    """Return the path of a filter that the door passes if the record is seen."""
    root = ROOTS[coordinate.removesuffix(f".{coordinate.partition('.')[2]}").removesuffix("Filter")]
    selection = f"{root}(filter: {{{condition}}}) {{ totalCount nodes {{ id }} }}"
    return path(selection, '"totalCount":1', '{"id":"{door}"}', covers=coordinate, door=door)


def connection(coordinate: str, text: str) -> dict[str, Path]:
    """Return the paths through a nested list."""
    name = coordinate.partition(".")[2]
    page = f"{name}(first: 1) {{ edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage }} }}"
    return {
        "nested": through(coordinate, f"{name} {{ nodes {{ id }} }}"),
        "nested count": through(coordinate, f"{name} {{ totalCount }}", '"totalCount":1'),
        "nested page": through(coordinate, page, NODE, '"hasNextPage":false'),
        "nested order": through(coordinate, f"{name}(last: 1, orderBy: [{{field: CREATED_AT}}]) {{ nodes {{ id }} }}"),
        "nested filter": path(
            f"node(id: $door) {{ ... on {coordinate.partition('.')[0]} {{ "
            f"{name}(filter: {{{text}: {{contains: $text}}}}) {{ totalCount nodes {{ id }} }} }} }}",
            '"totalCount":1',
            NODE,
            door=coordinate,
        ),
    }


def logged(arguments: str, selection: str, *shows: str) -> Path:
    """Return the path through the audit log."""
    return path(f"viewer {{ account {{ auditLog{arguments} {{ {selection} }} }} }}", *shows)


THROUGH_DOORS: dict[str, dict[str, Path]] = {
    "contact": connection("Company.contacts", "lastName")
    | {
        "filter of its company": narrowing(
            "CompanyFilter.contacts", "Company.contacts", "contacts: {lastName: {eq: $text}}"
        ),
        "filter of its company by its e-mail": narrowing(
            "CompanyFilter.contacts", "Company.contacts", "contacts: {emails: {address: {contains: $text}}}"
        ),
        "round trip": through(
            "Company.contacts", "contacts { nodes { company { contacts { totalCount nodes { id } } } } }"
        ),
    },
    "company": {
        "nested": through("Contact.company", "company { id }"),
        "nested in a list": path(
            "contacts(filter: {id: {eq: $door}}) { nodes { company { id } } }", door="Contact.company"
        ),
        "nested, its parts": through("Contact.company", "company { id emails { label } tags { id } }", '"emails":[{'),
        "filter of its contact": narrowing("ContactFilter.company", "Contact.company", "company: {name: {eq: $text}}"),
        "filter of its contact by being": narrowing(
            "ContactFilter.company", "Contact.company", "id: {eq: $door}, company: {}"
        ),
        "filter of its contact by its contacts": narrowing(
            "ContactFilter.company", "Contact.company", "id: {eq: $door}, company: {contacts: {id: {eq: $door}}}"
        ),
    },
    "tag": {
        "nested in a contact": through("Contact.tags", "tags { id }"),
        "nested in a company": through("Company.tags", "tags { id }"),
        "filter of its contact": narrowing("ContactFilter.tags", "Contact.tags", "tags: {name: {eq: $text}}"),
        "filter of its company": narrowing("CompanyFilter.tags", "Company.tags", "tags: {name: {startsWith: $text}}"),
    },
    "note on a contact": connection("Contact.notes", "body")
    | {
        "filter of its contact": narrowing("ContactFilter.notes", "Contact.notes", "notes: {body: {contains: $text}}"),
        "its contact": path("node(id: $id) { ... on Note { contact { id } } }", '"contact":{', covers="Note.contact"),
    },
    "note on a company": connection("Company.notes", "body")
    | {
        "filter of its company": narrowing("CompanyFilter.notes", "Company.notes", "notes: {body: {contains: $text}}"),
        "its company": path("node(id: $id) { ... on Note { company { id } } }", '"company":{', covers="Note.company"),
    },
    "transfer": {
        "list": path("transfers { nodes { id } }", covers="Query.transfers"),
        "count": path("transfers { totalCount }", '"totalCount":1'),
        "filter by id": path("transfers(filter: {id: {eq: $id}}) { totalCount nodes { id } }", '"totalCount":1', NODE),
        "from the end": path("transfers(last: 1, orderBy: [{field: MADE_AT}]) { nodes { id } }"),
    },
    "audit log entry": {
        "list": logged("", "nodes { id }"),
        "edges": logged("(first: 100)", "edges { cursor node { id action } }", '"action":"{text}"'),
        "from the end": logged("(last: 100, orderBy: [{field: AT}])", "nodes { id }"),
        "filter by id": logged("(filter: {id: {eq: $id}})", "totalCount nodes { id }", '"totalCount":1', NODE),
        "filter by text": logged("(filter: {action: {contains: $text}})", "totalCount nodes { id }", NODE),
    },
}  # fmt: skip
