"""Does a token end when somebody shows it to us, and is its owner told, and nobody else anything?"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.cache import cache

import mails
import worlds
from accounts.models import User
from api import Api
from tests.tokens import flows
from tokens import secret
from tokens.models import PersonalToken

QUERY = "{ contacts { totalCount } }"


@pytest.fixture(autouse=True)
def _attempts_are_forgotten() -> None:
    cache.clear()


@pytest.fixture
def stranger(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, verify=False) as client:
        yield client


def report(stranger: httpx.Client, token: Any) -> tuple[int, Any]:
    answer = stranger.post("/token-leaks", json={"token": token})
    return answer.status_code, answer.json()


def told(user: User) -> list[str]:
    return [mails.body(one) for one in mails.mails(user.email) if one["Subject"] == "A token of yours was found"]


def test_a_personal_token_ends_and_its_owner_is_told(api: Api, stranger: httpx.Client) -> None:
    ada, ben = worlds.people("ada", "ben")
    token, others = worlds.token(ada), worlds.token(ben)
    program, other = api(token=token), api(token=others)
    assert program.ask(QUERY).status_code == 200
    assert report(stranger, token) == (202, {"status": 202})
    assert program.code(QUERY) == "UNAUTHENTICATED"
    [said] = told(ada)
    assert ada.username in said and "Test" in said and token not in said
    assert (other.ask(QUERY).status_code, told(ben)) == (200, [])


def test_an_access_token_ends_with_its_authorization(server: str, api: Api, stranger: httpx.Client) -> None:
    ada = flows.somebody()
    client = flows.client(server, ada)
    given = flows.tokens(api(ada), client)
    assert api(token=given["access_token"]).ask(QUERY).status_code == 200
    assert report(stranger, given["refresh_token"]) == (202, {"status": 202})
    assert api(token=given["access_token"]).code(QUERY) == "UNAUTHENTICATED"
    assert client.refresh(given["refresh_token"]).status_code == 400
    assert len(told(ada)) == 1


def test_the_answer_says_nothing_of_a_token(stranger: httpx.Client) -> None:
    [ada] = worlds.people("ada")
    token = worlds.token(ada)
    never_issued = secret.issue(secret.PERSONAL)
    for one in (never_issued, token[:-1], "", "x" * 500, token, token):
        assert report(stranger, one) == (202, {"status": 202})
    assert len(told(ada)) == 1


TOO_LONG = b'{"token": "' + b"x" * 2_000 + b'"}'


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"{", b"{}", b'{"token": 1}', TOO_LONG, b"[" * 900])
def test_what_is_no_report_is_refused(stranger: httpx.Client, body: bytes) -> None:
    answer = stranger.post("/token-leaks", content=body)
    assert (answer.status_code, list(answer.json())) == (400, ["status", "errors"])


def test_reports_are_taken_by_post_and_not_too_many_at_once(stranger: httpx.Client) -> None:
    [ada] = worlds.people("ada")
    token = worlds.token(ada)
    assert stranger.get("/token-leaks").status_code == 405
    for _ in range(60):
        assert report(stranger, "stw_pat_x")[0] == 202
    assert report(stranger, token)[0] == 429
    assert PersonalToken.objects.get(user=ada).revoked_at is None
    cache.clear()
    assert report(stranger, token)[0] == 202
    assert PersonalToken.objects.get(user=ada).revoked_at is not None
