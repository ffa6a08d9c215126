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

TOLERANCE_SECONDS = 300
FUTURE_SECONDS = 60  # what two clocks differ

logger = logging.getLogger("steward.billing")


class NotTaken(Exception):  # noqa: N818  # an answer, not a failure
    """Why a webhook is refused: a word for the log."""


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Note an event, once; answer 200 also to one that was noted before, and 400 to what is none of Stripe's."""
    try:
        events.note([_read(request)])
    except NotTaken as error:
        logger.warning("A webhook was refused: %s", error)
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(status=HTTPStatus.OK)


def _read(request: HttpRequest) -> Arrived:
    body, signature = request.body, request.headers.get("Stripe-Signature", "")  # bounded, as every body
    if not verified(body, signature, settings.STRIPE_WEBHOOK_SECRETS, tolerance=TOLERANCE_SECONDS):
        raise NotTaken("not signed, or stale")
    if _signed_at(signature) > time.time() + FUTURE_SECONDS:  # which Stripe's library does not look at
        raise NotTaken("signed in the future")
    try:
        event = json.loads(body)
        if event["api_version"] != API_VERSION:
            raise NotTaken("of another version of the API")
        return arrived(event)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise NotTaken("not an event") from None


def _signed_at(signature: str) -> int:
    """ "t=1700000000,v1=…" -> 1700000000; of a signature that was verified."""
    return int(dict(part.split("=", 1) for part in signature.split(","))["t"])
