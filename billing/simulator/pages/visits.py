"""How is a page asked for, and sent? Its address holds a secret; what a form says is done in one transaction."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from billing.simulator import clock
from billing.simulator.errors import ApiError
from billing.simulator.pages import layout
from billing.simulator.parameters import decode
from billing.simulator.processor import Processor
from billing.simulator.store import Json

SEE_OTHER = 303


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody at a page: what it is about, and what their form says; nothing if they only look."""

    processor: Processor
    item: Json
    said: dict[str, str]

    @property
    def do(self) -> str:
        """Which button was pressed."""
        return self.said.get("do", "")


Show = Callable[[Visit, str | None], str]  # what the page is, with what went wrong
Act = Callable[[Visit], str | None]  # does what the form says; where to go then, or None for the page again


def route(processor: Processor, path: str, kinds: dict[str, str], show: Show, act: Act) -> Route:
    """Return the route of a page at /path/{id}/{secret}; `kinds` is what it is about, with the field of the secret."""
    return Route(f"/{path}/{{id}}/{{secret}}", _endpoint(processor, kinds, show, act), methods=["GET", "POST"])


def _endpoint(
    processor: Processor, kinds: dict[str, str], show: Show, act: Act
) -> Callable[[Request], Awaitable[Response]]:
    return partial(_answer, processor, kinds, show, act)


async def _answer(processor: Processor, kinds: dict[str, str], show: Show, act: Act, request: Request) -> Response:
    said = decode((await request.body()).decode(errors="replace"))
    with processor.store.transaction():
        clock.advance_clocks(processor)
        item = find(processor, kinds, request.path_params["id"], request.path_params["secret"])
        if item is None:
            return HTMLResponse(layout.page("There is nothing here"), status_code=404)
        visit = Visit(processor=processor, item=item, said=said)
        if request.method == "GET":
            return HTMLResponse(show(visit, None))
        try:
            with processor.attempt():
                return RedirectResponse(act(visit) or str(request.url), status_code=SEE_OTHER)
        except ApiError as refusal:
            again = find(processor, kinds, request.path_params["id"], request.path_params["secret"])
            shown = show(Visit(processor=processor, item=again or item, said={}), str(refusal))
            return HTMLResponse(shown, status_code=refusal.status)


def find(processor: Processor, kinds: dict[str, str], id: str, secret: str) -> Json | None:  # noqa: A002  # Stripe's name
    """Return what an address is about, if its secret is right."""
    for kind, field in kinds.items():
        item = processor.store.get(kind, id)
        if item and hmac.compare_digest(str(item.get(field)).encode(), secret.encode()):
            return item
    return None
