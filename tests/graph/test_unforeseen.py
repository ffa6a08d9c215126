"""What is told of an error that nobody foresaw? The request's id to whoever asked; the place, no values, to the log."""

import logging
from typing import Any, NoReturn

import pytest

import reading
import worlds
from api import Api
from config.asgi import graphql
from config.logs import LineFormatter
from tests.graph.refused import INSIDES

SECRETS = ("Zoë", "Quay", "Passw0rd")
UPDATE = """mutation($id: ID!) {
    first: updateContact(input: {id: $id, jobTitle: "Passw0rd"}) { contact { version } userErrors { code } }
    second: updateContact(input: {id: $id, firstName: "Zoë", addresses: [{street: "Quay"}]}) { userErrors { code } }
    third: createTag(input: {name: "Passw0rd"}) { userErrors { code } }
}"""


def break_off(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(*SECRETS)


def logged(caplog: pytest.LogCaptureFixture, request_id: str) -> str:
    """Return the one line of the log that has the id, as it is written in production."""
    [record] = [record for record in caplog.records if f"request {request_id} " in record.getMessage()]
    record.exc_text = None  # what pytest has made of it
    return LineFormatter().format(record)


# In the action itself; in the database, which quotes the row that breaks a constraint; while the payload is read.
PLACES = {
    "contacts.tagging.create_tag": (break_off, "RuntimeError"),
    "contacts.actions.display_name": (lambda *_: "", "CheckViolation"),
    "graph.execution.record_statement": (break_off, "RuntimeError"),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_unforeseen_error_undoes_all_and_tells_no_values(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    [ada] = worlds.people("ada")
    client, key = api(ada), worlds.id_of(worlds.contact(ada, first_name="Zoë"))
    before = worlds.rows(ada)
    breaks, name = PLACES[place]
    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr(place, breaks)
        answer = client.ask(UPDATE, id=key)
    [error] = answer.json()["errors"]
    request_id = error["extensions"].pop("requestId")
    assert (answer.status_code, error) == (
        500,
        {"message": "Something went wrong here.", "extensions": {"code": "INTERNAL"}},
    )
    assert answer.json().keys() == {"errors"}
    assert not INSIDES.search(answer.text)
    assert worlds.changed(before, ada) == set()
    line = logged(caplog, request_id)
    assert name in line
    assert "graph/mutations/steps.py" in line or "graph/execution.py" in line
    everything = line + "".join(record.getMessage() for record in caplog.records)
    assert not [secret for secret in SECRETS if secret in everything]
    assert [step["userErrors"] for step in client.data(UPDATE, id=key).values()] == [[], [], []]


def test_an_unforeseen_error_of_a_read_tells_no_values(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    [ada] = worlds.people("ada")
    monkeypatch.setattr(graphql, "_lane", reading.here())
    client, query = (
        api(ada),
        'query($a: String) { contacts(filter: {lastName: {eq: $a, contains: "Quay"}}) { totalCount } }',
    )
    for place in ("graph.preparation.take", "graph.objects.ObjectWriter.object", "graph.pool.Pool._fetch"):
        with monkeypatch.context() as patched:
            patched.setattr(place, break_off)
            answer = client.ask(query, a="Passw0rd")
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
        assert not INSIDES.search(answer.text)
        line = logged(caplog, error["extensions"]["requestId"])
        assert "RuntimeError" in line
        assert not [secret for secret in SECRETS if secret in line]
    assert client.data(query, a="Passw0rd") == {"contacts": {"totalCount": 0}}


def test_each_request_has_an_id_of_its_own(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    client = api(worlds.people("ada")[0])
    monkeypatch.setattr(graphql, "_lane", reading.here())
    monkeypatch.setattr("graph.preparation.take", break_off)
    answers = [client.ask("{ viewer { id } }").json() for _ in range(3)]
    assert len({answer["errors"][0]["extensions"]["requestId"] for answer in answers}) == 3
