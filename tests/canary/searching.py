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
    """Return every finding, each once. In files where a value is at home it is not looked for."""
    strayed, at_home = set(), set()
    for place in _joined(places):
        wanted = [canary for canary in canaries if place.is_text or not _is_home(place.name, canary.homes)]
        for canary, finding in _in(place, wanted):
            (at_home if _is_home(place.name, canary.homes) else strayed).add(finding)
    return Found(strayed=sorted(strayed), at_home=at_home)


def _joined(places: Iterable[Place]) -> Iterator[Place]:
    """Yield one place for all of a name: to look through many small ones takes much longer."""
    named: dict[tuple[str, bool], list[bytes]] = {}
    for place in places:
        named.setdefault((place.name, place.is_text), []).append(place.octets)
    for (name, is_text), octets in named.items():
        yield Place(name=name, octets=b"\n".join(octets), is_text=is_text)


@cache
def _is_home(place: str, homes: tuple[str, ...]) -> bool:
    return any(fnmatchcase(place, home) for home in homes)


def _in(place: Place, canaries: list[Canary]) -> Iterator[tuple[Canary, Finding]]:
    lower = place.octets.lower()
    marks = forms.found(place.octets, lower, MARK)
    digits = forms.digits(lower) if place.is_text else b""
    for canary in canaries:
        if canary.token is None:
            found = _whole(place, canary.text.encode())
        else:
            # Where the mark is in no form, nothing is that has it, and where it is in one, nothing is in another.
            among = marks if MARK in canary.token else None
            found = forms.found(place.octets, lower, canary.token, among) + forms.hashed(digits, canary.text)
        yield from ((canary, Finding(canary.name, place.name, form)) for form in found)


def _whole(place: Place, word: bytes) -> list[str]:
    """Find a word that stands by itself: as a column of a table, in quotes, in a tag, in an address."""
    pattern = rb"""[\t\n"'>=]""" + re.escape(word) + rb"""[\t\n"'<&]"""
    return ["word"] if place.is_text and re.search(pattern, place.octets) else []
