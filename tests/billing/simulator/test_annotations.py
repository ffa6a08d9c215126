"""Does the simulator speak as Stripe's library is annotated? Every answer of every test here is walked (conftest.py).

This is about the walk itself, and about parameters: what a call takes must be in the library's `params`.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any, ForwardRef, Literal, NotRequired, Union, get_args, get_origin

import pytest
import stripe
import stripe.params
import stripe.params.billing_portal
import stripe.params.checkout
import stripe.params.test_helpers

from billing.simulator.operations import Operation
from billing.simulator.parameters import Fields, ListOf, Number, Text, Times
from billing.simulator.resources import OPERATIONS
from tests.billing.simulator.annotations import UNIONS, faults
from tests.billing.simulator.life import Life
from tests.billing.simulator.tour import tour

pytestmark = pytest.mark.usefixtures("simulator")  # it is new each time, and knows nobody

# What the library calls a resource, and a thing that is done, where it is not the name that they have here.
RESOURCES = {
    "checkout_sessions": "Session",
    "customers": "Customer",
    "invoice_items": "InvoiceItem",
    "portal_sessions": "Session",
    "tax_ids": "CustomerTaxId",
}
VERBS = {
    "index": "List",
    "void": "VoidInvoice",
    "finalize": "FinalizeInvoice",
    "preview": "CreatePreview",
    "lines_of": "LineItemList",
    "of_path": "Retrieve",
}
MODULES = {
    "checkout_sessions": stripe.params.checkout,
    "portal_sessions": stripe.params.billing_portal,
    "test_clocks": stripe.params.test_helpers,
}
NOT_IN_THE_LIBRARY = {
    "card.token",  # of the API's tokens, which stripe trigger uses
    "payment_method_types",  # the name of allowed_payment_method_types until 2026, which it uses too
}


def declared(operation: Operation) -> Any:
    """The library's parameters of a call: ("GET", "/v1/customers") -> CustomerListParams."""
    module = operation.do.__module__.rpartition(".")[2]
    resource = RESOURCES.get(module) or "".join(word.capitalize() for word in module.removesuffix("s").split("_"))
    if "/customers/{customer}/payment_methods" in operation.path:
        resource = "CustomerPaymentMethod"
    verb = VERBS.get(operation.do.__name__) or operation.do.__name__.capitalize()
    return getattr(MODULES.get(module, stripe.params), f"{resource}{verb}Params")


def unknown(reader: Any, kind: Any, path: str = "") -> Iterator[str]:
    """What a reader takes, and the library does not know."""
    members = list(alternatives(kind))
    if isinstance(reader, Times):
        yield from unknown(TIMES, kind, path)
    elif isinstance(reader, Fields):
        (fields,) = [member.__annotations__ for member in members if hasattr(member, "__total__")]  # a TypedDict
        for name, inner in reader.fields.items():
            at = f"{path}.{name}".lstrip(".")
            if name in fields:
                yield from unknown(inner, fields[name], at)
            elif at not in NOT_IN_THE_LIBRARY:
                yield at
    elif isinstance(reader, ListOf):
        (member,) = [get_args(member)[0] for member in members if get_origin(member) is list]
        yield from unknown(reader.each, member, path)
    elif isinstance(reader, Text | Number):
        words = {word for member in members if get_origin(member) is Literal for word in get_args(member)}
        yield from (f"{path}={word}" for word in reader.words if words and word not in words)


TIMES = Fields(gt=Number(), gte=Number(), lt=Number(), lte=Number())


def alternatives(kind: Any) -> Iterator[Any]:
    """What a parameter may be: "Literal['']|FooParams" -> FooParams, Literal['']."""
    if get_origin(kind) is NotRequired:
        kind = get_args(kind)[0]
    if isinstance(kind, ForwardRef | str):
        text = kind if isinstance(kind, str) else kind.__forward_arg__
        kind = eval(text, NAMES)
    if get_origin(kind) in UNIONS:
        for member in get_args(kind):
            yield from alternatives(member)
    else:
        yield kind


class Names(dict[str, Any]):
    """What the library's forward references name."""

    def __missing__(self, name: str) -> Any:
        for module in (stripe.params, *MODULES.values()):
            if hasattr(module, name):
                return getattr(module, name)
        return getattr(inspect.getmodule(stripe.StripeObject), name)


NAMES = Names({"List": list, "Dict": dict, "Literal": Literal, "Union": Union, "int": int, "str": str, "bool": bool})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_what_a_call_takes_is_in_the_library(operation: Operation) -> None:
    assert list(unknown(operation.takes, declared(operation))) == []


def test_a_parameter_that_stripe_has_not_would_be_found() -> None:
    takes = Fields(shoe_size=Number(), tax_exempt=Text(("sometimes",)), address=Fields(planet=Text()))
    found = list(unknown(takes, stripe.params.CustomerCreateParams))
    assert found == ["shoe_size", "tax_exempt=sometimes", "address.planet"]


def test_every_call_answers_as_is_declared(client: stripe.StripeClient) -> None:
    tour(client)  # each answer is walked as it comes


def test_an_answer_that_stripe_would_not_give_would_be_found(life: Callable[..., Life]) -> None:
    answer = life().subscribe().last_response
    assert answer is not None
    made = json.loads(answer.body)
    assert faults(made) == []
    item = made["items"]["data"][0]
    made |= {"status": "sleeping", "shoe_size": 38, "currency": None}
    del made["billing_mode"]
    item["quantity"] = "3"
    assert sorted(faults(made)) == [
        "subscription.billing_mode is missing",
        "subscription.currency is no str: None",
        "subscription.items.data[0].quantity is no int: '3'",
        "subscription.shoe_size is not declared",
        "subscription.status is 'sleeping'",
    ]
