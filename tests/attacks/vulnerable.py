"""What does a server look like in which an auditor finds everything? A few lines of graphql-core, on loopback."""

import json
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

from graphql import build_schema, execute_sync, parse, specified_rules, validate
from graphql.validation import MaxIntrospectionDepthRule, NoFragmentCyclesRule, OverlappingFieldsCanBeMergedRule

SCHEMA = build_schema("type Query { hello: String } type Mutation { hello: String }")
BOUNDS = (MaxIntrospectionDepthRule, NoFragmentCyclesRule, OverlappingFieldsCanBeMergedRule)
RULES = [rule for rule in specified_rules if rule not in BOUNDS]
Environ = dict[str, Any]


def application(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    """Answer one HTTP request (WSGI), as nobody should."""
    if environ["REQUEST_METHOD"] == "GET" and "text/html" in environ.get("HTTP_ACCEPT", ""):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<html><title>GraphiQL</title></html>"]
    try:
        asked = given(environ)
        answers = [answered(one["query"]) for one in (asked if isinstance(asked, list) else [asked])]
        body: Any = answers if isinstance(asked, list) else answers[0]
    except Exception:  # noqa: BLE001  # tells all of it
        body = {"errors": [{"message": traceback.format_exc()}]}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def given(environ: Environ) -> Any:
    """Return the request, in whatever form it came."""
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    if query:
        return query
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    header = Message()
    header["Content-Type"] = environ.get("CONTENT_TYPE", "")
    return (
        dict(parse_qsl(body)) if header.get_content_type() == "application/x-www-form-urlencoded" else json.loads(body)
    )


def answered(query: str) -> dict[str, Any]:
    """Return the answer to a query of whatever size."""
    document = parse(query)
    errors = validate(SCHEMA, document, RULES)
    if errors:
        return {"errors": [error.formatted for error in errors]}
    data = execute_sync(SCHEMA, document, {"hello": "world"}).data
    return {"data": data, "extensions": {"tracing": {"duration": 1}}}


class Quiet(WSGIRequestHandler):
    """Writes nothing down."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as overridden
        """Do nothing."""


@contextmanager
def vulnerable() -> Iterator[str]:
    """Hold a block in which the server runs; give its address."""
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(timeout=10)
