"""What if a form, an address or what a program sends holds the number of a card? It is refused before anybody reads it.

POST /graphql is answered elsewhere, and refuses by its own rules (graph/cards.py).
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from billing.cards import holds_card, note_refusal
from config.logs import route

Answer = Callable[[HttpRequest], HttpResponseBase]

MESSAGE = (
    "This holds the number of a card, which is taken nowhere here. To pay, give the number to the payment processor."
)
# Of the addresses under /oauth/, the one that a person opens.
CONSENT = "/oauth/authorize"
# What others hand on is kept nowhere, and refusing it would lose what it tells of: the payment processor's events
# (billing/webhooks.py), and mail to the support address (config/receiving.py).
HANDED_ON = ("/stripe/webhook", "/mail/inbound")
# An archive is looked through line by line, when it is unpacked (config/importing.py).
PACKED = "/archives"


def middleware(get_response: Answer) -> Answer:
    """Answer 400 to a request that holds the number of a card, in the form that errors have at its address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path in (*HANDED_ON, PACKED) or not any(map(holds_card, _texts(request))):
            return get_response(request)
        note_refusal(route(request.path))
        return _refusal(request)

    return answer


def _texts(request: HttpRequest) -> Iterator[str]:
    """Yield the address, the body as it came, and what a form says in either; a form is of two kinds."""
    # Before `POST`, since some read the body of a form as JSON, and what was read in parts cannot be read again.
    yield request.body.decode(errors="replace")
    yield request.path
    for said in (request.GET, request.POST):
        for name, values in said.lists():
            yield from (name, *values)


def _refusal(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.BAD_REQUEST
    if request.path.startswith("/oauth/") and request.path != CONSENT:
        # RFC 6749, section 5.2, and those that refer to it.
        return JsonResponse({"error": "invalid_request", "error_description": MESSAGE}, status=status)
    if request.path.startswith("/auth/") or request.path == "/token-leaks":
        error = {"message": MESSAGE, "code": "card_number_refused"}
        return JsonResponse({"status": status, "errors": [error]}, status=status)
    return render(request, "card_number.html", {"message": MESSAGE}, status=status)
