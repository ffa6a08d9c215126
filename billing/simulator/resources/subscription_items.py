"""How many, and of what? The items of a subscription, each by itself."""

from billing.simulator.errors import missing
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Text
from billing.simulator.resources import subscriptions
from billing.simulator.store import Json

SHARED = ("payment_behavior", "proration_behavior", "proration_date")
ITEM = ("metadata", "price", "quantity")
UPDATE = subscriptions.UPDATE.only(*SHARED) | subscriptions.ITEM.only(*ITEM)
LIST = PAGE | Fields(required=("subscription",), subscription=Text(can_clear=False))
AT = "/v1/subscription_items"


def retrieve(call: Call) -> Json:
    """Return an item."""
    return _found(call)[1]


def update(call: Call) -> Json:
    """Change an item; what the change costs is billed as the call says."""
    subscription, item = _found(call)
    given = {name: call.given[name] for name in SHARED if name in call.given}
    given["items"] = [{"id": item["id"]} | {name: call.given[name] for name in ITEM if name in call.given}]
    subscriptions.change(call.processor, subscription, given)
    return _found(call)[1]


def index(call: Call) -> Json:
    """Return a page of a subscription's items."""
    subscription = call.processor.get("subscription", call.given["subscription"], param="subscription")
    return page(subscription["items"]["data"], call.given, AT)


def _found(call: Call) -> tuple[Json, Json]:
    """Return the subscription that has the item, and the item."""
    for subscription in call.processor.store.all("subscription"):
        for item in subscription["items"]["data"]:
            if item["id"] == call.path["item"]:
                return subscription, item
    raise missing("subscription_item", call.path["item"])


OPERATIONS = (
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{item}", Fields(), retrieve),
    Operation("POST", AT + "/{item}", UPDATE, update),
)
