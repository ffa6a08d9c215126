"""Who changed it when, and from which version? The same for every record that is updated (P4, P31)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import worlds
from accounts.models import User
from api import Api
from permissions.levels import Level
from worlds import id_of

STAMPS = """query($id: ID!) { node(id: $id) { ... on Record {
  version createdAt updatedAt createdBy { id } updatedBy { id } owner { id }
} } }"""
# By type: the column that is changed, and what else an update has that must not stay after a conflict.
CHANGED = {
    "contact": ("jobTitle", 'firstName: "Joe", emails: [], addTagIds: [$tag],'),
    "company": ("industry", 'website: "example.org", phones: [], addTagIds: [$tag],'),
    "tag": ("name", ""),
    "note": ("body", ""),
}


def update(kind: str) -> str:
    field, besides = CHANGED[kind]
    tag = ", $tag: ID!" if besides else ""
    return f"""mutation($id: ID!, $text: String!, $from: Int{tag}) {{
      update{kind.title()}(input: {{{besides} id: $id, expectedVersion: $from, {field}: $text}}) {{
        {kind} {{ version text: {field} }} userErrors {{ code field }}
      }}
    }}"""


def made(kind: str, owner: User) -> tuple[Any, Any]:
    """Return a record, and what its grants are on."""
    parent = worlds.contact(owner) if kind == "note" else None
    record = worlds.note(owner, parent) if parent else getattr(worlds, kind)(owner)
    return record, parent or record


@pytest.mark.parametrize("kind", CHANGED)
def test_each_change_is_stamped(api: Api, kind: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    began = datetime.now(UTC)
    record, carrier = made(kind, ada)
    worlds.grant(carrier, ben, Level.EDIT)
    tag = worlds.tag(ben)
    as_ada, me = api(ada), {"id": id_of(ada)}
    before = as_ada.data(STAMPS, id=id_of(record))["node"]
    assert (before["version"], before["owner"], before["createdBy"], before["updatedBy"]) == (1, me, me, me)
    assert before["createdAt"] == before["updatedAt"]
    assert timedelta() <= datetime.fromisoformat(before["createdAt"]) - began < timedelta(seconds=10)
    answer = api(ben).data(update(kind), id=id_of(record), text="By ben", tag=id_of(tag))
    assert answer[f"update{kind.title()}"] == {kind: {"version": 2, "text": "By ben"}, "userErrors": []}
    after = as_ada.data(STAMPS, id=id_of(record))["node"]
    assert after == before | {"version": 2, "updatedBy": {"id": id_of(ben)}, "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] > before["updatedAt"]


@pytest.mark.parametrize("stale", [0, 1, 3, -1, 2_147_483_647])
@pytest.mark.parametrize("kind", CHANGED)
def test_p31_a_stale_version_changes_nothing_and_shows_the_present(api: Api, kind: str, stale: int) -> None:
    [ada] = worlds.people("ada")
    record, _ = made(kind, ada)
    tag, client, field = id_of(worlds.tag(ada, "Late")), api(ada), f"update{kind.title()}"
    names = {"id": id_of(record), "tag": tag}
    assert client.refusals(update(kind), **names, **{"from": 1}, text="Now") == []
    before = worlds.rows(ada)
    assert client.data(update(kind), **names, **{"from": stale}, text="Late too")[field] == {
        kind: {"version": 2, "text": "Now"},
        "userErrors": [{"code": "CONFLICT", "field": "expectedVersion"}],
    }
    assert worlds.changed(before, ada) == set()
    for version in (2, None):
        assert client.refusals(update(kind), **names, **{"from": version}, text="Then") == []
    assert client.data(STAMPS, id=id_of(record))["node"]["version"] == 4
