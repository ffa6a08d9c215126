"""What is a promise? A sentence of the policy as it can be tested."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A promise in our words, and what keeps it.

    `code` are files and folders, "graph/cards.py"; `tests` are files and parts of names,
    "tests/accounts/test_cookies.py::p20".
    """

    number: int
    heading: str
    words: str
    kept: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    missing: str | None = None  # what is not built yet; then nobody may say that it is kept

    @property
    def name(self) -> str:
        """P1 … P31."""
        return f"P{self.number}"
