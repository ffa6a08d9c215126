"""What if somebody asks whatever fits the schema, and whatever does not quite? schemathesis does; nothing breaks.

The same documents each time. STEWARD_FUZZ=500 tries so many of each field, and others each time.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.graphql import nodes

import worlds
from api import Client
from graph.errors import Code
from graph.schema import schema
from permissions.levels import Level
from tests.attacks.shapes import misfits

EXAMPLES = int(os.environ.get("STEWARD_FUZZ", "12"))
FUZZ = settings(
    max_examples=EXAMPLES,
    derandomize="STEWARD_FUZZ" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # the machine may be busy
)
# The schema over the wire would be the same (tests/graph/test_schema.py), and is needed before there is a server.
PUBLISHED = schemathesis.graphql.from_file(schema.as_str())
FIELDS = {f"{root}.{field}": PUBLISHED[root][field] for root in ("Query", "Mutation") for field in PUBLISHED[root]}
Ask = Callable[[Case], httpx.Response]


@pytest.fixture(scope="module")
def ask(server: str) -> Iterator[Ask]:
    """Ask as somebody with a record of each kind, whose documents name those, others' and what is not there."""
    ada, ben = worlds.people("ada", "ben")
    company, tag, hidden = worlds.company(ada), worlds.tag(ada), worlds.contact(ben)
    shared = worlds.contact(ben, company=worlds.company(ben))
    worlds.grant(shared, ada, Level.EDIT)
    records: list[Any] = [ada, ben, ada.account, company, tag, hidden, shared, worlds.team(ada, ben)]
    records += [worlds.contact(ada, first_name="Zoë", company=company, tags=[tag]), worlds.note(ada, company)]
    ids = [worlds.id_of(record) for record in records]
    scalars = {
        "ID": st.sampled_from([*ids, *(key[:-1] + "0" for key in ids), "", "x"]),
        "Date": st.one_of(st.dates().map(str), st.text()),
        "DateTime": st.one_of(st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"), st.text()),
    }
    for name, texts in scalars.items():
        schemathesis.graphql.scalar(name, texts.map(nodes.String))
    with Client(server, ada) as client:
        yield lambda case: client.post("/graphql", json={"query": case.body})


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_asked_is_answered_as_promised(ask: Ask, field: str, mode: GenerationMode) -> None:
    if field == "Query.viewer" and mode is GenerationMode.NEGATIVE:
        return  # takes nothing that could be wrong

    @FUZZ
    @given(case=FIELDS[field].as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        answer = ask(case)
        assert answer.status_code < 500, answer.text
        FIELDS[field].validate_response(answer)
        check_body(case.body, answer.json())

    check()


def check_body(query: str, body: dict[str, Any]) -> None:
    """Check that there is data as promised, or errors that say which (GraphQL specification, 7.1)."""
    assert body.keys() in ({"data"}, {"errors"}, {"data", "extensions"}, {"errors", "extensions"})
    if "data" in body:
        assert misfits(query, body["data"]) == []
        return
    for error in body["errors"]:
        assert error["message"]
        assert error["extensions"]["code"] in Code.__members__
        assert error["extensions"]["code"] not in {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}


def test_what_is_not_as_promised_is_found() -> None:
    query = "{ contacts(first: 1) { totalCount nodes { id birthday } } node(id: 1) { id ... on Tag { name } } }"
    right = {"totalCount": 1, "nodes": [{"id": "con_1", "birthday": None}]}
    assert misfits(query, {"contacts": right, "node": {"id": "tag_1", "name": "x"}}) == []
    assert misfits(query, {"contacts": right, "node": None}) == []
    wrong: dict[str, Any] = {
        "data.node": {"contacts": right},
        "data.contacts": {"contacts": None, "node": None},
        "data.contacts.totalCount": {"contacts": right | {"totalCount": "1"}, "node": None},
        "data.contacts.nodes.0": {"contacts": right | {"nodes": [None]}, "node": None},
        "data.contacts.nodes.0.id": {"contacts": right | {"nodes": [{"birthday": None}]}, "node": None},
    }
    assert {path: misfits(query, data) for path, data in wrong.items()} == {path: [path] for path in wrong}
