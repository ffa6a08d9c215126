"""What can still be done in an account that does not pay? To read, take away, end and pay, and no more (P2, P3)."""

import pytest

import worlds
from api import Api
from billing.models import Subscription
from graph.schema import graphql_schema
from tests.graph.every_mutation import ADDING, ALWAYS, world

OPEN = ["trialing", "active", "past_due"]
CLOSED = {
    "unpaid": "Payments failed",
    "incomplete": "Payments failed",
    "incomplete_expired": "Payments failed",
    "canceled": "Payments failed",
}
BANK_ASKS = "The bank asks to confirm the payment"
CREATE = 'mutation { createTag(input: {name: "New"}) { userErrors { code field message } } }'


def test_every_mutation_is_one_or_the_other() -> None:
    mutations = graphql_schema.mutation_type
    assert mutations is not None
    assert set(mutations.fields) == set(ADDING) | set(ALWAYS)
    assert not set(ADDING) & set(ALWAYS)


@pytest.mark.parametrize("name", ADDING)
def test_what_adds_or_changes_is_refused_when_the_trial_is_over(api: Api, name: str) -> None:
    they = world()
    document, client = they.document(name), api(they.zoe)
    worlds.end_trial(they.zoe.account)
    before = worlds.rows(they.zoe)
    assert client.refusals(document, **they.named(name)) == [("READ_ONLY", None)]
    assert worlds.changed(before, they.zoe) == set()
    they.zoe.account.save(update_fields=["created_at"])
    assert client.refusals(document, **they.named(name)) == []
    assert worlds.changed(before, they.zoe) != set()


@pytest.mark.parametrize("name", ALWAYS)
def test_what_takes_away_tells_of_oneself_or_pays_is_always_done(api: Api, processor: str, name: str) -> None:
    they = world()
    worlds.end_trial(they.zoe.account)
    assert api(they.zoe).refusals(they.document(name), **they.named(name)) == []


def test_everything_can_be_read_when_the_trial_is_over(api: Api) -> None:
    they = world()
    worlds.end_trial(they.zoe.account)
    query = "query($id: ID!) { contact(id: $id) { notes { nodes { body } } } contacts { totalCount } }"
    assert api(they.zoe).data(query, id=they.ids["contact"]) == {
        "contact": {"notes": {"nodes": [{"body": "Called back."}]}},
        "contacts": {"totalCount": 1},
    }


@pytest.mark.parametrize("status", [*OPEN, *CLOSED])
def test_the_processors_word_says_whether_it_is_open(api: Api, status: str) -> None:
    they = world()
    worlds.end_trial(they.zoe.account)
    with worlds.within(they.zoe):
        Subscription.objects.update(processor_id="sub_1", processor_status=status)
    before = worlds.rows(they.zoe)
    errors = api(they.zoe).data(CREATE)["createTag"]["userErrors"]
    assert [error["code"] for error in errors] == ([] if status in OPEN else ["READ_ONLY"])
    assert errors == [] or errors[0]["message"].startswith(CLOSED[status])
    assert worlds.changed(before, they.zoe) == ({"contacts_tag"} if status in OPEN else set())


@pytest.mark.parametrize("status", ["incomplete", "unpaid"])
def test_it_is_told_if_the_bank_asks_its_customer(api: Api, status: str) -> None:
    they = world()
    worlds.end_trial(they.zoe.account)
    with worlds.within(they.zoe):
        Subscription.objects.update(processor_id="sub_1", processor_status=status, needs_confirmation=True)
    [error] = api(they.zoe).data(CREATE)["createTag"]["userErrors"]
    assert error["message"].startswith(BANK_ASKS)
