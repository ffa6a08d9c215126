"""By which id is a request found in the log? That of X-Request-Id: the client's own, if it is harmless, or ours."""

import re

import pytest

from api import Client
from tests.graph.refused import JSON

OURS = re.compile(r"[0-9a-f]{12}-\d+")
HONEST = '{"query": "{ viewer { __typename } }"}'
GOOD = ["a", "0", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "Root_1.2-3", "x" * 64]
BAD = ["", "x" * 65, "a b", "a\tb", "a;b", "a=b", "ü", "<b>", "a\\nb", "%0a", '"', "٣", "a:b", "a/b"]


def answered(client: Client, **headers: str) -> str:
    """The id of the answer to a request with these headers."""
    answer = client.post("/graphql", content=HONEST, headers={"content-type": JSON} | headers)
    assert answer.json() == {"data": {"viewer": {"__typename": "User"}}}
    return answer.headers["x-request-id"]


@pytest.mark.parametrize("given", GOOD)
def test_the_clients_id_is_kept(nobody_special: Client, given: str) -> None:
    assert answered(nobody_special, **{"x-request-id": given}) == given


@pytest.mark.parametrize("given", BAD, ids=ascii)
def test_an_id_that_might_do_harm_is_replaced(nobody_special: Client, given: str) -> None:
    headers = {"content-type": JSON.encode(), "x-request-id": given.encode()}
    answer = nobody_special.post("/graphql", content=HONEST, headers=headers)
    assert OURS.fullmatch(answer.headers["x-request-id"])


def test_each_request_without_an_id_has_one_of_its_own(nobody_special: Client) -> None:
    found = [answered(nobody_special) for _ in range(20)]
    assert len(set(found)) == len(found)
    assert all(OURS.fullmatch(each) for each in found)


@pytest.mark.parametrize(
    ("method", "body", "headers", "status"),
    [
        ("GET", "", {}, 405),
        ("POST", HONEST, {"accept": "text/html"}, 406),
        ("POST", HONEST, {"content-type": "text/plain"}, 415),
        ("POST", "{", {}, 400),
        ("POST", '{"query": "{"}', {}, 200),
        ("POST", HONEST, {"cookie": ""}, 401),
    ],
)
def test_refusals_have_the_id_too(
    nobody_special: Client, method: str, body: str, headers: dict[str, str], status: int
) -> None:
    headers = {"content-type": JSON, "x-request-id": "mine"} | headers
    answer = nobody_special.request(method, "/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.headers["x-request-id"]) == (status, "mine")
    assert "requestId" not in answer.text  # only what is our fault asks to be reported
