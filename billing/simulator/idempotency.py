"""Has this been asked before? Stripe's rules: the same key and the same request get the same answer, also a bad one.

https://docs.stripe.com/api/idempotent_requests. What was refused before it began is not remembered: parameters that do
not exist, too many requests, a key that is in use. Keys are for POST, and are forgotten after a day.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from billing.simulator.errors import ApiError
from billing.simulator.processor import Processor
from billing.simulator.store import Json

KIND = "_key"
LENGTH_MAX = 255
KEPT_SECONDS = 86_400


@dataclass(frozen=True)
class Answer:
    """What a request is answered: a status, and JSON."""

    status: int
    body: Json


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request, and the key that it came with; none if it has none, or none is heeded."""

    key: str | None
    method: str
    path: str
    query: str
    body: str

    @property
    def fingerprint(self) -> str:
        """The same for the same request."""
        return hashlib.sha256(f"{self.method}\n{self.path}?{self.query}\n{self.body}".encode()).hexdigest()


@dataclass
class Keys:
    """The keys of requests that are being answered just now."""

    in_flight: set[str] = field(default_factory=set)

    @contextmanager
    def held(self, key: str | None) -> Iterator[None]:
        """Keep a key to ourselves. Raise ApiError (409) if somebody else has it."""
        if key is None:
            yield
            return
        if key in self.in_flight:
            raise ApiError(
                "There is currently another in-progress request using this Idempotent Key.",
                status=409,
                type="idempotency_error",
                code="idempotency_key_in_use",
            )
        self.in_flight.add(key)
        try:
            yield
        finally:
            self.in_flight.remove(key)


def remembered(processor: Processor, asked: Asked) -> Answer | None:
    """Return the answer that the key has had. Raise ApiError if it was for another request."""
    if asked.key is None:
        return None
    if len(asked.key) > LENGTH_MAX:
        raise ApiError(f"Idempotency keys are {LENGTH_MAX} characters long at most.")
    kept = processor.store.get(KIND, asked.key)
    if kept is None or kept["created"] < time.time() - KEPT_SECONDS:
        return None
    if kept["fingerprint"] != asked.fingerprint:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{asked.key}' if you meant to execute a different request.",
            type="idempotency_error",
        )
    return Answer(kept["status"], kept["body"])


def remember(processor: Processor, asked: Asked, answer: Answer) -> None:
    """Keep an answer, in the transaction of what it tells of: a crash keeps both or neither."""
    if asked.key is not None:
        kept = {"object": KIND, "id": asked.key, "created": time.time(), "fingerprint": asked.fingerprint}
        processor.store.put(kept | {"status": answer.status, "body": answer.body})
