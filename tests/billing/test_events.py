"""What is kept of an event? Ids, and of a means of payment not even that."""

import pytest

from billing.stripe_api.events import arrived


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
