"""What is a mistake that would give a value away? A patch of the source, with where the search is to find it."""

from dataclasses import dataclass

from tests.canary.searching import Finding
from tests.canary.server import Patch


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A mistake, and one finding that only it can be the cause of."""

    name: str
    patch: Patch
    finding: Finding
