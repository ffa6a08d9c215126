"""Which rows match a filter? A small world with something of everything, and Python that looks at its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models
from graphql import get_named_type, is_input_object_type

import worlds
from accounts.models import Team, User
from activities.models import Note
from contacts.models import Address, Company, Contact, ContactTag, Email, Phone, Tag
from contacts.values import AddressValue, EmailValue, PhoneValue
from graph.schema import graphql_schema
from graph.sources import Column, model_of, source_of
from permissions.levels import Level
from tests.graph.random_worlds import visible

TEXTS = ["Smith", "smith", "Smithson", "ÉMILE", "émile", "50%_", "Straße", "中", "😀 z", "\\", "'; --", "ΣΑΣ"]
DAYS = [None, date(1, 1, 1), date(1990, 2, 28), date(2000, 1, 1), date(2024, 2, 29)]
COLUMNS = ("first_name", "middle_name", "last_name", "prefix", "suffix", "nickname", "job_title", "source")
PARTS: tuple[Any, ...] = (Address, Email, Note, Phone)
Filter = dict[str, Any]
Model = type[models.Model]


@dataclass(frozen=True)
class Rows:
    """ada; the rows that she sees, by model; which tags hang on which contact."""

    ada: User
    of: dict[Model, list[Any]]
    tagged: set[tuple[Any, Any]]

    def related(self, row: Any, name: str, model: Model) -> Iterator[Any]:
        """Return the rows behind a relation, those that ada sees."""
        for other in self.of[model]:
            if name == "tags":
                is_linked = (row.pk, other.pk) in self.tagged
            elif hasattr(row, f"{name}_id"):
                is_linked = getattr(row, f"{name}_id") == other.pk
            else:
                is_linked = getattr(other, f"{row._meta.model_name}_id", None) == row.pk
            if is_linked:
                yield other

    def matching(self, model: Model, given: Filter) -> set[str]:
        """Return the ids of the rows that match."""
        return {worlds.id_of(row) for row in self.of[model] if self.matches(row, given)}

    def matches(self, row: Any, given: Filter) -> bool:
        """Return whether the row matches every member of a filter. Nothing compares with null, and `not` is not so."""
        return all(self._member(row, name, value) for name, value in given.items())

    def _member(self, row: Any, name: str, given: Any) -> bool:
        if name in {"and", "or"}:
            return (all if name == "and" else any)(self.matches(row, part) for part in given)
        if name == "not":
            return not self.matches(row, given)
        field: Any = type_of(type(row)).fields[snake_to_camel(name)]
        source = source_of(field)
        if isinstance(source, Column):
            value = worlds.id_of(row) if name == "id" else getattr(row, source.field)
            return all(self._compares(value, operator, other) for operator, other in given.items())
        related = get_named_type(field.type)
        nodes = getattr(related, "fields", {}).get("nodes")
        model = model_of(get_named_type(nodes.type) if nodes else related)
        assert model is not None
        return any(self.matches(other, given) for other in self.related(row, camel_to_snake(name), model))

    def _compares(self, value: Any, operator: str, other: Any) -> bool:
        if operator == "isNull":
            return (value is None) == other
        if value is None:
            return False
        match operator:
            case "eq":
                return bool(value == other)
            case "in":
                return value in other
            case "gt" | "gte":
                return bool(value > other) or (operator == "gte" and value == other)
            case "lt" | "lte":
                return bool(value < other) or (operator == "lte" and value == other)
            case "startsWith":
                return lower(value).startswith(lower(other))
        assert operator == "contains"
        return lower(other) in lower(value)


@cache
def lower(text: str) -> str:
    """As the database does it: one character for one, whatever stands around it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(%s)", [text])
        return str(cursor.fetchone()[0])


def snake_to_camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def camel_to_snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def type_of(model: Model) -> Any:
    return graphql_schema.type_map[model.__name__]


def columns_of(model: Model) -> dict[str, Sequence[str]]:
    """Return the columns that a filter of the model has, each with its operators."""
    given: Any = graphql_schema.type_map[f"{model.__name__}Filter"]
    named = {name: get_named_type(field.type) for name, field in given.fields.items()}
    plain = {name for name, field in type_of(model).fields.items() if isinstance(source_of(field), Column)}
    return {name: list(of.fields) for name, of in named.items() if is_input_object_type(of) and name in plain}


def values_of(rows: Rows, model: Model, name: str) -> list[Any]:
    """Return values to compare a column with: some that rows have, and where there can be, one that none has."""
    source: Any = source_of(type_of(model).fields[name])
    found = {worlds.id_of(row) if name == "id" else getattr(row, source.field) for row in rows.of[model]} - {None}
    values = sorted(found)[:: max(1, len(found) // 3)][:4]
    if name == "id":
        return values
    return [*values, *{date: [date(1970, 1, 1)], str: ["Smithso", ""]}.get(type(next(iter(values), "")), ())]


def said(value: Any) -> Any:
    """Return a filter as JSON: dates and moments as texts."""
    if isinstance(value, dict):
        return {name: said(member) for name, member in value.items()}
    if isinstance(value, list):
        return [said(member) for member in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def build() -> Rows:
    """36 contacts of ada's and ben's, their columns running through the texts at different paces."""
    ada, ben = worlds.people("ada", "ben")
    companies = [worlds.company(ada, "Smith"), worlds.company(ada, "émile", industry="50%_"), worlds.company(ben, "中")]
    tags = [worlds.tag(ada, "Smith"), worlds.tag(ada, "50%_"), worlds.tag(ben, "Smithson")]
    texts = [None, *TEXTS]
    for number in range(36):
        owner = (ada, ada, ben)[number % 3]
        record = worlds.contact(
            owner,
            **{name: texts[(number * (place + 1) + place) % 13] for place, name in enumerate(COLUMNS)},
            birthday=DAYS[number % 5],
            website=(None, "https://example.org/Smith")[number % 2],
            emails=tuple(EmailValue(address=f"N{place}@Example.org") for place in range(number % 4)),
            phones=(PhoneValue(number=f"020 7946 00{number % 7 + 10}"),) if number % 2 else (),
            addresses=(AddressValue(street=texts[number % 13], region="Kent", country="GB"),) if number % 3 else (),
            company=(None, companies[0], companies[1])[number % 3] if owner is ada else companies[2],
            tags=[tag for place, tag in enumerate(tags[:2] if owner is ada else tags[2:]) if number & 1 << place],
        )
        for place in range(number % 3):
            worlds.note(owner, record, TEXTS[(number + place) % 12])
        if owner is ben and number % 2:
            worlds.grant(record, ada, Level.VIEW)
    worlds.grant(tags[2], ada, Level.VIEW)
    worlds.team(ada, ben, name="Smith")
    worlds.note(ada, companies[0], "émile")
    return _seen(ada)


def _seen(ada: User) -> Rows:
    """Read what ada sees: the contacts by the oracle of pages, her companies, and all else that hangs on those."""
    contacts = visible(ada)
    with worlds.within(ada):
        of: dict[Model, list[Any]] = {model: list(model._default_manager.all()) for model in (Tag, Team)}
        of |= {Contact: contacts, User: list(User.objects.filter(account=ada.account))}
        of[Company] = list(Company.objects.filter(owner=ada))
        keys = {row.pk for row in (*contacts, *of[Company])}
        for model in PARTS:
            of[model] = [row for row in model.objects.all() if (row.contact_id or row.company_id) in keys]
        tagged = {(link.contact_id, link.tag_id) for link in ContactTag.objects.all()}
    return Rows(ada, of, tagged)
