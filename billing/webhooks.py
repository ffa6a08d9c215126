"""How does the processor tell us? POST /stripe/webhook: verified, noted, answered; what it says is never believed.

What has changed is fetched anew by a job (billing/settling.py): webhooks come late, twice, in any order, or not at all.
"""

import json
import logging
import time
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import events
from billing.stripe_api.client import API_VERSION
from billing.stripe_api.events import Arrived, arrived, verified

BODY_LENGTH_MAX = 256 * 1024
TOLERANCE_SECONDS = 300
FUTURE_SECONDS = 60  # what two clocks differ

logger = logging.getLogger("steward.billing")


class NotTaken(Exception):  # noqa: N818  # an answer, not a failure
    """Why a webhook is refused: the status, and a word for the log."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Note an event, once; answer 200 also to one that was noted before."""
    try:
        events.note([_read(request)])
    except NotTaken as error:
        logger.warning("A webhook was refused: %s", error)
        return HttpResponse(status=error.status)
    return HttpResponse(status=HTTPStatus.OK)


def _read(request: HttpRequest) -> Arrived:
    if int(request.headers.get("Content-Length") or 0) > BODY_LENGTH_MAX:
        raise NotTaken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    body, signature = request.body, request.headers.get("Stripe-Signature", "")
    if not verified(body, signature, settings.STRIPE_WEBHOOK_SECRETS, tolerance=TOLERANCE_SECONDS):
        raise NotTaken(HTTPStatus.BAD_REQUEST, "not signed, or stale")
    if _signed_at(signature) > time.time() + FUTURE_SECONDS:  # which Stripe's library does not look at
        raise NotTaken(HTTPStatus.BAD_REQUEST, "signed in the future")
    try:
        event = json.loads(body)
        if event["api_version"] != API_VERSION:
            raise NotTaken(HTTPStatus.BAD_REQUEST, "of another version of the API")
        return arrived(event)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise NotTaken(HTTPStatus.BAD_REQUEST, "not an event") from None


def _signed_at(signature: str) -> int:
    """ "t=1700000000,v1=…" -> 1700000000; of a signature that was verified."""
    return int(dict(part.split("=", 1) for part in signature.split(","))["t"])
