"""Is the schema what is published, said in words, and closed? A field that nobody has thought about does not start."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from accounts.models import User
from activities.models import Note
from contacts.models import Contact
from graph import schema as schema_module
from graph.schema import check_closed, graphql_schema, schema
from graph.sources import Column, ToOne
from graph.types.fields import column, sourced, table

PUBLISHED = Path(__file__).parents[2] / "schema.graphql"


def test_the_published_schema_is_that_of_the_code() -> None:
    assert PUBLISHED.read_text() == f"{schema.as_str()}\n"


def ours() -> Iterator[tuple[str, Any]]:
    for name, graphql_type in graphql_schema.type_map.items():
        if not name.startswith("__") and getattr(graphql_type, "ast_node", None) is None:
            yield name, graphql_type


def undescribed() -> Iterator[str]:
    """Everything in the schema without a word about it; built-in scalars have theirs from graphql-core."""
    for name, graphql_type in ours():
        if not graphql_type.description:
            yield name
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            yield from (f"{name}.{field}" for field, of in graphql_type.fields.items() if not of.description)
        if isinstance(graphql_type, GraphQLInputObjectType) and not name.endswith(("Filter", "Order")):
            yield from (f"{name}.{field}" for field, of in graphql_type.fields.items() if not of.description)


def test_every_type_and_field_is_described() -> None:
    assert list(undescribed()) == []
    assert sum(isinstance(graphql_type, GraphQLEnumType) for _, graphql_type in ours()) >= 8


def test_types_that_show_rows_are_named_as_their_models() -> None:
    shown = {name: schema_module.model_of(graphql_type) for name, graphql_type in ours()}
    assert {name: model.__name__ for name, model in shown.items() if model} == {
        name: name
        for name in (
            *(
                "Account",
                "AccountSubscription",
                "Address",
                "Application",
                "Archive",
                "ArchiveImport",
                "AuditLogEntry",
                "Authorization",
                "Company",
                "Contact",
                "Disclosure",
                "Email",
                "HistoryEntry",
                "Invitation",
                "MailLogEntry",
                "MailPreferences",
                "Note",
                "PersonalToken",
                "Phone",
                "Session",
                "SupportCase",
                "SupportMessage",
                "SupportRead",
                "SupportRequest",
                "Tag",
                "Team",
                "Transfer",
                "User",
            ),
        )
    }


def small(field: Callable[[], Any], model: Any = Contact) -> Any:
    """A schema of one type, showing rows of a model, with one field."""

    @table(model)
    @strawberry.type
    class Row:
        shown: str = field()

    @strawberry.type
    class Query:
        row: Row = sourced(ToOne(model=model, column="id"), "A row.")

    return strawberry.Schema(query=Query)._schema


CLOSED: dict[str, tuple[Callable[[], Any], Any]] = {
    "no source": (lambda: strawberry.field(description="x"), Contact),
    "a resolver": (lambda: strawberry.field(resolver=lambda: "x"), Contact),
    "a column that is not readable": (lambda: column("last_name_key", "x"), Contact),
    "a column of another type's": (lambda: column("first_name", "x"), Note),
    "a column that is none": (lambda: column("nothing", "x"), Contact),
    "a password": (lambda: column("password", "x"), User),
    "a version of sessions": (lambda: column("session_version", "x"), User),
    "a model without a rule": (lambda: column("id", "x"), type("Unknown", (), {})),
}


@pytest.mark.parametrize("case", CLOSED)
def test_a_field_that_nobody_may_read_does_not_start(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    field, model = CLOSED[case]
    monkeypatch.setattr(schema_module, "graphql_schema", small(field, model))
    with pytest.raises(TypeError, match=r"^Row\.shown shows what nobody may read\.$"):
        check_closed()


def test_a_field_that_may_be_read_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_module, "graphql_schema", small(lambda: sourced(Column(field="first_name"), "x")))
    check_closed()


def test_every_mutation_takes_one_input_and_answers_user_errors() -> None:
    mutation = graphql_schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        payload: Any = field.type.of_type  # type: ignore[union-attr]
        assert str(payload.fields["userErrors"].type) == "[UserError!]!", name
        assert all(not str(of.type).endswith("!") for key, of in payload.fields.items() if key != "userErrors"), name


def test_what_may_be_hidden_is_nullable() -> None:
    relations = {
        "owner",
        "createdBy",
        "updatedBy",
        "company",
        "contact",
        "account",
        "node",
        "user",
        "team",
        "sharedWith",
    }
    for name, graphql_type in ours():
        if isinstance(graphql_type, GraphQLObjectType) and not name.endswith(("Edge", "Payload")):
            for field in relations & set(graphql_type.fields):
                assert not str(graphql_type.fields[field].type).endswith("!"), f"{name}.{field}"
