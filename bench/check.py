"""Does everyone give the same records? Twenty people ask, also for what is not theirs; a difference ends it all."""

import base64
import json
import sys
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

from bench import say
from bench.requests import QUERIES, Person
from bench.systems import Running

VIEWERS = 20
VIEWERS_OF_THE_SLOW = 3


def same_records(up: dict[str, Running], asking: list[Person]) -> None:
    """Compare everyone with the first; return if nothing differs."""
    first, *others = up.values()
    compared = Counter[str]()
    for query in QUERIES:  # the writes last, for not all write to the same database
        for other in others:
            compared[other.system.title] += _compare(first, other, query, asking)
    for title, count in compared.items():
        say(f"{title}: {count} answers, the same records as {first.system.title}.")


def _compare(first: Running, other: Running, query: str, asking: list[Person]) -> int:
    if query not in first.system.queries or query not in other.system.queries:
        return 0
    people = _sample(asking, VIEWERS_OF_THE_SLOW if other.system.is_slow else VIEWERS)
    if query in ("point", "mutation"):
        people += [_stranger(person, asking) for person in people]
    for person in people:
        expected, found = (records(running, query, person) for running in (first, other))
        if expected != found:
            names = f"{first.system.title} and {other.system.title}"
            sys.exit(f"{names} differ on {query} for {person}:\n{_difference(expected, found)}")
    return len(people)


def records(running: Running, query: str, person: Person) -> Any:
    """Return what somebody gets, in a form that does not depend on who answers."""
    answer = ask(running, query, person)
    if answer.get("errors"):
        sys.exit(f"{running.system.title} answered {query} for {person} with {str(answer)[:1000]}")
    data = answer["data"]
    if query == "mutation":
        made = data["createNote"] or {}
        return _plain(made.get("note", made or None), "note")
    return _plain(data, "")


def ask(running: Running, query: str, person: Person) -> dict[str, Any]:
    """Return the whole answer."""
    header, path, body = running.system.dialect.line(query, person).split("\t")
    headers = {"Content-Type": "application/json", **dict([header.split(": ", 1)])}
    request = urllib.request.Request(f"http://127.0.0.1:{running.port}{path}", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        return {"errors": [f"{error} {error.read()!r}"]}
    return found


def _difference(expected: Any, found: Any) -> str:
    """Return the first line that differs of the two, written out."""
    both = (json.dumps(records, default=str, indent=1).splitlines() for records in (expected, found))
    differing = (f"{line} / {other}" for line, other in zip(*both, strict=False) if line != other)
    return next(differing, "one has more")


def _sample(asking: list[Person], count: int) -> list[Person]:
    return asking[:: len(asking) // count][:count]


def _stranger(person: Person, asking: list[Person]) -> Person:
    """Return the person asking for what most likely somebody else alone may see."""
    other = asking[(person.n * 7 + 1) % len(asking)]
    return replace(person, seen=other.edited, edited=other.edited)


def _plain(value: Any, name: str) -> Any:
    match value:
        case {"edges": list(edges)}:
            return _page(value, [edge["node"] for edge in edges])
        case {"nodes": list(nodes)}:
            return _page(value, nodes)
        case {"tag": tag}:
            return _plain(tag, "tag")
        case dict():
            return {key: _plain(member, key) for key, member in value.items()}
        case list():
            return _records(value, name)
    return _key(value) if name == "id" else value


def _page(page: dict[str, Any], nodes: list[Any]) -> Any:
    """Return the records alone, unless more is told of the page."""
    told = page.get("pageInfo", page)
    more, total = told.get("hasNextPage"), page.get("totalCount")
    found = _records(nodes, "")
    return found if (more, total) == (None, None) else {"records": found, "more": more, "total": total}


def _records(values: list[Any], name: str) -> list[Any]:
    """Return the records of a list without those that are hidden; of tags by name, for not everybody orders them."""
    found = [record for value in values if (record := _plain(value, name)) is not None]
    return (
        sorted(found, key=str)
        if all(isinstance(record, dict) and record.keys() == {"name"} for record in found)
        else found
    )


def _key(value: str) -> UUID:
    """con_0192…, Q29udGFjdDow… and 0192…-… are all a key."""
    if "_" in value:
        return UUID(value.partition("_")[2])
    if "-" in value:
        return UUID(value)
    return UUID(base64.b64decode(value).decode().partition(":")[2])
