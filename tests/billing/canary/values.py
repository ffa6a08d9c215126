"""What is looked for? A value for each input field that is write-only, which no program would come upon by itself."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from graph.schema import graphql_schema
from graph.write_only import write_only_fields, write_only_mutations
from tests.canary.values import MARK

CARD_NUMBER = "5105 1051 0510 5100"  # of a test card that nothing else here uses
COUNTRY, KIND = "TK", "no_vat"  # what can be said there is few, so these are only looked for as a whole value
# By input field. A means of payment has the id that the processor gives it.
VALUES = {
    "BillingAddressInput.city": f"{MARK}city",
    "BillingAddressInput.country": COUNTRY,
    "BillingAddressInput.postalCode": f"{MARK}postal",
    "BillingAddressInput.region": f"{MARK}region",
    "BillingAddressInput.street": f"1 Quay, {MARK}street",
    "SetBillingDetailsInput.email": f"{MARK}email@bills.example",
    "SetBillingDetailsInput.name": f'Zoë "{MARK}name" & <Ångström>\'s',
    "SetPaymentMethodInput.paymentMethodId": "pm_",
    "TaxIdInput.type": KIND,
    "TaxIdInput.value": f"{MARK}tax",
}


@dataclass(frozen=True, kw_only=True)
class Errand:
    """A mutation that is told what is write-only: "setBillingDetails", of an input "SetBillingDetailsInput"."""

    mutation: str
    takes: str

    def input(self, values: dict[str, str]) -> dict[str, Any]:
        """Return the input with its value in each of these fields, by "Type.field"."""
        return _input(graphql_schema.type_map[self.takes], values)


def leaves() -> set[str]:
    """Return "Type.field" of each write-only field that holds a value; others hold such fields."""
    return {field for field in write_only_fields(graphql_schema) if not _is_outer(*field.split("."))}


def errands() -> dict[str, Errand]:
    """Return every mutation that takes something write-only, by its name."""
    assert graphql_schema.mutation_type is not None
    fields = graphql_schema.mutation_type.fields
    return {
        name: Errand(mutation=name, takes=get_named_type(fields[name].args["input"].type).name)
        for name in sorted(write_only_mutations(graphql_schema))
    }


def _is_outer(owner: str, name: str) -> bool:
    return isinstance(get_named_type(graphql_schema.type_map[owner].fields[name].type), GraphQLInputObjectType)


def _input(named: Any, values: dict[str, str]) -> dict[str, Any]:
    marked = write_only_fields(graphql_schema)
    said: dict[str, Any] = {}
    for name, field in named.fields.items():
        of = get_named_type(field.type)
        if isinstance(of, GraphQLInputObjectType):
            said[name] = _input(of, values)
        elif f"{named.name}.{name}" in marked:
            said[name] = values[f"{named.name}.{name}"]
    return said
