"""Do events arrive, signed, and as badly as was asked? Each is checked by Stripe's own library when it is heard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from billing.simulator.server import running
from processes import eventually
from tests.billing.simulator.ear import SECRET, Ear, listening

Controls = Callable[..., Any]


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as ear:
        yield ear


@pytest.fixture
def simulator(ear: Ear) -> Iterator[str]:
    with running(webhook=ear.url, webhook_secret=SECRET) as url:
        yield url


def create(client: stripe.StripeClient, *names: str) -> list[str]:
    return [client.v1.customers.create({"name": name}).id for name in names]


def heard(ear: Ear) -> list[str]:
    return [event.data.object.to_dict()["name"] for event in ear.events]


def test_an_event_is_told_with_its_object_its_version_and_its_request(ear: Ear, client: stripe.StripeClient) -> None:
    made = client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    ear.wait(lambda ear: len(ear.events) == 1)
    (event,) = ear.events
    assert (event.type, event.api_version) == ("customer.created", "2026-10-28.endive")
    assert event.data.object.to_dict() == made.to_dict()
    assert event.request is not None
    assert made.last_response is not None
    assert (event.request.idempotency_key, event.request.id) == ("k1", made.last_response.request_id)
    kept = client.v1.events.retrieve(event.id)
    assert kept.data.object.to_dict() == made.to_dict()


def test_an_update_says_what_was_before(ear: Ear, client: stripe.StripeClient) -> None:
    (ada,) = create(client, "Ada")
    client.v1.customers.update(ada, {"name": "Ada L."})
    client.v1.customers.update(ada, {"name": "Ada L."})
    create(client, "Ben")
    ear.wait(lambda ear: len(ear.events) == 3)
    before = ear.events[1].data.previous_attributes
    assert before is not None
    assert (ear.types[1], before.to_dict(), ear.types[2]) == ("customer.updated", {"name": "Ada"}, "customer.created")


def test_events_can_come_twice(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "settings", webhooks={"copies": 2})
    create(client, "Ada")
    ear.wait(lambda ear: len(ear.events) == 2)
    assert ear.events[0].id == ear.events[1].id


def test_events_can_come_in_reverse(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "settings", webhooks={"is_reversed": True})
    create(client, "Ada", "Ben", "Cleo")
    ear.wait(lambda ear: len(ear.events) == 3)
    assert heard(ear) == ["Cleo", "Ben", "Ada"]


def test_events_can_be_lost_and_are_still_on_record(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "settings", webhooks={"copies": 0})
    create(client, "Ada")
    control("POST", "settings", webhooks={"copies": 1})
    create(client, "Ben")
    ear.wait(lambda ear: len(ear.events) == 1)
    assert heard(ear) == ["Ben"]
    assert [event.type for event in client.v1.events.list().data] == ["customer.created"] * 2


def deliveries(control: Controls) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = control("GET", "deliveries")["deliveries"]
    return found


def test_events_can_be_late(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "settings", webhooks={"delay_milliseconds": 60_000})
    create(client, "Ada")
    control("POST", "settings", webhooks={"delay_milliseconds": 0})
    create(client, "Ben")
    ear.wait(lambda ear: len(ear.events) == 1)
    assert heard(ear) == ["Ben"]
    # It is noted when the answer is there, a moment after it was heard.
    eventually(lambda: [one["status"] for one in deliveries(control)] == ["waiting", "delivered"])


def test_an_event_that_is_not_taken_comes_again(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "settings", webhooks={"retry_milliseconds": [10, 10]})
    ear.answers = [500, 302]
    create(client, "Ada")
    ear.wait(lambda ear: len(ear.events) == 3)
    assert len({event.id for event in ear.events}) == 1
    ear.answers = [500, 500, 500]
    create(client, "Ben")
    ear.wait(lambda ear: len(ear.events) == 6)
    eventually(
        lambda: [one["status"] for one in deliveries(control) if one["attempts"] == 3] == ["delivered", "failed"]
    )


def test_an_event_can_be_sent_again(ear: Ear, client: stripe.StripeClient, control: Controls) -> None:
    create(client, "Ada")
    ear.wait(lambda ear: len(ear.events) == 1)
    control("POST", "deliveries", event=ear.events[0].id)
    ear.wait(lambda ear: len(ear.events) == 2)
    assert ear.events[0].id == ear.events[1].id


def test_an_endpoint_gets_what_it_asked_for_under_a_secret_of_its_own(
    ear: Ear, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint in client.v1.webhook_endpoints.list().data:
        client.v1.webhook_endpoints.delete(endpoint.id)
    made = client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["product.created"]})
    assert made.secret is not None
    monkeypatch.setattr("tests.billing.simulator.ear.SECRET", made.secret)
    create(client, "Ada")
    client.v1.products.create({"name": "Steward"})
    ear.wait(lambda ear: len(ear.events) == 1)
    assert ear.types == ["product.created"]
    assert "secret" not in client.v1.webhook_endpoints.retrieve(made.id).to_dict()


def test_nothing_is_sent_beyond_this_machine(client: stripe.StripeClient) -> None:
    before = len(client.v1.webhook_endpoints.list().data)
    for url in ("https://hooks.example/", "http://192.168.1.1/", "http://127.0.0.1.example/", "ftp://127.0.0.1/"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
        assert refused.value.code == "url_invalid"
    assert len(client.v1.webhook_endpoints.list().data) == before
