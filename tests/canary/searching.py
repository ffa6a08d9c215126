"""What is where it should not be? Each value is looked for in each place, in many forms, but where it belongs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from tests.canary import forms
from tests.canary.places import Place
from tests.canary.values import MARK


@dataclass(frozen=True, kw_only=True)
class Canary:
    """A value as it was said; `token` is the part of it that no encoding changes. None: the value is a short word.

    `homes` name the places where it belongs, "answer of * to its owner", if there are any.
    """

    name: str
    text: str
    token: str | None
    homes: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """What is where, and in which form."""

    what: str
    where: str
    form: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is where it does not belong, and which values are where, each at home."""

    strayed: list[Finding]
    at_home: set[Finding]


def search(places: Iterable[Place], canaries: list[Canary]) -> Found:
    """Return every finding, each once."""
    strayed, at_home = set(), set()
    for place in places:
        for canary, finding in _in(place, canaries):
            (at_home if _is_home(place.name, canary.homes) else strayed).add(finding)
    return Found(strayed=sorted(strayed), at_home=at_home)


@cache
def _is_home(place: str, homes: tuple[str, ...]) -> bool:
    return any(fnmatchcase(place, home) for home in homes)


def _in(place: Place, canaries: list[Canary]) -> Iterator[tuple[Canary, Finding]]:
    lower = place.octets.lower()
    marks = forms.found(place.octets, lower, MARK)
    for canary in canaries:
        for form in _forms(place, lower, canary, marks):
            yield canary, Finding(canary.name, place.name, form)


def _forms(place: Place, lower: bytes, canary: Canary, marks: list[str]) -> list[str]:
    if canary.token is None:
        return _whole(place, canary.text.encode())
    # Where the mark is in no form, nothing is that has it, and where it is in one, nothing is in another.
    found = forms.found(place.octets, lower, canary.token, marks if MARK in canary.token else None)
    return found + (forms.hashed(lower, canary.text) if place.is_text else [])


def _whole(place: Place, word: bytes) -> list[str]:
    """Find a word that stands by itself: as a column of a table, in quotes, in a tag, in an address."""
    pattern = rb"""[\t\n"'>=]""" + re.escape(word) + rb"""[\t\n"'<&]"""
    return ["word"] if place.is_text and re.search(pattern, place.octets) else []
