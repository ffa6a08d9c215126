"""What is asked? Five queries, each put in every system's own words, by 3,000 prepared requests of 991 people."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import psycopg

from database.sealing import SESSION_COOKIE, seal
from tokens import secret

QUERIES = ("point", "list", "deep", "filter", "mutation")
FOLDER = Path(__file__).parent / "queries"
TYPICAL = "SELECT n, cookie, seen, edited, prefix, session_key FROM bench.request ORDER BY n"


@dataclass(frozen=True)
class Person:
    """A row of bench.request: whose cookie, and what this request is about."""

    n: int
    cookie: str
    seen: UUID
    edited: UUID
    prefix: str
    session_key: str


@dataclass(frozen=True)
class Dialect:
    """How a system wants to be asked: its documents, where they go, what its ids look like."""

    folder: str
    path: str
    encode: Callable[[UUID], str]
    is_graphql: bool = True
    is_ours: bool = False
    by_token: bool = False

    def header(self, person: Person) -> str:
        """Return the header that says who asks; peers take the session's id as it is."""
        if self.by_token:
            return f"Authorization: Bearer {token(person.cookie)}"
        session_id = person.cookie
        return f"Cookie: steward_session={seal(session_id, purpose=SESSION_COOKIE) if self.is_ours else session_id}"

    def line(self, query: str, person: Person) -> str:
        """Return a request as wrk.lua reads it."""
        return f"{self.header(person)}\t{self.path.format(query=query)}\t{self.body(query, person)}"

    def body(self, query: str, person: Person) -> str:
        """Return what is posted: without GraphQL, the path says what is asked and the variables are all there is."""
        variables = self.variables(query, person)
        return json.dumps({"query": self.document(query), "variables": variables} if self.is_graphql else variables)

    def document(self, query: str) -> str:
        """Return the text of a query."""
        return _text(FOLDER / self.folder / f"{query}.graphql")

    def variables(self, query: str, person: Person) -> dict[str, str]:
        """Return the variables of a query."""
        match query:
            case "point":
                return {"id": self.encode(person.seen)}
            case "filter":
                return {"prefix": person.prefix}
            case "mutation":
                return {"id": self.encode(person.edited), "body": f"Written while measuring, {person.n}."}
        return {}


def _global_id(key: UUID) -> str:
    return base64.b64encode(f"Contact:{key}".encode()).decode()


def _public_id(key: UUID) -> str:
    return f"con_{key.hex}"


def token(cookie: str) -> str:
    """Return the personal token of whoever has this session: it depends on it alone, so nobody has to keep it."""
    number = int.from_bytes(hashlib.sha256(cookie.encode()).digest())
    random = "".join(secret.ALPHABET[number // 62**place % 62] for place in range(secret.RANDOM_LENGTH))
    return f"{secret.PERSONAL}{random}{secret.checksum(random)}"


STEWARD = Dialect("steward", "/graphql", _public_id, is_ours=True)
STEWARD_BY_TOKEN = Dialect("steward", "/graphql", _public_id, is_ours=True, by_token=True)
RAW = Dialect("steward", "/{query}", _public_id, is_graphql=False, is_ours=True)
GRAPHENE_NAIVE = Dialect("graphene-naive", "/naive", _global_id)
GRAPHENE_TUNED = Dialect("graphene-tuned", "/tuned", _global_id)
STRAWBERRY = Dialect("strawberry", "/strawberry", _global_id)
POSTGRAPHILE = Dialect("postgraphile", "/graphql", str)
MERCURIUS = Dialect("mercurius", "/graphql", str)


def people(connection: psycopg.Connection) -> list[Person]:
    """Return the people whose requests are prepared."""
    return [Person(*row) for row in connection.execute(TYPICAL)]


def prepare(file: Path, dialect: Dialect, query: str, asking: list[Person]) -> Path:
    """Write the prepared requests of a query to a file for wrk.lua."""
    file.write_text("".join(f"{dialect.line(query, person)}\n" for person in asking))
    return file


@cache
def _text(file: Path) -> str:
    """One line: indentation is not what is measured."""
    return " ".join(file.read_text().split())
