"""What goes to the payment processor comes out of no field, at any depth: the schema is walked."""

from typing import Any

import pytest
import strawberry

import worlds
from api import Api
from billing.models import AccountSubscription
from graph.mutations.billing import BillingMutations
from graph.queries import Query
from graph.schema import check_write_only, graphql_schema
from graph.sources import Column
from graph.types.fields import column, sourced, table
from graph.types.payloads import Payload
from graph.types.write_only import write_only
from graph.write_only import leaks, write_only_names

NAMES = {
    *("name", "email", "address", "street", "city", "region", "postalCode", "country"),
    *("taxId", "type", "value", "paymentMethodId"),
}


@strawberry.input
class Inner:
    iban: str


@strawberry.input
class SetIbanInput:
    account_holder: Inner = write_only("Whose account.", optional=False)


@strawberry.type
class SetIbanPayload(Payload):
    iban: str


@strawberry.type
class Mutation:
    @strawberry.mutation
    def set_iban(self, input: SetIbanInput) -> SetIbanPayload:  # noqa: A002  # as the API calls it
        raise NotImplementedError


def test_what_is_write_only_is_what_bills_are_made_out_to_and_what_is_charged() -> None:
    assert write_only_names(graphql_schema) == NAMES


def test_nothing_of_it_comes_out() -> None:
    assert leaks(graphql_schema) == []


def with_output(name: str, field: Any = None) -> Any:
    """Return a copy of the schema in which an answer about billing has one more field."""
    made = type("Leaking", (), {"__annotations__": {name: str}, name: field or strawberry.field(description="A leak.")})
    return with_fields(leaking=strawberry.type(made))


def with_fields(**types: Any) -> Any:
    """Return a copy of the schema in which queries have more fields, of these types."""
    root = strawberry.type(type("Root", (Query,), {"__annotations__": types}))
    return strawberry.Schema(query=root, mutation=BillingMutations)._schema


@pytest.mark.parametrize(
    "name",
    [
        *("tax_id", "payment_method_id", "postal_code", "email"),
        *("billing_name", "billing_tax_id"),
        *("card", "card_brand", "last4", "exp_month", "default_card", "cvc"),
    ],
)
def test_an_output_field_of_that_name_is_found_at_whatever_depth(name: str) -> None:
    camel = "".join(part.title() if place else part for place, part in enumerate(name.split("_")))
    assert leaks(with_output(name)) == [f"Leaking.{camel}"]


@pytest.mark.parametrize("name", ["reason", "expires_at", "discarded", "seats"])
def test_other_fields_are_none_of_its_business(name: str) -> None:
    assert leaks(with_output(name)) == []


def test_a_column_of_billing_is_a_leak_and_one_of_others_is_not() -> None:
    @table(AccountSubscription)
    @strawberry.type
    class Leaking:
        name: str = column("plan", "A leak.")

    @strawberry.type
    class Harmless:
        name: str = sourced(Column(field="name"), "Of whatever has it.")

    assert leaks(with_fields(leaking=Leaking, harmless=Harmless)) == ["Leaking.name"]


def test_a_new_write_only_field_is_watched_too() -> None:
    schema = strawberry.Schema(query=Query, mutation=Mutation)._schema
    assert write_only_names(schema) == {"accountHolder", "iban"}
    assert leaks(schema) == ["SetIbanPayload.iban"]


def test_the_program_does_not_start_with_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    check_write_only()
    billing = graphql_schema.type_map["AccountSubscription"]
    monkeypatch.setitem(billing.fields, "taxId", billing.fields["currency"])
    with pytest.raises(TypeError, match=r"AccountSubscription\.taxId could show billing information"):
        check_write_only()


WRONG_VARIABLES: list[Any] = [
    {"name": ["Zoë"]},
    {"name": {"Zoë": 1}},
    {"Zoë": "x"},
    {"taxId": {"type": 5, "value": "Zoë"}},
    {"address": "Zoë"},
]
SET = "mutation($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { userErrors { code } } }"
OTHERS = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code } } }"


@pytest.mark.parametrize("wrong", WRONG_VARIABLES, ids=str)
def test_an_error_of_a_wrong_variable_quotes_nothing_of_it(api: Api, wrong: Any) -> None:
    client = api(worlds.people("ada")[0])
    answer = client.ask(SET, input=wrong)
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_VARIABLES"]
    assert "Zo" not in answer.text
    assert "Zo" in client.ask(OTHERS, input=wrong).text  # what is not write-only is quoted, so that it can be mended
    inferred = client.ask(
        "query($d: [String!]!, $v: [JSON!]) { inferScopes(documents: $d, variables: $v) }",
        d=[SET],
        v=[{"input": wrong}],
    )
    assert "errors" in inferred.json()
    assert "Zo" not in inferred.text


@pytest.mark.parametrize("said", ["zoe", '["zoe", 5]', '{zoe: "zoe"}', '"zoe'])
def test_an_error_of_a_wrong_document_quotes_nothing_of_it(api: Api, said: str) -> None:
    client = api(worlds.people("ada")[0])
    document = "mutation { %s(input: {name: %s}) { userErrors { code } } }"
    answer = client.ask(document % ("setBillingDetails", said))
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_DOCUMENT"}
    assert all(error["locations"] for error in answer.json()["errors"])
    assert "zoe" not in answer.text
    if not said.startswith('"'):  # what does not parse is not quoted anyway
        assert "zoe" in client.ask(document % ("updateProfile", said)).text
