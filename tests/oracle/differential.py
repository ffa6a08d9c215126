"""Does anybody of a world get another answer from the compiler than from the oracle? Page by page, for every viewer."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.oracle.building import Guest, World
from tests.oracle.operations import Operation
from tests.oracle.sides import at, compare, cursor_at, is_too_much, lists_at, resolve

Ask = Callable[[Guest, str, dict[str, Any]], Any]


class Difference(AssertionError):  # noqa: N818  # it is what was looked for
    """An operation that the two sides answer differently."""


class Differential:
    """Asks both sides, and counts what came of it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.tally: Counter[str] = Counter()

    def check(self, world: World, operation: Operation) -> None:
        """Return if all agree; raise Difference."""
        self.tally["pairs"] += 1
        text, variables = resolve(world, operation.text), json.loads(resolve(world, operation.variables))
        for guest in world.guests:
            self._check(world, guest, text, variables, operation)

    def _check(self, world: World, guest: Guest, text: str, variables: dict[str, Any], operation: Operation) -> None:
        """Go through the pages. Each side is given its own cursors, from the same places of its own answers."""
        ours, theirs = variables, variables
        for pick in (*operation.picks, None):
            answer, expected = self.ask(guest, text, ours), self._expected(world, guest, text, theirs)
            if is_too_much(answer):
                self.tally["too much"] += 1
                return
            if different := compare(answer, expected):
                raise Difference(report(world, guest, text, ours, different))
            self._count(expected, operation, is_first=ours is variables)
            if pick is None or isinstance(expected, set):
                return
            pages = [path for path in lists_at(expected, operation.walk) if at(expected, path)["edges"]]
            if not pages:
                return
            path = pages[pick % len(pages)]
            ours, theirs = (
                turned(given, data, path, pick) for given, data in ((ours, answer["data"]), (theirs, expected))
            )

    def _expected(self, world: World, guest: Guest, text: str, variables: dict[str, Any]) -> Any:
        if guest.may_ask:
            return world.oracle.answer(guest.user, text, variables, guest.token)
        return world.oracle.refusal(text, variables) or {"UNAUTHENTICATED"}

    def _count(self, expected: Any, operation: Operation, *, is_first: bool) -> None:
        self.tally["asked"] += 1
        if isinstance(expected, set):
            self.tally.update(expected)
            self.tally["refused"] += expected != {"UNAUTHENTICATED"}
            return
        self.tally["data"] += 1
        self.tally["page found"] += any(_pages_in(expected))
        if not is_first:
            walked = (at(expected, path) for path in lists_at(expected, operation.walk))
            self.tally["later page"] += 1
            self.tally["later page found"] += any(page["edges"] for page in walked)


def _pages_in(data: Any) -> Iterator[bool]:
    """Yield for every list of records in an answer whether there is something in it."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if key in ("nodes", "edges") and isinstance(value, list):
            yield bool(value)
        for item in value if isinstance(value, list) else [value]:
            yield from _pages_in(item)


def turned(variables: dict[str, Any], data: Any, path: tuple[Any, ...], pick: int) -> dict[str, Any]:
    """Return the variables for the next page: `cursor` is of the last one, `until` stays where it was."""
    page = at(data, path)
    cursors = {"cursor": cursor_at(page, pick), "until": variables.get("until") or page["edges"][-1]["cursor"]}
    return variables | {name: cursor for name, cursor in cursors.items() if name in variables}


def report(world: World, guest: Guest, text: str, variables: dict[str, Any], different: str) -> str:
    """Return what to look at: who asked what, where the answers differ, and what there is in the viewer's account."""
    given = json.dumps(variables, ensure_ascii=False)
    asked = f"viewer: {guest.label} ({guest.user.pk})\n{text}\nvariables: {given}\n{different}"
    return "\n".join(("", asked, "", *described(world, guest)))


def described(world: World, guest: Guest) -> Iterator[str]:
    """Yield a line for each record, with what is not null, and for each grant."""
    for name in ("Team", "Membership", "Tag", "Company", "Contact", "Note"):
        for row in world.rows.of[name]:
            if row.account_id == guest.user.account_id:
                columns = (field.attname for field in row._meta.concrete_fields if field.attname != "account_id")
                given = {column: getattr(row, column) for column in columns if getattr(row, column) is not None}
                yield f"{name} {', '.join(f'{column} {value}' for column, value in given.items())}"
