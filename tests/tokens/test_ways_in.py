"""Is a token taken in the Authorization header and nowhere else, and a session in its cookie? (P25)"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import worlds
from api import Client, sign_in
from tokens.secret import ACCESS, PERSONAL, issue

QUERY = {"query": "{ viewer { username } }"}
CREATE = {"query": 'mutation { createTag(input: {name: "New"}) { userErrors { code } } }'}


class Way:
    """Somebody with a session's cookie and a token, who may send either wherever they like."""

    def __init__(self, server: str, make: Callable[..., str]) -> None:
        [self.ada] = worlds.people("ada")
        self.cookie, self.token = sign_in(self.ada), make(self.ada)
        self.client = Client(server)

    def ask(self, body: Any = QUERY, *, cookie: str | None = None, to: str = "/graphql", **headers: str) -> Any:
        given = headers | ({"cookie": f"steward_session={cookie}"} if cookie else {})
        return self.client.post(to, json=body, headers=given)

    def refused(self, **given: Any) -> tuple[int, str]:
        """Return status and code of both a read and a write, of which nothing came."""
        before = worlds.rows(self.ada)
        answers = [self.ask(body, **given) for body in (QUERY, CREATE)]
        assert worlds.rows(self.ada) == before
        [found] = {(answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) for answer in answers}
        return found


@pytest.fixture(params=[worlds.token, worlds.access_token], ids=["personal token", "access token"])
def way(server: str, request: pytest.FixtureRequest) -> Iterator[Way]:
    made = Way(server, request.param)
    yield made
    made.client.close()


def test_both_are_ways_in(way: Way) -> None:
    for given in (
        {"cookie": way.cookie},
        {"authorization": f"Bearer {way.token}"},
        {"authorization": f"bearer {way.token}"},
    ):
        assert way.ask(**given).json() == {"data": {"viewer": {"username": way.ada.username}}}


def test_a_token_is_refused_in_a_cookie(way: Way) -> None:
    assert way.refused(cookie=way.token) == (401, "UNAUTHENTICATED")


def test_a_sessions_cookie_is_refused_in_a_header(way: Way) -> None:
    assert way.refused(authorization=f"Bearer {way.cookie}") == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("where", ["/graphql?access_token={}", "/graphql?t={}", "/graphql?{}"])
def test_a_token_is_refused_in_an_address(way: Way, where: str) -> None:
    to = where.format(way.token)
    assert way.refused(to=to) == (400, "BAD_REQUEST")
    assert way.refused(to=to, authorization=f"Bearer {way.token}") == (400, "BAD_REQUEST")
    assert way.ask(to="/graphql?operation=Viewer", authorization=f"Bearer {way.token}").status_code == 200


def test_one_does_not_come_with_both(way: Way) -> None:
    assert way.refused(cookie=way.cookie, authorization=f"Bearer {way.token}") == (400, "BAD_REQUEST")
    assert way.refused(cookie=way.cookie, authorization="") == (400, "BAD_REQUEST")


def test_what_is_no_token_is_refused(way: Way) -> None:
    token = way.token
    wrong = [
        "",
        "Bearer",
        f"Basic {token}",
        token,
        f"Bearer {token[:-1]}",
        f"Bearer {token}x",
        f"Bearer {token} {token}",
    ]
    wrong += [f"Bearer {token.swapcase()}", f"Bearer {issue(PERSONAL)}", f"Bearer {issue(ACCESS)}"]
    for given in wrong:
        assert way.refused(authorization=given) == (401, "UNAUTHENTICATED"), given


def test_a_refused_token_is_not_logged(way: Way, caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    caplog.set_level("INFO", logger="steward.graph")
    assert way.refused(authorization=f"Bearer {way.token[:-1]}")[0] == 401
    assert way.refused(to=f"/graphql?access_token={way.token}")[0] == 400
    written = caplog.text + "".join(capfd.readouterr())
    assert "code=UNAUTHENTICATED" in written and "code=BAD_REQUEST" in written
    assert way.token[8:20] not in written
