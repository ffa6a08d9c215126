"""What is wrong with what was said? Texts are cleaned here, and every wrong field is named (P31)."""

import unicodedata
from collections.abc import Callable
from typing import TypeVar

from database.columns import is_text
from database.refusals import Invalid, Refusal, RefusalCode

TEXT_LENGTH_MAX = 200
BREAKS = ("Cc", "Zl", "Zp")  # control characters, and what ends a line or paragraph

T = TypeVar("T")


class Checks:
    """Collects what is wrong, so that one answer names all of it."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []

    def run(self, field: str, check: Callable[[], T]) -> T | None:
        """Return what `check` returns; note a ValueError against `field` and return None."""
        try:
            return check()
        except ValueError as error:
            self.refusals.append(Refusal(RefusalCode.INVALID, field, str(error)))
            return None

    def refuse(self, code: RefusalCode, field: str | None, message: str) -> None:
        """Note one more thing that is wrong."""
        self.refusals.append(Refusal(code, field, message))

    def finish(self) -> None:
        """Raise Invalid if anything was wrong."""
        if self.refusals:
            raise Invalid(*self.refusals)


def clean_text(value: str | None, *, length_max: int = TEXT_LENGTH_MAX) -> str | None:
    """ " Zoë " -> "Zoë", "" -> None; raise ValueError for text that is too long or cannot be stored."""
    text = (value or "").strip()
    if len(text) > length_max:
        raise ValueError(f"At most {length_max} characters.")
    if not is_text(text):
        raise ValueError("Not valid text.")
    return text or None


def clean_line(value: str | None) -> str | None:
    """Return the text as `clean_text` does; raise ValueError also for what is more than a line, such as a header."""
    text = clean_text(value)
    if text and any(unicodedata.category(character) in BREAKS for character in text):
        raise ValueError("One line, without control characters.")
    return text


def camel(name: str) -> str:
    """first_name -> firstName: the field as clients know it."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
