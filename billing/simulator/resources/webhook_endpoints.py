"""Who listens? Webhook endpoints, each with a secret of its own. Here they are on loopback alone."""

import ipaddress
from urllib.parse import urlsplit

from billing.simulator import changes
from billing.simulator.errors import invalid
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Metadata, Text
from billing.simulator.processor import API_VERSION, Processor
from billing.simulator.resources.customers import deleted
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

EVENTS = ListOf(Text(can_clear=False))
CREATE = Fields(
    required=("enabled_events", "url"),
    api_version=Text((API_VERSION,), can_clear=False),
    description=Text(),
    enabled_events=EVENTS,
    metadata=Metadata(),
    url=Text(can_clear=False),
)
UPDATE = Fields(
    description=Text(), disabled=Boolean(), enabled_events=EVENTS, metadata=Metadata(), url=Text(can_clear=False)
)
AT = "/v1/webhook_endpoints"


def create(call: Call) -> Json:
    """Make an endpoint. Its secret is told this once."""
    endpoint = add(call.processor, call.given["url"], new_id("whsec"))
    changes.apply(endpoint, call.given)
    return call.processor.store.put(endpoint) | {"secret": endpoint["_secret"]}


def add(processor: Processor, url: str, secret: str) -> Json:
    """Make an endpoint that gets all events. Raise ApiError if it is not on loopback."""
    _check(url)
    endpoint = new(
        "webhook_endpoint",
        api_version=API_VERSION,
        created=processor.now(),
        enabled_events=["*"],
        url=url,
        _secret=secret,
    )
    return processor.store.put(endpoint)


def update(call: Call) -> Json:
    """Change what an endpoint gets, and where; or stop it."""
    endpoint, given = call.processor.get("webhook_endpoint", call.path["webhook_endpoint"]), dict(call.given)
    if "url" in given:
        _check(given["url"])
    if "disabled" in given:
        given["status"] = "disabled" if given.pop("disabled") else "enabled"
    return call.processor.store.put(changes.apply(endpoint, given))


def retrieve(call: Call) -> Json:
    """Return an endpoint, without its secret."""
    return call.processor.get("webhook_endpoint", call.path["webhook_endpoint"])


def delete(call: Call) -> Json:
    """Send nothing more to an endpoint."""
    endpoint = call.processor.get("webhook_endpoint", call.path["webhook_endpoint"])
    call.processor.store.drop(endpoint)
    return deleted(endpoint)


def index(call: Call) -> Json:
    """Return a page of endpoints."""
    return page(call.processor.store.all("webhook_endpoint"), call.given, AT)


def _check(url: str) -> None:
    address = urlsplit(url)
    if address.scheme != "http" or not _is_loopback(address.hostname or ""):
        raise invalid("url", "The simulator sends webhooks to http:// on loopback alone.", code="url_invalid")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, PAGE, index),
    Operation("GET", AT + "/{webhook_endpoint}", Fields(), retrieve),
    Operation("POST", AT + "/{webhook_endpoint}", UPDATE, update),
    Operation("DELETE", AT + "/{webhook_endpoint}", Fields(), delete),
)
