"""How is a personal token made, used and revoked? As a program uses it, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import worlds
from accounts.models import User
from api import Api
from processes import eventually
from tokens.actions import LIVE_MAX
from tokens.models import PersonalToken
from tokens.scopes import SCOPES
from tokens.secret import digest, prefix_of
from worlds import id_of

CREATE = """mutation($input: CreatePersonalTokenInput!) {
  createPersonalToken(input: $input) {
    token
    personalToken {
      id name hint scopes createdAt expiresAt lastUsedAt
      restrictions { readOnly owner { id } tag { id } team { id } addresses documents }
    }
    userErrors { code field message }
  }
}"""
REVOKE = "mutation($id: ID!) { revokePersonalToken(input: {id: $id}) { revokedId userErrors { code field } } }"
MINE = "{ viewer { personalTokens { id } } }"
CONTACTS = "{ contacts { nodes { id } } }"
TOKEN = "{ viewer { token { name scopes expiresAt restrictions { readOnly addresses documents } } } }"


def made(client: Any, **given: Any) -> Any:
    answer = client.data(CREATE, input={"name": "Backup", "scopes": ["contacts:read"]} | given)["createPersonalToken"]
    assert answer["userErrors"] == []
    return answer


def test_a_token_is_shown_once_and_does_what_it_is_for(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    answer = made(api(ada), scopes=["contacts:read", "contacts:read"])
    token, known = answer["token"], answer["personalToken"]
    assert (prefix_of(token), known["hint"], known["scopes"]) == ("stw_pat_", token[-4:], ["contacts:read"])
    assert known["restrictions"] == dict.fromkeys(("owner", "tag", "team", "addresses", "documents")) | {
        "readOnly": False
    }
    assert api(token=token).data(CONTACTS) == {"contacts": {"nodes": [{"id": id_of(contact)}]}}
    assert api(ada).data(MINE) == {"viewer": {"personalTokens": [{"id": known["id"]}]}}


def test_what_is_kept_of_a_token_is_its_digest(api: Api) -> None:
    [ada] = worlds.people("ada")
    token = made(api(ada))["token"]
    [kept] = PersonalToken.objects.filter(user=ada).values()
    assert kept["digest"] == digest(token)
    assert not any(token in str(value) or token[8:-6] in str(value) for value in kept.values())


@pytest.mark.parametrize(("given", "days"), [({}, 90), ({"expiresInDays": 1}, 1), ({"expiresInDays": 365}, 365)])
def test_a_token_ends(api: Api, given: dict[str, Any], days: int) -> None:
    [ada] = worlds.people("ada")
    made(api(ada), **given)
    [token] = PersonalToken.objects.filter(user=ada)
    assert abs(token.expires_at - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


def test_to_write_implies_to_read(api: Api) -> None:
    [ada] = worlds.people("ada")
    answer = made(api(ada), scopes=["tags:write"])
    assert answer["personalToken"]["scopes"] == ["tags:read", "tags:write"]
    with_token = api(token=answer["token"])
    created = 'mutation { createTag(input: {name: "VIP"}) { tag { name } userErrors { code } } }'
    assert with_token.data(created) == {"createTag": {"tag": {"name": "VIP"}, "userErrors": []}}
    assert with_token.data("{ tags { nodes { name } } }") == {"tags": {"nodes": [{"name": "VIP"}]}}


def test_a_token_tells_of_itself(api: Api) -> None:
    [ada] = worlds.people("ada")
    answer = made(api(ada), name="Sync", scopes=["users:read"], readOnly=True, addresses=["127.0.0.1"])
    said = api(token=answer["token"]).data(TOKEN)["viewer"]["token"]
    assert said == {
        "name": "Sync",
        "scopes": ["users:read"],
        "expiresAt": answer["personalToken"]["expiresAt"],
        "restrictions": {"readOnly": True, "addresses": ["127.0.0.1/32"], "documents": None},
    }
    assert api(ada).data(TOKEN) == {"viewer": {"token": None}}
    others = "{ users { nodes { token { name } personalTokens { id } } } }"
    worlds.user(ada.account)
    assert api(ada).data(others)["users"]["nodes"] == [
        {"token": None, "personalTokens": []},
        {"token": None, "personalTokens": [{"id": answer["personalToken"]["id"]}]},
    ]


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = [
    ({"name": " "}, [("INVALID", "name")]),
    ({"name": "x" * 101}, [("INVALID", "name")]),
    ({"name": "a\0b"}, [("INVALID", "name")]),
    ({"scopes": []}, [("BLANK", "scopes")]),
    ({"scopes": ["contacts:read", "contacts"]}, [("INVALID", "scopes.1")]),
    ({"scopes": ["*"]}, [("INVALID", "scopes.0")]),
    ({"scopes": ["session"]}, [("INVALID", "scopes.0")]),
    ({"expiresInDays": 0}, [("INVALID", "expiresInDays")]),
    ({"expiresInDays": 366}, [("INVALID", "expiresInDays")]),
    ({"addresses": []}, [("INVALID", "addresses")]),
    ({"addresses": ["192.0.2.0/24", "192.0.2.1/24", "home"]}, [("INVALID", "addresses.1"), ("INVALID", "addresses.2")]),
    ({"documents": []}, [("INVALID", "documents")]),
    ({"documents": ["sha256:" + "0" * 63, "0" * 64]}, [("INVALID", "documents.0"), ("INVALID", "documents.1")]),
    (
        {"name": "", "scopes": [], "expiresInDays": -1},
        [("INVALID", "name"), ("BLANK", "scopes"), ("INVALID", "expiresInDays")],
    ),
]


@pytest.mark.parametrize(("given", "expected"), REFUSED, ids=str)
def test_what_is_wrong_with_a_token_is_said_field_by_field(
    api: Api, given: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    right = {"name": "Backup", "scopes": ["contacts:read"]}
    assert client.refusals(CREATE, input=right | given) == expected
    assert not PersonalToken.objects.filter(user=ada).exists()
    assert client.refusals(CREATE, input=right) == []


@pytest.mark.parametrize("field", ["onlyOwnerId", "onlyTagId", "onlyTeamId"])
def test_a_token_is_restricted_to_what_one_sees(api: Api, field: str) -> None:
    [ada], [eve] = worlds.people("ada"), worlds.people("eve")
    make = {"onlyOwnerId": lambda who: who, "onlyTagId": worlds.tag, "onlyTeamId": worlds.team}[field]
    own, other = id_of(make(ada)), id_of(make(eve))
    client = api(ada)
    given = {"name": "Backup", "scopes": ["contacts:read"]}
    assert client.refusals(CREATE, input=given | {field: other}) == [("NOT_FOUND", field)]
    assert not PersonalToken.objects.filter(user=ada).exists()
    assert client.refusals(CREATE, input=given | {field: own}) == []


def test_nobody_has_more_tokens_than_they_can_look_through(api: Api) -> None:
    [ada] = worlds.people("ada")
    for _ in range(LIVE_MAX):
        worlds.token(ada)
    given = {"name": "One more", "scopes": ["contacts:read"]}
    assert api(ada).refusals(CREATE, input=given) == [("INVALID", None)]
    assert PersonalToken.objects.filter(user=ada).count() == LIVE_MAX
    PersonalToken.objects.filter(user=ada).first().delete()
    assert api(ada).refusals(CREATE, input=given) == []


def test_a_revoked_token_is_nobody_at_the_next_request(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    answer = made(api(ada))
    program, key = api(token=answer["token"]), answer["personalToken"]["id"]
    assert api(ben).refusals(REVOKE, id=key) == [("NOT_FOUND", "id")]
    assert program.ask(CONTACTS).status_code == 200
    assert api(ada).data(REVOKE, id=key) == {"revokePersonalToken": {"revokedId": key, "userErrors": []}}
    assert (program.ask(CONTACTS).status_code, program.code(CONTACTS)) == (401, "UNAUTHENTICATED")
    assert api(ada).data(MINE) == {"viewer": {"personalTokens": []}}
    assert api(ada).refusals(REVOKE, id=key) == [("NOT_FOUND", "id")]


ENDS = {
    "expired": lambda ada: PersonalToken.objects.filter(user=ada).update(expires_at=timezone.now()),
    "revoked": lambda ada: PersonalToken.objects.filter(user=ada).update(revoked_at=timezone.now()),
    "deactivated": lambda ada: User.objects.filter(pk=ada.pk).update(is_active=False),
    "deleted": lambda ada: PersonalToken.objects.filter(user=ada).delete(),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_token_that_is_over_changes_nothing(api: Api, end: str) -> None:
    [ada] = worlds.people("ada")
    program = api(token=worlds.token(ada, "tags:write"))
    create = "mutation($name: String!) { createTag(input: {name: $name}) { userErrors { code } } }"
    assert program.refusals(create, name="Before") == []
    ENDS[end](ada)
    before = worlds.rows(ada)
    assert program.code(create, name="After") == program.code("{ tags { totalCount } }") == "UNAUTHENTICATED"
    assert worlds.rows(ada) == before


def test_when_a_token_was_last_used_is_noted(api: Api) -> None:
    [ada] = worlds.people("ada")
    program = api(token=worlds.token(ada, "contacts:read"))
    program.data(CONTACTS)
    seen = PersonalToken.objects.filter(user=ada, last_used_at__gt=timezone.now() - timedelta(minutes=1))
    eventually(seen.exists)


def test_a_token_spends_its_users_points(api: Api) -> None:
    [ada] = worlds.people("ada")
    program, spent = api(token=worlds.token(ada, "contacts:read")), "{ rateLimit { remaining requested } }"
    program.data("{ contacts { totalCount } }")
    before = api(ada).data(spent)["rateLimit"]["remaining"]
    eventually(lambda: api(ada).data(spent)["rateLimit"]["remaining"] <= before)
    many = " ".join(f"a{number}: contacts(first: 100) {{ nodes {{ id }} totalCount }}" for number in range(100))
    program.data(f"{{ {many} }}")
    assert program.data(spent)["rateLimit"]["remaining"] < 500_000 - 9_000


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_tokens_are_made_and_revoked_by_people_alone(api: Api, scope: str) -> None:
    [ada] = worlds.people("ada")
    program = api(token=worlds.token(ada, scope))
    [kept] = PersonalToken.objects.filter(user=ada)
    given = {"name": "Child", "scopes": [scope]}
    for query, variables in ((CREATE, {"input": given}), (REVOKE, {"id": f"pat_{kept.pk.hex}"}), (MINE, {})):
        answer = program.ask(query, **variables)
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]) == (403, {"code": "FORBIDDEN", "missingScopes": ["session"]})
    assert PersonalToken.objects.filter(user=ada, revoked_at=None).count() == 1
    assert api(ada).refusals(CREATE, input=given) == []
