"""What is a search worth? It sees through encodings, knows hashes and short words; and the crawler comes everywhere."""

import base64
import codecs
import hashlib
from typing import Any

import pytest
from graphql import TypeInfo, TypeInfoVisitor, Visitor, get_named_type, is_leaf_type, parse, visit

from graph.schema import graphql_schema
from tests.canary.crawler import Crawler
from tests.canary.forms import HASHES, digits, found, hashed
from tests.canary.places import Place, columns
from tests.canary.searching import Canary, Finding, search
from tests.canary.values import MARK

WORD = "TK"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_the_search_reads_every_case_and_alphabet(encoding: str) -> None:
    for text in (MARK, MARK.upper(), f"é{MARK}"):
        octets = f"before {text} after".encode(encoding)
        assert found(octets, octets.lower(), MARK) != []
    others = f"before {MARK[:-1]} after".encode(encoding)
    assert found(others, others.lower(), MARK) == []


ENCODERS = {
    "backwards": lambda text: text[::-1],
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex().upper(),
    "percent": lambda text: "".join(f"%{ord(character):02X}" for character in text),
    "escapes": lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
    "references": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "ROT13": lambda text: codecs.encode(text, "rot13"),
}


@pytest.mark.parametrize("form", ENCODERS)
def test_the_search_sees_through_an_encoding_wherever_the_value_begins(form: str) -> None:
    for before in ("", "a", "ab", "abc"):
        octets = ENCODERS[form](f"{before}{MARK} after").encode()
        assert set(found(octets, octets.lower(), MARK)) == {form}


@pytest.mark.parametrize("name", HASHES)
def test_the_search_knows_what_is_hashed_of_a_value(name: str) -> None:
    octets = digits(f"before {hashlib.new(name, MARK.encode()).hexdigest()} after".encode())
    assert hashed(octets, MARK) == [name]
    assert hashed(octets, f"{MARK}!") == []


@pytest.mark.parametrize("around", ["a\t%s\tb", "a\t%s\n", '{"country": "%s"}', "<dd>%s</dd>", "?country=%s&"])
def test_the_search_finds_a_short_word_only_where_it_stands_by_itself(around: str) -> None:
    canary = Canary(name="country", text=WORD, token=None)

    def findings(text: str) -> list[Finding]:
        return search([Place(name="place", octets=text.encode())], [canary]).strayed

    assert findings(around % WORD) == [Finding("country", "place", "word")]
    assert findings(around % f"A{WORD}") == []


def test_what_is_at_home_has_not_strayed_and_is_told() -> None:
    canary = Canary(name="secret", text=MARK, token=MARK, homes=("answer of * to zoe",))
    places = [Place(name=f"answer of /account/ to {who}", octets=MARK.encode()) for who in ("zoe", "ann")]
    found = search(places, [canary])
    assert found.strayed == [Finding("secret", "answer of /account/ to ann", "plain")]
    assert found.at_home == {Finding("secret", "answer of /account/ to zoe", "plain")}


DUMP = r"""--
COPY public.contacts_tag (id, "name") FROM stdin;
1	VIP
2	\N
\.

COPY public.contacts_note (body) FROM stdin;
\.

-- the end
"""


def test_a_dump_is_read_column_by_column() -> None:
    read = {place.name: place.octets.decode().split("\n") for place in columns(DUMP)}
    assert read == {
        "schema": ["--", ""],
        "column contacts_tag.id": ["", "1", "2", ""],
        "column contacts_tag.name": ["", "VIP", r"\N", ""],
        "column contacts_note.body": ["", ""],
    }


def test_the_crawler_comes_to_every_type_that_a_query_leads_to() -> None:
    crawler = Crawler(graphql_schema)
    for named in ("Contact", "Company", "Note", "Tag"):
        crawler.learn(f'{{"__typename" : "{named}", "id" : "{named.lower()}_1"}}')
    asked: set[str] = set()

    class Types(Visitor):
        def enter_field(self, *_: Any) -> None:
            asked.add(get_named_type(types.get_type()).name)  # type: ignore[arg-type]  # every field has one

    for document in crawler.documents():
        types = TypeInfo(graphql_schema)
        visit(parse(document), TypeInfoVisitor(types, Types()))
    assert {named.name for named in outputs(graphql_schema.query_type)} - {"Query"} <= asked


def outputs(named: Any, seen: frozenset[Any] = frozenset()) -> frozenset[Any]:
    """Return a type, and all object types that its fields lead to."""
    if named in seen or is_leaf_type(named):
        return seen
    seen |= {named}
    for field in named.fields.values():
        seen = outputs(get_named_type(field.type), seen)
    return seen
