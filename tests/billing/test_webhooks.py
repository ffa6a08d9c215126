"""Which webhooks are taken, and what is kept of them? Over HTTP, with signatures made here by Stripe's description."""

import hashlib
import hmac
import json
import logging
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection

import worlds
from accounts.models import Account
from billing.models import Customer, Event, Subscription
from database.context import account_context
from tests.billing.conftest import SECRET
from work import jobs

CANARY = "Zoë Canary 7f3a91"
VERSION = "2026-10-28.endive"
BODY_LENGTH_MAX = 256 * 1024


class Hook:
    """The endpoint, and an account whose customer it hears of."""

    def __init__(self, server: str) -> None:
        self.url, self.account = f"{server}/stripe/webhook", worlds.account()
        self.customer = f"cus_{uuid.uuid4().hex}"

    def event(self, **changes: Any) -> dict[str, Any]:
        """Return an event about the customer, with what is never to be kept."""
        about = {"object": "invoice", "id": "in_1", "customer": self.customer, "customer_name": CANARY}
        event = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": "invoice.paid", "created": 1_800_000_000}
        return event | {"api_version": VERSION, "data": {"object": about}, "request": None} | changes

    def post(self, event: Any, *, signature: str | None = None, **signed: Any) -> int:
        """Return the status that an event is answered with; signed now and with the secret, if nothing else is said."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        return self.send(body, sign(body, **signed) if signature is None else signature)

    def send(self, body: bytes | Iterator[bytes], signature: str) -> int:
        """Return the status that a body is answered with."""
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        return httpx.post(self.url, content=body, headers=headers, timeout=20).status_code

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What is kept of events about the customer."""
        return list(Event.objects.filter(customer_id=self.customer).values())

    @property
    def waiting(self) -> int:
        """How many jobs the account has."""
        return len(jobs(f"billing:{self.account.pk.hex}"))


def sign(body: bytes, *, secret: str = SECRET, ago: float = 0, scheme: str = "v1") -> str:
    """ "t=1700000000,v1=…", an HMAC of moment and body."""
    moment = int(time.time() - ago)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},{scheme}={digest}"


@pytest.fixture
def hook(server: str, processor: str) -> Hook:
    made = Hook(server)
    Customer.objects.create(id=made.customer, account=made.account)
    return made


def test_an_event_is_noted_without_its_body_and_settled(hook: Hook) -> None:
    event = hook.event()
    assert hook.post(event) == 200
    [kept] = hook.kept
    assert (kept["id"], kept["type"], kept["object_id"], kept["handled_at"]) == (
        event["id"],
        "invoice.paid",
        "in_1",
        None,
    )
    assert CANARY not in json.dumps(everything(), default=str, ensure_ascii=False)
    assert hook.waiting == 1


@pytest.mark.parametrize(
    "signed",
    [
        {"secret": "whsec_of_somebody_else"},
        {"signature": ""},
        {"signature": "t=,v1="},
        {"signature": "t=now,v1=0"},
        {"signature": "v1=0123"},
        {"scheme": "v0"},
        {"ago": 301},
        {"ago": -70},
        {"ago": -3_000},
    ],
    ids=str,
)
def test_what_is_forged_stale_or_of_the_future_is_refused(
    hook: Hook, signed: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert hook.post(hook.event(), **signed) == 400
    assert (hook.kept, hook.waiting) == ([], 0)
    assert CANARY not in caplog.text
    assert hook.post(hook.event()) == 200


def test_a_signature_is_of_one_body(hook: Hook) -> None:
    event = hook.event()
    signature = sign(json.dumps(event).encode())
    assert hook.post(event | {"type": "invoice.voided"}, signature=signature) == 400
    assert hook.post(event, signature=signature) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        *({"api_version": "2020-08-27"}, {"api_version": None}, {"data": {}}, {"data": None}, {"created": "yesterday"}),
        *({"created": 10**20}, {"data": {"object": "customer"}}, {"request": "none"}),
    ],
    ids=str,
)
def test_what_is_of_another_version_or_no_event_is_refused(hook: Hook, wrong: dict[str, Any]) -> None:
    assert hook.post(hook.event() | wrong) == 400
    assert (hook.kept, hook.waiting) == ([], 0)
    assert hook.post(hook.event()) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"evt_1"', b"[" * 100_000])
def test_what_is_no_object_is_refused(hook: Hook, body: bytes) -> None:
    assert hook.post(body) == 400
    assert hook.post(hook.event()) == 200


