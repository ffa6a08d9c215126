"""What are records called, for people? By their names, to who sees them; found by a name, an address or an id."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from config.pages.people import signed_in
from config.pages.reading import shown
from graph.arguments import NODES_MAX
from graph.errors import RequestError
from graph.ids import decode, encode

Names = dict[str, str]  # {"con_0192f3…": "Contact Zoë"}
BODY_LENGTH_MAX = 60  # of a note
NAMES = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
  ... on Account { name } ... on Company { name } ... on Contact { name } ... on Tag { name }
  ... on Note { name: body } ... on User { name: username }
} }"""
FOUND = """query($text: String!, $me: ID!) {
  contacts(first: 10, filter: {owner: {id: {eq: $me}}, or: [
    {name: {contains: $text}}, {emails: {address: {contains: $text}}}]}) { nodes { __typename id name } }
  companies(first: 10, filter: {owner: {id: {eq: $me}}, or: [
    {name: {contains: $text}}, {emails: {address: {contains: $text}}}]}) { nodes { __typename id name } }
}"""


def names(request: HttpRequest, ids: Iterable[str | None]) -> Names:
    """Return what records and people are called, as far as who is signed in sees them."""
    wanted = [each for each in dict.fromkeys(ids) if each and _is_id(each)][:NODES_MAX]
    nodes = shown(request, NAMES, ids=wanted)["nodes"] if wanted else []
    return {node["id"]: _called(node) for node in nodes if node and "name" in node}


def found(request: HttpRequest, text: str) -> Names:
    """Return contacts and companies of one's own that have the text in their name or e-mail address; or of that id."""
    if _is_id(text):
        return names(request, [text])
    lists = shown(request, FOUND, text=text, me=encode(User, signed_in(request).pk))
    return {node["id"]: _called(node) for each in lists.values() for node in each["nodes"]}


def in_words(fields: Iterable[str]) -> str:
    """["emails.address", "jobTitle"] -> "emails (address), job title"."""
    spaced = (re.sub(r"([A-Z])", r" \1", each).lower() for each in fields)
    return ", ".join(re.sub(r"\.(.*)", r" (\1)", each) for each in spaced)


def _is_id(text: str) -> bool:
    try:
        decode(text)
    except RequestError:
        return False
    return True


def _called(node: dict[str, Any]) -> str:
    name: str = node["name"]
    short = name if len(name) <= BODY_LENGTH_MAX else f"{name[:BODY_LENGTH_MAX]}…"
    return f"{node['__typename']} {short}"
