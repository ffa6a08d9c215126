"""Is every number of a card found, however it is written, and nothing else?"""

import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import billing.cards
from billing.cards import STRETCHES_MAX, holds_card, may_hold_card, note_refusal, texts
from billing.lookalikes import DATE
from tests.billing import slow_cards
from tests.billing.card_numbers import CARD, NUMBERS, numbered


def grouped(number: str, *sizes: int, by: str = " ") -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return by.join([*parts, number[start:]]).strip(by)


FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
WAYS = {
    "side by side": CARD,
    "in fours": grouped(CARD, 4, 4, 4),
    "in eights": grouped(CARD, 8),
    "as American Express prints it": grouped(NUMBERS["American Express"], 4, 6),
    "as Diners Club prints it": grouped(NUMBERS["Diners Club"], 4, 6),
    "19 digits": grouped(NUMBERS["UnionPay, 19 digits"], 6),
    "one by one": " ".join(CARD),
    "one by one, with dashes": "-".join(CARD),
    "dots": grouped(CARD, 4, 4, 4, by="."),
    "underscores": grouped(CARD, 4, 4, 4, by="_"),
    "dashes between blanks": grouped(CARD, 4, 4, 4, by=" - "),
    "en dashes": grouped(CARD, 4, 4, 4, by="–"),
    "no-break blanks": grouped(CARD, 4, 4, 4, by="\u00a0"),
    "narrow blanks": grouped(CARD, 4, 4, 4, by="\u202f"),
    "middle dots": grouped(CARD, 4, 4, 4, by="·"),
    "minus signs": grouped(CARD, 4, 4, 4, by="−"),
    "lines": grouped(CARD, 4, 4, 4, by="\n"),
    "lines of Windows": grouped(CARD, 4, 4, 4, by="\r\n"),
    "columns": grouped(CARD, 4, 4, 4, by="\t"),
    "full width": grouped(CARD, 4, 4, 4, by="-").translate(FULL_WIDTH),
    "Arabic digits": CARD.translate(str.maketrans("24", "٢٤")),
    "Devanagari digits": CARD.translate(str.maketrans("24", "२४")),
    "mathematical digits": CARD.translate(str.maketrans("24", "𝟐𝟒")),
    "superscripts": CARD.translate(str.maketrans("24", "²⁴")),
    "in circles": CARD.translate(str.maketrans("24", "②④")),
    "keycaps": "".join(f"{digit}\ufe0f\u20e3" for digit in CARD),
    "underlined": "".join(f"{digit}\u0332" for digit in CARD),
    "blanks of no width": "\u200b".join(CARD),
    "many of them": "4242" + "\u200b" * 50 + "424242424242",
    "word joiners": "\u2060".join(CARD),
    "soft hyphens": grouped(CARD, 4, 4, 4, by="\u00ad"),
    "NUL": "\0".join(CARD),
    "right to left": f"\u202e{CARD}\u202c",
    "digits behind": "4242 4242 4242 4242 123",
    "digits and date behind": "4242 4242 4242 4242 12/28 123",
    "digits before": "123 4242 4242 4242 4242",
    "a word at it": "Visa4242424242424242ok",
    "in a sentence": "Her card is 4242-4242-4242-4242, until May.",
    "a track": ";4242424242424242=28122011143300000000?",
    "behind a plus": "+4242424242424242",
    "JSON's escapes": r"\u0034\u00324242424242\u003424\u0032",
    "JSON's escapes of halves": json.dumps(CARD.translate(str.maketrans("24", "𝟐𝟒"))),
    "JSON's escapes of blanks": json.dumps(grouped(CARD, 4, 4, 4, by="\u202f")),
    "JSON's escapes of form feeds": json.dumps(grouped(CARD, 4, 4, 4, by="\f")),
    "JSON's escapes of backspaces": json.dumps("\b".join(CARD)),
    "JSON's escapes of lines": json.dumps(grouped(CARD, 4, 4, 4, by="\n")),
    "GraphQL's escapes": r"\u{34}\u{00032}424242424242\u{34}\u{32}",
    "GraphQL's escapes in JSON": json.dumps(r'{ node(id: "\u00342\u{34}2 4242 4242 4242") { id } }'),
    "GraphQL's escapes by JSON's": r"\u005cu0034\u005c\u0075\u0030\u0030\u0033\u0032424242424242\u00342",
}
SPARED = {
    "nothing": "",
    "twelve digits": "424242424242",
    "a wrong check digit": "4242 4242 4242 4241",
    "an IBAN": "DE89370400440532013000",
    "an IBAN in fours": "GB82 WEST 1234 5698 7654 32, of my bank",
    "an IBAN with a card's number in it": "DE65 4242 4242 4242 4242 00",
    "a phone number": "+49 1512 3456789",
    "a phone number with a card's number in it": "+49 1512 3456787",
    "a UUID with a card's number in it": "42424242-4242-4242-8abc-0192f3a1b2c3",
    "an id of ours with a card's number in it": "con_0192f3a4242424242424242d3a4b5c6d",
    "a digest": f"sha256:{'e' * 20}{CARD}{'a' * 28}",
    "a moment in milliseconds": "1764252118000",
    "a moment in microseconds": "1764252118000123",
    "a moment": "2026-11-27T14:01:58.123456Z",
    "more digits than a card has": f"{CARD}4242",
    "four blanks": grouped(CARD, 4, 4, 4, by="    "),
    "two dates": "25.03.2026 - 08.10.2026",
    "dates of ISO 8601": "2025-10-30 2025-11-02 2025-11-08",
    "a list": grouped(CARD, 4, 4, 4, by=", "),
    "two years": "2221-2224",
    "no issuer's": numbered("9" * 15),
    "a Visa of 14 digits": numbered("4" * 13),
    "Mastercard's last range and one": numbered("2721" + "0" * 11),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_it_knows_every_network(name: str) -> None:
    number = NUMBERS[name]
    assert slow_cards.is_issued(number)
    assert holds_card(number) and may_hold_card(number.encode())
    assert not holds_card(f"{number[:-1]}{(int(number[-1]) + 1) % 10}")


@pytest.mark.parametrize("name", WAYS)
def test_it_is_found_however_it_is_written(name: str) -> None:
    assert holds_card(WAYS[name])
    assert holds_card(f"Zoë: {WAYS[name]}.")
    assert may_hold_card(WAYS[name].encode())


@pytest.mark.parametrize("name", SPARED)
def test_what_is_none_is_spared(name: str) -> None:
    text = SPARED[name]
    assert not holds_card(text) and not may_hold_card(text.encode())
    assert holds_card(f"{text}, {CARD}") and holds_card(f"{CARD}, {text}")


@pytest.mark.parametrize(
    "text",
    [
        *("49 1512 3456787", "+0 49 1512 3456787", "+ 49 1512 3456787"),
        *("DE66 4242 4242 4242 4242 00", "D65 4242 4242 4242 4242 00", "DE65 4242 4242 4242 4242, 00"),
        *("25 03 2026 - 08 10 2026", "25.03-2026 - 08-10.2026", "1234 2025-10-30-4242.4242.4242.4242"),
        *("42424242-4242-4242-cabc-0192f3a1b2c3", "42424242-4242-4242", "con_0192f3a4242424242424242"),
    ],
)
def test_what_only_begins_like_it_is_not_spared(text: str) -> None:
    assert holds_card(text)


CARDS = st.builds(
    lambda beginning, rest, length: numbered((beginning + rest)[: length - 1]),
    st.sampled_from(["4", "51", "2221", "2720", "34", "37", "6011", "645", "36", "305", "3528", "62", "50", "67", "9"]),
    st.text("0123456789", min_size=19, max_size=19),
    st.integers(12, 20),
)
BETWEEN = st.one_of(
    st.sampled_from([" ", "-", ".", "  ", " - ", "    ", "–", "\u00a0", "\u200b", "\u2060 ", "\u0332", "\n", "\0"]),
    st.sampled_from([",", "/", "Ж", "(", "£"]),
)
WRITTEN = st.one_of(
    CARDS,
    st.builds(lambda number, sizes, by: grouped(number, *sizes, by=by), CARDS, st.lists(st.integers(1, 6)), BETWEEN),
    st.builds(lambda number: number.translate(FULL_WIDTH), CARDS),
    st.text("0123456789", max_size=9),
    st.text("0123456789 -٤", max_size=25),
)
TEXTS = st.lists(st.tuples(WRITTEN, BETWEEN), max_size=6).map(lambda parts: "".join(map("".join, parts)))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_it_is_what_the_definition_says(text: str) -> None:
    assume(not DATE.search(slow_cards.read(text)))
    assert holds_card(text) == slow_cards.holds_card(text)
    assert may_hold_card(text.encode()) >= holds_card(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_that_holds_a_card_passes_the_first_look(text: str) -> None:
    assume(not DATE.search(slow_cards.read(text)))
    body = json.dumps({"query": f"{{ node(id: {json.dumps(text)}) {{ id }} }}", "variables": {"text": text}})
    crowded = f"{'5 ' * 20}, {text}"
    if slow_cards.holds_card(text):
        assert may_hold_card(body.encode()) and holds_card(body)
        assert may_hold_card(json.dumps(text, ensure_ascii=False).encode())
    assert may_hold_card(crowded.encode()) >= slow_cards.holds_card(text)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How many stretches of digits were held against the issuers' ranges; none of them was one."""
    found: Counter[str] = Counter()

    def count(digits: str) -> bool:
        found[digits] += 1
        return False

    monkeypatch.setattr(billing.cards, "is_issued", count)
    return found


RANDOM = " ".join(random.Random(5).choices("0123456789", k=500_000))
LARGE = {
    "ones": ("1 " * 500_000, False),
    "zeros side by side": ("0" * 1_000_000, False),
    "fours side by side": ("4" * 1_000_000, False),
    "groups of twenty": (f"{'4' * 20} " * 50_000, False),
    "fours": ("4 " * 500_000, True),
    "random digits": (RANDOM, True),
}


@pytest.mark.parametrize("name", LARGE)
def test_of_a_million_characters_only_so_many_stretches_are_looked_at(name: str, looked_at: Counter[str]) -> None:
    text, is_taken_for_one = LARGE[name]
    assert holds_card(text) is is_taken_for_one
    assert looked_at.total() == (STRETCHES_MAX if is_taken_for_one else 0)


@pytest.mark.parametrize("by", ["", " ", " - ", "\u200b", ", "])
def test_the_work_grows_with_the_text_and_not_with_its_square(looked_at: Counter[str], by: str) -> None:
    totals = []
    for digits in (200, 400, 800):
        looked_at.clear()
        assert not holds_card(by.join(RANDOM[: 2 * digits : 2]))
        totals.append(looked_at.total())
        assert looked_at.total() <= 19 * digits
    assert totals[2] - totals[1] == pytest.approx(2 * (totals[1] - totals[0]), rel=0.2)
    assert (totals[0] > 0) is (by in (" ", " - "))


def test_names_and_numbers_of_json_are_texts_too() -> None:
    value: Any = {"a": [1, {"b": None}], CARD: True, "c": {"d": [[int(CARD)], 1.5]}, "e": "f"}
    assert set(texts(value)) == {"a", "1", "b", "None", CARD, "True", "c", "d", CARD, "1.5", "e", "f"}
    deep: Any = CARD
    for _ in range(5_000):
        deep = [deep]
    assert list(texts(deep)) == [CARD]


def test_refusals_are_counted_and_told_without_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="steward.cards"):
        note_refusal("/auth/here")
        note_refusal("/auth/there")
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("card number refused at /auth/here, refusals=")
    assert int(second.rpartition("=")[2]) == int(first.rpartition("=")[2]) + 1
