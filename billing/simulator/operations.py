"""What is a call? A method and a path, what it takes, and the function that does it; each resource lists its own."""

from collections.abc import Callable
from dataclasses import dataclass

from billing.simulator.parameters import Fields
from billing.simulator.processor import Processor
from billing.simulator.store import Json


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, read: `path` has the ids of its address, `given` its parameters."""

    processor: Processor
    path: dict[str, str]
    given: Json


@dataclass(frozen=True)
class Operation:
    """`Operation("POST", "/v1/customers/{customer}", UPDATE, update)`; every one takes `expand` besides."""

    method: str
    path: str
    takes: Fields
    do: Callable[[Call], Json]
