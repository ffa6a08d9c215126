"""What is done with Data? It is made, changed, shared, looked for, exported, deleted: with each value in each way."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from graph.schema import graphql_schema
from processes import eventually
from tests.canary.clients import Clients
from tests.privacy.canary.people import MEMBER, OUTSIDER, OWNER, READER
from tests.privacy.canary.said import Said, message

LISTS = ("contacts", "companies", "tags")
UNWRITABLE = "unwritable"  # a tag with it breaks the patched source, in a job
ARCHIVE = "{ viewer { archives { state downloadUrl } } }"


class Hosting:
    """The owner's records; `ids` are theirs, by kind."""

    def __init__(self, clients: Clients, said: dict[str, Said]) -> None:
        self.clients, self.said = clients, said
        self.ids: dict[str, str] = {}

    def host(self) -> None:
        """Make a record of each kind, share it, and change it."""
        self._create()
        reader = self.clients.ask(READER, "{ viewer { id } }")["data"]["viewer"]["id"]
        for kind in ("company", "contact", "tag"):
            self.told("shareRecord", recordId=self.ids[kind], userId=reader, level="VIEW")
        for kind in ("company", "contact", "note", "tag"):
            self.done("update", kind, id=self.ids[kind])

    def end(self) -> None:
        """Make one more contact, and delete it; have what there is be exported; have a contact's erasure be mailed."""
        spare = self.done("create", "contact")["contact"]["id"]
        self.told("deleteContact", id=spare)
        self.told("requestErasure", id=self.ids["contact"])
        self.done("create", "tag", who=READER, change=lambda text: f"{text} {UNWRITABLE}")
        self.told("exportArchive", who=READER)
        self.told("exportArchive")
        eventually(lambda: self._archive()["state"] == "COMPLETE", 60)
        assert self.clients.clients[OWNER].get(self._archive()["downloadUrl"]).status_code == 200

    def look_for(self) -> None:
        """Look for each value of each list, in variables and in the document, as the owner and as others."""
        for name in LISTS:
            of = get_named_type(graphql_schema.query_type.fields[name].args["filter"].type)  # type: ignore[union-attr]  # it has queries
            document = f"query($f: {of.name}) {{ {name}(first: 3, filter: $f) {{ nodes {{ id }} }} }}"
            for narrowed in self._filters(of, 1):
                for who in (OWNER, MEMBER, OUTSIDER):
                    found = self.clients.ask(who, document, f=narrowed)
                    assert "errors" not in found, found
                written = f"{{ {name}(first: 3, filter: {literal(narrowed)}) {{ nodes {{ id }} }} }}"
                assert "errors" not in self.clients.ask(OWNER, written), written

    def done(self, verb: str, kind: str, who: str = OWNER, change: Callable[[str], Any] = str, **ids: Any) -> Any:
        """Return what a mutation gives that is not refused: `done("update", "tag", id=…)`."""
        name = f"{verb}{kind.title()}"
        return self.told(name, who, **message(f"{name[0].upper()}{name[1:]}Input", self.said, change), **ids)

    def told(self, mutation: str, who: str = OWNER, **said: Any) -> Any:
        """Return the payload of a mutation that is not refused."""
        answer = self.clients.told(who, mutation, said)
        assert "errors" not in answer, answer
        assert answer["data"][mutation]["userErrors"] == [], answer
        return answer["data"][mutation]

    def _create(self) -> None:
        self.ids["tag"] = self.done("create", "tag")["tag"]["id"]
        tags = {"tagIds": [self.ids["tag"]]}
        self.ids["company"] = self.done("create", "company", **tags)["company"]["id"]
        linked = {"companyId": self.ids["company"], **tags}
        self.ids["contact"] = self.done("create", "contact", **linked)["contact"]["id"]
        self.ids["note"] = self.done("create", "note", contactId=self.ids["contact"])["note"]["id"]

    def _archive(self) -> Any:
        [archive] = self.clients.ask(OWNER, ARCHIVE)["data"]["viewer"]["archives"]
        return archive

    def _filters(self, of: Any, depth: int) -> Iterator[dict[str, Any]]:
        """Yield a filter by all fields that take a text, and one by those of each thing that hangs on it."""
        texts = [name for name, field in of.fields.items() if get_named_type(field.type).name == "TextFilter"]
        yield (
            {"or": [{name: {"in": self._values(name)}} for name in texts]}
            if "or" in of.fields
            else {name: {"in": self._values(name)} for name in texts}
        )
        for name, field in of.fields.items() if depth else ():
            inner = get_named_type(field.type)
            if isinstance(inner, GraphQLInputObjectType) and inner.name != of.name and _takes_texts(inner):
                yield from ({name: part} for part in self._filters(inner, depth - 1))

    def _values(self, name: str) -> list[str]:
        """Return what was said in fields of that name."""
        return [one.text for one in self.said.values() if one.name.endswith(f".{name}")] or [self.said["question"].text]


def _takes_texts(of: Any) -> bool:
    return any(get_named_type(field.type).name == "TextFilter" for field in of.fields.values())


def literal(value: Any) -> str:
    """Return a value as it is written in a document: {name: {in: ["Zoë"]}}."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False)
