"""How are both sides asked, and their answers compared? The compiler is asked by HTTP's own door."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

from graph.asgi import GraphQL
from tests.oracle.building import Guest, World
from tests.oracle.rows import PREFIXES, public_id

PLACEHOLDER = re.compile(r"<<(\w+) (\d+)>>")
HEADERS = ((b"host", b"127.0.0.1"), (b"content-type", b"application/json"))


class Compiler:
    """The application at /graphql, called as a server would call it, without a server."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.application = GraphQL()
        self.runner.run(self.application.startup())

    def close(self) -> None:
        """Close its connections."""
        self.runner.run(self.application.shutdown())
        self.runner.close()

    def answer(self, guest: Guest, text: str, variables: dict[str, Any]) -> Any:
        """Return the body of the answer."""
        body = json.dumps({"query": text, "variables": variables}).encode()
        given = [(name.encode(), value.encode()) for name, value in guest.headers.items()]
        scope = {"type": "http", "scheme": "http", "method": "POST", "headers": [*HEADERS, *given]}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        self.runner.run(self.application(scope, receive, send))
        return json.loads(sent[-1]["body"])


def resolve(world: World, text: str) -> str:
    """Return a text with the ids of the world's rows in place of what stands for them."""

    def found(match: re.Match[str]) -> str:
        rows, number = world.rows.of[match[1]], int(match[2])
        # The last number is for what is not there.
        return public_id(rows[number % len(rows)]) if rows and number < 20 else f"{PREFIXES[match[1]]}_{'0' * 32}"

    return PLACEHOLDER.sub(found, text)


def difference(left: Any, right: Any, path: str = "data") -> str | None:
    """Return where two answers differ and how, None if they do not. Cursors are each side's own, or null in both."""
    if isinstance(left, dict) and isinstance(right, dict) and list(left) == list(right):
        return next(filter(None, (difference(left[key], right[key], f"{path}.{key}") for key in left)), None)
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return next(filter(None, (difference(*pair, f"{path}[{place}]") for place, pair in pairs)), None)
    if isinstance(right, str) and right.startswith("oracle:"):
        right = left if isinstance(left, str) else right
    return None if left == right and type(left) is type(right) else f"{path}: compiler {left!r}, oracle {right!r}"


def compare(answer: Any, expected: Any) -> str | None:
    """Return how the compiler's answer differs from what the oracle expects: data, or one of several codes."""
    if isinstance(expected, set):
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        right = "data" not in answer and codes and codes <= expected
        return None if right else f"compiler {answer}, oracle refuses as {sorted(expected)}"
    return difference(answer["data"], expected) if set(answer) == {"data"} else f"compiler {answer}, oracle {expected}"


def is_too_much(answer: Any) -> bool:
    """Whether the compiler will not say, because it would cost too much; the oracle counts no points."""
    return {error["extensions"]["code"] for error in answer.get("errors", ())} & {
        "COST_EXCEEDED",
        "RATE_LIMITED",
    } != set()


def lists_at(data: Any, keys: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the paths, with positions, of all that lies behind response keys."""
    if not keys:
        yield ()
    elif isinstance(data, list):
        yield from ((place, *rest) for place, item in enumerate(data) for rest in lists_at(item, keys))
    elif isinstance(data, dict) and data.get(keys[0]) is not None:
        yield from ((keys[0], *rest) for rest in lists_at(data[keys[0]], keys[1:]))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    """Return what lies at a path."""
    for step in path:
        data = data[step]
    return data


def cursor_at(page: Any, pick: int) -> str:
    """Return a cursor of a page that has records: to go on where there is more, or one of its edges'."""
    info, edges = page["pageInfo"], page["edges"]
    if pick >= 3:
        return str(edges[pick % len(edges)]["cursor"])
    return str(info["endCursor"] if info["hasNextPage"] or not info["hasPreviousPage"] else info["startCursor"])