@pytest.mark.parametrize("is_chunked", [False, True])
def test_what_is_too_long_is_refused_however_it_is_sent(hook: Hook, *, is_chunked: bool) -> None:
    def post(length: int) -> int:
        event = json.dumps(hook.event()).encode()
        body = event + b" " * (length - len(event))
        return hook.send(in_pieces(body) if is_chunked else body, sign(body))

    assert post(BODY_LENGTH_MAX) == 200
    assert post(BODY_LENGTH_MAX + 1) == 400
    assert post(20 * BODY_LENGTH_MAX) == 400
    assert len(hook.kept) == 1


def test_what_looks_like_the_number_of_a_card_is_no_reason_not_to_listen(hook: Hook) -> None:
    about = {"object": "invoice", "id": "in_1", "customer": hook.customer, "number": "4242424242424242"}
    assert hook.post(hook.event(data={"object": about})) == 200
    assert "4242424242424242" not in json.dumps(everything(), default=str)


def test_only_post_is_answered(hook: Hook) -> None:
    assert httpx.get(hook.url).status_code == 405


def test_an_event_that_comes_again_is_one(hook: Hook) -> None:
    event = hook.event()
    assert [hook.post(event) for _ in range(3)] == [200, 200, 200]
    assert (len(hook.kept), hook.waiting) == (1, 1)


def test_an_event_that_comes_many_times_at_once_is_one(hook: Hook) -> None:
    event = hook.event()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: hook.post(event), range(16))) == {200}
    assert (len(hook.kept), hook.waiting) == (1, 1)


def test_different_events_at_once_wait_for_one_job(hook: Hook) -> None:
    events = [hook.event() for _ in range(16)]
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(hook.post, events)) == {200}
    assert (len(hook.kept), hook.waiting) == (16, 1)


def test_while_one_secret_takes_anothers_place_both_are_good(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STRIPE_WEBHOOK_SECRETS", [SECRET, "whsec_new"])
    assert [hook.post(hook.event(), secret=secret) for secret in (SECRET, "whsec_new")] == [200, 200]
    monkeypatch.setattr(settings, "STRIPE_WEBHOOK_SECRETS", ["whsec_new"])
    assert [hook.post(hook.event(), secret=secret) for secret in (SECRET, "whsec_new")] == [400, 200]
    monkeypatch.setattr(settings, "STRIPE_WEBHOOK_SECRETS", [])
    assert [hook.post(hook.event(), secret=secret) for secret in (SECRET, "")] == [400, 400]


def test_an_event_about_nobody_we_know_is_noted_as_handled(hook: Hook) -> None:
    hook.customer = "cus_of_another_service"
    assert hook.post(hook.event()) == 200
    [kept] = hook.kept
    assert (kept["handled_at"] is not None, hook.waiting) == (True, 0)


def test_an_event_that_moves_nothing_here_is_noted_as_handled(hook: Hook) -> None:
    assert hook.post(hook.event(type="invoice.upcoming")) == 200
    [kept] = hook.kept
    assert (kept["handled_at"] is not None, hook.waiting) == (True, 0)


def test_a_customer_that_we_did_not_come_to_write_down_is_ours_by_its_key(hook: Hook) -> None:
    account, customer = worlds.account(), f"cus_{uuid.uuid4().hex}"

    def told(key: str) -> str | None:
        event = hook.event(type="customer.created", request={"id": "req_1", "idempotency_key": key})
        event["data"] = {"object": {"object": "customer", "id": customer, "name": CANARY}}
        assert hook.post(event) == 200
        return Customer.objects.filter(account=account).values_list("pk", flat=True).first()

    for key in ("", "customer-1-0", f"customer-{uuid.uuid4().hex}-0", f"customer-{account.pk.hex}-1"):
        assert told(key) is None
    assert told(f"customer-{account.pk.hex}-0") == customer
    # One that was known before, or whom the processor has forgotten since, takes nobody's place.
    assert told_of_another(hook, hook.account) == hook.customer
    Customer.objects.filter(account=account).delete()
    with account_context(account.pk):
        Subscription.objects.create(account=account, left=1)
    assert told(f"customer-{account.pk.hex}-0") is None


def told_of_another(hook: Hook, account: Account) -> str:
    key = f"customer-{account.pk.hex}-0"
    event = hook.event(type="customer.created", request={"id": "req_1", "idempotency_key": key})
    event["data"] = {"object": {"object": "customer", "id": f"cus_{uuid.uuid4().hex}"}}
    assert hook.post(event) == 200
    return Customer.objects.get(account=account).pk


def in_pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body as it is sent by whoever does not say how long it is."""
    for start in range(0, len(body), 8_192):
        yield body[start : start + 8_192]


def everything() -> list[Any]:
    """Return all rows outside the wall that a webhook could leave behind."""
    with connection.cursor() as cursor:
        found = []
        for table in ("billing_event", "billing_customer", "procrastinate_jobs", "procrastinate_events"):
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")
            found += cursor.fetchall()
    return found
