"""What is kept of an event? Ids, and of a means of payment not even that; and by whoever is first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

import worlds
from at_once import thread, waits_for_a_lock
from billing import events
from billing.models import Customer, Event
from billing.stripe_api.events import Arrived, arrived
from processes import eventually
from work import forget_jobs


@pytest.mark.parametrize(
    ("kind", "key", "kept"),
    [("setup_intent", "seti_1", "seti_1"), ("invoice", "in_1", "in_1"), ("payment_method", "pm_1", None)],
)
def test_the_id_of_what_an_event_is_about_is_kept_but_not_that_of_a_means_of_payment(
    kind: str, key: str, kept: str | None
) -> None:
    about = {"object": kind, "id": key, "customer": "cus_1", "billing_details": {"name": "Zoë"}}
    event = arrived({"id": "evt_1", "type": f"{kind}.updated", "created": 1_700_000_000, "data": {"object": about}})
    assert (event.id, event.customer, event.object_id) == ("evt_1", "cus_1", kept)
    assert "Zo" not in repr(event)


@pytest.fixture
def customer() -> Iterator[Customer]:
    """Somebody whom nobody is to ask the processor about."""
    customer = Customer.objects.create(id=f"cus_{uuid4().hex}", account=worlds.account())
    yield customer
    customer.delete()
    forget_jobs()


def test_two_who_note_the_same_in_different_orders_do_not_wait_for_each_other(customer: Customer) -> None:
    one, other = (happened(customer) for _ in range(2))

    def in_turn() -> Iterator[Arrived]:
        yield one
        noted = beside(lambda: events.note([other, one]))
        eventually(lambda: noted.done() or waits_for_a_lock())
        yield other
        eventually(noted.done)
        assert noted.exception() is None

    with thread() as beside:
        events.note(in_turn())
    assert Event.objects.filter(customer_id=customer.pk).count() == 2


def happened(customer: Customer) -> Arrived:
    """Return something that happened to a customer."""
    moment = datetime.now(UTC)
    return Arrived(
        id=f"evt_{uuid4().hex}",
        type="customer.updated",
        created=moment,
        customer=customer.pk,
        object_id=customer.pk,
        key=None,
    )
