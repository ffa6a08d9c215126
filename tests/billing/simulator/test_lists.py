"""Are lists paged as Stripe pages them? The newest first, on from one object or back from it, within bounds of time."""

from collections.abc import Callable

import pytest
import stripe

from tests.billing.simulator.life import DAY, START, Life

pytestmark = pytest.mark.usefixtures("simulator")  # it is new each time, and knows nobody


@pytest.fixture
def names(client: stripe.StripeClient) -> list[str]:
    """The names of seven customers, newest first."""
    made = [str(place) for place in range(7)]
    for name in made:
        client.v1.customers.create({"name": name})
    return made[::-1]


def shown(page: stripe.ListObject[stripe.Customer]) -> list[str | None]:
    return [customer.name for customer in page.data]


def test_pages_follow_one_another(client: stripe.StripeClient, names: list[str]) -> None:
    first = client.v1.customers.list({"limit": 3})
    assert (shown(first), first.has_more) == (names[:3], True)
    assert [one.name for one in first.auto_paging_iter()] == names
    last = client.v1.customers.list({"limit": 3, "starting_after": first.data[2].id})
    last = client.v1.customers.list({"limit": 3, "starting_after": last.data[2].id})
    assert (shown(last), last.has_more) == (names[6:], False)


def test_pages_go_back(client: stripe.StripeClient, names: list[str]) -> None:
    everyone = client.v1.customers.list({"limit": 100})
    back = client.v1.customers.list({"limit": 3, "ending_before": everyone.data[6].id})
    assert (shown(back), back.has_more) == (names[3:6], True)
    back = client.v1.customers.list({"limit": 3, "ending_before": everyone.data[2].id})
    assert (shown(back), back.has_more) == (names[:2], False)


def test_a_page_has_ten_unless_asked_and_goes_on_from_what_is_there(client: stripe.StripeClient) -> None:
    for _ in range(11):
        client.v1.products.create({"name": "Steward"})
    assert len(client.v1.products.list().data) == 10
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.products.list({"starting_after": "prod_x"})
    assert (refused.value.param, refused.value.code) == ("starting_after", "resource_missing")


def test_time_has_bounds(life: Callable[..., Life]) -> None:
    ada = life()
    ada.subscribe()
    ada.pass_days(31.5)
    api, day = ada.api, {"customer": ada.customer}
    assert len(api.invoices.list({**day, "created": {"gte": START, "lt": START + DAY}}).data) == 1
    assert len(api.invoices.list({**day, "created": {"gt": START, "lte": START + 31 * DAY}}).data) == 1
    assert len(api.invoices.list({**day, "created": START}).data) == 1
    assert api.invoices.list({**day, "created": {"gt": START + 31 * DAY}}).data == []
