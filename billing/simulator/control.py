"""How do tests steer the simulator, and look inside? `/_simulator/…` takes and gives JSON, and asks for no key."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from billing.simulator import events, faults, settings
from billing.simulator.errors import ApiError
from billing.simulator.parameters import Fields, Text
from billing.simulator.processor import Processor
from billing.simulator.store import Json

REPLAY = Fields(required=("event",), event=Text(can_clear=False))
LEDGER = ("id", "customer", "amount", "amount_refunded", "currency", "created", "status", "payment_intent")

Control = Callable[[Processor, Json], Json]


def ledger(processor: Processor, given: Json) -> Json:
    """Return every charge that was ever tried, with its invoice and the idempotency key of the request it came from."""
    return {
        "charges": [
            {name: charge[name] for name in LEDGER}
            | {"invoice": charge["_invoice"], "idempotency_key": charge["_idempotency_key"]}
            for charge in processor.store.all("charge")
        ]
    }


def state(processor: Processor, given: Json) -> Json:
    """Return everything that is kept, by kind."""
    return processor.store.everything()


def deliveries(processor: Processor, given: Json) -> Json:
    """Return the deliveries of webhooks: {"deliveries": [{"event": "evt_…", "status": "waiting", …}]}."""
    return {"deliveries": processor.store.all(events.DELIVERY)}


def replay(processor: Processor, given: Json) -> Json:
    """Send an event again to every endpoint."""
    event = processor.get("event", given["event"], param="event")
    for endpoint in processor.store.all("webhook_endpoint", status="enabled"):
        events.send(processor, event, endpoint)
    return event


def planned(processor: Processor, given: Json) -> Json:
    """Return the faults that nobody has met yet."""
    return {"faults": processor.store.all(faults.KIND)}


def clear(processor: Processor, given: Json) -> Json:
    """Forget all faults."""
    faults.clear(processor)
    return planned(processor, given)


def present(processor: Processor, given: Json) -> Json:
    """Return the settings."""
    return settings.current(processor)


CONTROLS: tuple[tuple[str, str, Fields, Control], ...] = (
    ("GET", "/_simulator/ledger", Fields(), ledger),
    ("GET", "/_simulator/state", Fields(), state),
    ("GET", "/_simulator/deliveries", Fields(), deliveries),
    ("POST", "/_simulator/deliveries", REPLAY, replay),
    ("GET", "/_simulator/faults", Fields(), planned),
    ("POST", "/_simulator/faults", faults.TAKES, faults.add),
    ("DELETE", "/_simulator/faults", Fields(), clear),
    ("GET", "/_simulator/settings", Fields(), present),
    ("POST", "/_simulator/settings", settings.TAKES, settings.change),
)


def routes(processor: Processor) -> list[Route]:
    """Return the routes of all controls."""
    return [Route(path, _endpoint(processor, takes, do), methods=[method]) for method, path, takes, do in CONTROLS]


def _endpoint(processor: Processor, takes: Fields, do: Control) -> Callable[[Request], Awaitable[Response]]:
    return partial(_answer, processor, takes, do)


async def _answer(processor: Processor, takes: Fields, do: Control, request: Request) -> Response:
    try:
        said = spelled(await request.json()) if await request.body() else {}
        with processor.store.transaction():
            return JSONResponse(do(processor, takes.read(said) or {}))
    except ApiError as refusal:
        return JSONResponse(refusal.body, status_code=refusal.status)
    except ValueError as error:
        return JSONResponse(ApiError(f"This is no JSON: {error}").body, status_code=400)


def spelled(value: Any) -> Any:
    """JSON as the form it would be: {"times": 2, "retry_days": [3]} -> {"times": "2", "retry_days": {"0": "3"}}."""
    if isinstance(value, dict):
        return {name: spelled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return {str(place): spelled(inner) for place, inner in enumerate(value)}
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
