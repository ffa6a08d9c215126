"""Does an error teach the schema by guessing? The schema is there to be read; errors name only what was asked for."""

import pytest

from api import Client

# Each is nearly a name of the schema, so graphql-core would have a suggestion.
NEARLY = [
    ("{ viewr { id } }", {}, "viewer"),
    ("{ viewer { usernam } }", {}, "username"),
    ("{ contacts(frst: 1) { totalCount } }", {}, "first"),
    ("{ contacts(filter: {lastNam: {eq: 1}}) { totalCount } }", {}, "lastName"),
    ("{ contacts { nodes { ...F } } } fragment F on Contacts { id }", {}, "Contact'"),
    ("query($f: ContactFilte) { contacts(filter: $f) { totalCount } }", {}, "ContactFilter"),
    ("query($f: ContactFilter) { contacts(filter: $f) { totalCount } }", {"f": {"lastNam": 1}}, "lastName"),
    ("{ viewer @inclde(if: true) { id } }", {}, "include"),
    ("{ node(id: 1) { firstName } }", {}, "Contact"),
    ("{ viewer }", {}, "{ ... }"),
    ("mutation { createTg(input: {name: 1}) { tag { id } } }", {}, "createTag"),
    ("mutation { createTag(input: {nam: 1}) { tag { id } } }", {}, "name"),
]


@pytest.mark.parametrize(("query", "variables", "name"), NEARLY, ids=[each[0] for each in NEARLY])
def test_no_message_suggests_a_name(
    nobody_special: Client, query: str, variables: dict[str, object], name: str
) -> None:
    messages = [error["message"] for error in nobody_special.ask(query, **variables).json()["errors"]]
    assert messages
    assert not [message for message in messages if "Did you mean" in message or f" '{name}" in message]


def test_what_the_client_said_itself_is_not_taken_for_a_suggestion(nobody_special: Client) -> None:
    [error] = nobody_special.ask(
        "query($n: Int!) { contacts(first: $n) { totalCount } }", n="a Did you mean b?"
    ).json()["errors"]
    assert "a Did you mean b?" in error["message"]
    assert error["message"].endswith("Int cannot represent non-integer value: 'a Did you mean b?'")
