"""What can be said? Each text that a mutation or a form takes, with a value of its own, which is looked for."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type, is_list_type

from accounts.forms import AcceptInput, RegistrationInput
from graph.schema import graphql_schema
from graph.write_only import write_only_fields
from tests.canary.values import MARK

TEXTS = ("String", "Date")
# Texts that say nothing of anybody: words of ours, and addresses of machines.
WORDS = {
    *("CreatePersonalTokenInput.scopes", "CreatePersonalTokenInput.addresses", "CreatePersonalTokenInput.documents"),
    *("RegisterApplicationInput.scopes", "RegisterApplicationInput.redirectUris"),
    *("UpdateApplicationInput.scopes", "UpdateApplicationInput.redirectUris"),
}
# What takes texts without being a mutation: /auth/browser/v1/auth/signup and /auth/browser/v1/auth/invitation.
FORMS = {"RegistrationInput": RegistrationInput, "AcceptInput": AcceptInput}
# What is said beside: to allauth, to support, in mails and headers, and where something else was asked for.
BESIDE = {
    "another address": "email",
    "new password": "password",
    "wrong password": "password",
    "unknown name": "username",
    "browser": "label",
    "page before": "website",
    "answer of support": "text",
    "reason of support": "text",
    "subject of a mail": "text",
    "text of a mail": "text",
    "path": "label",
    "question": "label",
    "no id": "label",
    "no field": "username",
}
COUNTRIES = ("CC", "CX", "NF", "TK", "WF", "NU", "KM", "YT")  # that no test is of
BIRTHDAYS = ("1907-03-19", "1908-05-23")


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something said: "CreateContactInput.emails.address". `token` is what no encoding changes; None for a country."""

    name: str
    text: str
    token: str | None


def inputs() -> dict[str, list[str]]:
    """Return the texts that there are, by what takes them: {"CreateTagInput": ["name"]}; of parts "emails.address"."""
    assert graphql_schema.mutation_type is not None
    taken = {get_named_type(field.args["input"].type) for field in graphql_schema.mutation_type.fields.values()}
    found = {of.name: list(_texts(of)) for of in sorted(taken, key=str)}
    found |= {name: [field for field in form.base_fields if field != "key"] for name, form in FORMS.items()}
    return {name: texts for name, texts in found.items() if texts}


def everything() -> dict[str, Said]:
    """Return what is said in each of them, by its name."""
    names = [f"{of}.{text}" for of, texts in inputs().items() for text in texts]
    return {name: _said(name, names) for name in names} | {name: _beside(name, kind) for name, kind in BESIDE.items()}


def message(takes: str, said: dict[str, Said], change: Callable[[str], Any] = str, **ids: Any) -> dict[str, Any]:
    """Return an input with all that is said in it, each changed; and with `ids`."""
    return _message(graphql_schema.type_map[takes], takes, said, change) | ids


def form(name: str, said: dict[str, Said], change: Callable[[str], Any] = str) -> dict[str, Any]:
    """Return all that is said in a form of FORMS."""
    return {field: change(said[f"{name}.{field}"].text) for field in inputs()[name]}


def _message(of: Any, path: str, said: dict[str, Said], change: Callable[[str], Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, field in of.fields.items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            part = _message(inner, f"{path}.{name}", said, change)
            made[name] = [part] if _is_list(field) else part
        elif f"{path}.{name}" in said:
            made[name] = change(said[f"{path}.{name}"].text)
    return made


def _texts(of: Any, before: str = "") -> Iterator[str]:
    for name, field in of.fields.items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from _texts(inner, f"{before}{name}.")
        elif inner.name in TEXTS and f"{of.name}.{name}" not in WORDS | write_only_fields(graphql_schema):
            yield f"{before}{name}"


def _is_list(field: Any) -> bool:
    return is_list_type(getattr(field.type, "of_type", None)) or is_list_type(field.type)


def _said(name: str, names: list[str]) -> Said:
    kind = name.rpartition(".")[2]
    number = [other for other in names if other.endswith(f".{kind}")].index(name)
    match kind:
        case "country":
            return Said(name=name, text=COUNTRIES[number], token=None)
        case "birthday":
            return Said(name=name, text=BIRTHDAYS[number], token=BIRTHDAYS[number])
        case "phone" | "number":
            digits = f"442079460{len(kind)}{number:02}"
            return Said(name=name, text=f"+{digits}", token=digits)
    return _beside(name, kind)


def _beside(name: str, kind: str) -> Said:
    token = f"{MARK}{zlib.crc32(name.encode()):08x}"
    match kind:
        case "email" | "address":
            text = f"{token}@example.org"
        case "website":
            text = f"https://{token}.example/"
        case "password":
            text = f"three quiet {token} harbours at dawn"
        case "username" | "label":
            text = token
        case _:
            text = f'Zoë "{token}" & <Ångström>\'s'
    return Said(name=name, text=text, token=token)
