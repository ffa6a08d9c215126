"""Is billing information anywhere but at the processor? All of it is said to a real server, and looked for everywhere.

It is said over HTTP, to `steward serve` with every logger at DEBUG: taken, refused, and while things fail. Then the
database, its write-ahead log, all files, what was printed, every mail, answer and page are searched, in many encodings.
What the search is worth, mistakes tell: they are planted in a copy of the source, and it has to find what they leak.
"""

import base64
import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import TypeInfo, TypeInfoVisitor, Visitor, get_named_type, is_leaf_type, parse, visit

from database_for_tests import migrated_folder
from graph.schema import graphql_schema
from tests.billing.canary.crawler import Crawler
from tests.billing.canary.forms import HASHES, found, hashed
from tests.billing.canary.places import Canary, Finding, Place, search
from tests.billing.canary.plants import MISTAKE, PLANTS, Plant
from tests.billing.canary.run import Run, run
from tests.billing.canary.values import COUNTRY, MARK, VALUES, errands, leaves


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """For one server after the other: only the first start is slow."""
    with migrated_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def sound(data: Path) -> Run:
    """What is left of the source as it is; but that a mistake in it breaks a request in the middle."""
    return run([MISTAKE], data)


@pytest.fixture(scope="module")
def planted(sound: Run, data: Path) -> Run:
    """What is left of the source with all mistakes in it; after `sound`, which would find their traces."""
    return run([*(plant.patch for plant in PLANTS), MISTAKE], data)


def test_there_is_a_value_for_each_field_that_is_write_only() -> None:
    assert leaves() == set(VALUES)
    assert set(errands()) == {"setBillingDetails", "setPaymentMethod"}


def test_p11_p12_p13_what_was_said_is_at_the_processor_and_nowhere_else(sound: Run) -> None:
    assert sound.findings == []
    said = [canary for canary in sound.canaries if canary.name in VALUES]
    assert [canary.name for canary in said if (canary.token or canary.text) not in sound.state] == []


def test_all_places_were_searched(sound: Run) -> None:
    assert {"output", "mail", "write-ahead log", "schema"} <= sound.places
    tables = {"billing_subscription", "billing_event", "procrastinate_jobs", "procrastinate_events", "database_cache"}
    assert {f"table {table}" for table in tables} <= sound.places
    assert any(place.startswith("file postgres/base/") for place in sound.places)
    assert {"answer of /account/ to an administrator", "answer of setPaymentMethod to who pays"} <= sound.places


def test_everything_was_logged_and_what_nobody_foresaw_with_its_trace(sound: Run) -> None:
    assert " DEBUG " in sound.printed
    assert "RuntimeError" in sound.printed
    assert "billing/actions.py" in sound.printed
    assert "STRIPE_LOG" not in sound.printed


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_a_mistake_is_found_where_it_is(planted: Run, sound: Run, plant: Plant) -> None:
    assert plant.finding in planted.findings
    assert plant.finding not in sound.findings


def test_what_a_table_has_is_found_in_the_files_of_the_database_too(planted: Run) -> None:
    leaked = [finding for finding in planted.findings if finding.what == "SetBillingDetailsInput.name"]
    assert {"write-ahead log", "file postgres/base/…/…"} <= {finding.where for finding in leaked}


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
    octets = hashlib.new(name, MARK.encode()).hexdigest().encode()
    assert hashed(octets, MARK) == [name]
    assert hashed(octets, f"{MARK}!") == []


@pytest.mark.parametrize("around", ["a\t%s\tb", "a\t%s\n", '{"country": "%s"}', "<dd>%s</dd>", "?country=%s&"])
def test_the_search_finds_a_short_word_only_where_it_stands_by_itself(around: str) -> None:
    canary = Canary(name="country", text=COUNTRY, token=None)

    def findings(text: str) -> list[Finding]:
        return search([Place(name="place", octets=text.encode())], [canary])

    assert findings(around % COUNTRY) == [Finding("country", "place", "word")]
    assert findings(around % f"A{COUNTRY}") == []


def test_an_answer_may_have_what_it_hands_out_and_no_other_place() -> None:
    canary = Canary(name="secret", text=MARK, token=MARK, told_by="here")
    places = [Place(name=name, octets=MARK.encode()) for name in ("here", "there")]
    assert search(places, [canary]) == [Finding("secret", "there", "plain")]


def test_the_crawler_comes_to_every_type_that_a_query_leads_to() -> None:
    crawler = Crawler(graphql_schema)
    crawler.learn('"con_1"')
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
