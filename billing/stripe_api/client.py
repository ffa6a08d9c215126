"""How is Stripe reached, and how does it fail? One client; each failure is a ProcessorError, in our own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import requests
import stripe
from django.conf import settings

API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 10
RETRIES_MAX = 2  # of the library: with the same key of idempotency

stripe.enable_telemetry = False


class ProcessorError(Exception):
    """The processor did not do what it was asked; `code` is Stripe's word for why, if it is one of its own."""

    def __init__(self, code: str | None = None, field: str | None = None) -> None:
        super().__init__(code or "")
        self.code, self.field = code, field


class Unavailable(ProcessorError):  # noqa: N818  # what happened, not what went wrong here
    """It could not be reached, was too slow, too busy or broken, or answered nonsense: later, perhaps."""


class Declined(ProcessorError):  # noqa: N818  # as above
    """The bank refused, or asks its customer first."""


class Refused(ProcessorError):  # noqa: N818  # as above
    """What was sent is wrong, or not ours to use."""


class Gone(Refused):
    """There is no such object."""


@lru_cache(maxsize=1)
def _client() -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_API_KEY,
        stripe_version=API_VERSION,
        base_addresses={"api": settings.STRIPE_API_ADDRESS} if settings.STRIPE_API_ADDRESS else None,
        max_network_retries=RETRIES_MAX,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=_session()),
    )


@lru_cache(maxsize=1)
def _session() -> requests.Session:
    # One of ours, so that it can be closed: by itself the library has one for each thread.
    return requests.Session()


def reset() -> None:
    """Forget the client: the settings name another key or address."""
    _session().close()
    _session.cache_clear()
    _client.cache_clear()


@contextmanager
def asking() -> Iterator[stripe.V1Services]:
    """Give the client; raise ProcessorError for every way in which Stripe can fail, without a word of what it said."""
    try:
        yield _client().v1
    except stripe.CardError as error:
        raise Declined(error.code) from None
    except (
        stripe.APIConnectionError,
        stripe.RateLimitError,
        stripe.AuthenticationError,
        stripe.PermissionError,
    ) as error:
        raise Unavailable(type(error).__name__) from None
    except stripe.InvalidRequestError as error:
        raise (Gone if error.code == "resource_missing" else Refused)(error.code, error.param) from None
    except stripe.IdempotencyError:
        raise Unavailable("idempotency") from None  # the same key for something else: the next try has another
    except stripe.StripeError as error:
        raise Unavailable(type(error).__name__) from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unavailable(type(error).__name__) from None  # an answer that is none


def keyed(key: str) -> Any:
    """Return the options of a request that is done once, however often it is sent with the key."""
    return {"idempotency_key": key}


def is_deleted(found: Any) -> bool:
    """Whether what was found is what Stripe leaves behind of what it has deleted."""
    return bool(found.to_dict().get("deleted"))
