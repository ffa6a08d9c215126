"""Is what was said about a contact or company right? Each field's rule, and a name to show that is never empty."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.validation import clean_columns, clean_parts, display_name
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PhoneValue
from database.checks import Checks, clean_text
from database.refusals import Invalid

TODAY = datetime.now(UTC).date()
NAMES = ("prefix", "first_name", "middle_name", "last_name", "suffix")
TEXTS = (*NAMES, "nickname", "job_title", "source")


def cleaned(values: ContactValues | CompanyValues, *, country: str | None = "GB") -> dict[str, Any]:
    """Return columns and parts, parts as tuples of what is kept of them."""
    checks = Checks()
    columns = clean_columns(values, checks)
    parts = clean_parts(values, checks, country=country)
    checks.finish()
    kept = {"emails": ("address", "normalized", "label"), "phones": ("number", "e164", "label")}
    address = ("street", "city", "region", "postal_code", "country", "label")
    return columns | {
        name: [tuple(getattr(part, column) for column in kept.get(name, address)) for part in of_name]
        for name, of_name in parts.items()
    }


def refused(values: ContactValues | CompanyValues, *, country: str | None = "GB") -> list[tuple[str, str | None]]:
    """Return code and field of all that is wrong."""
    with pytest.raises(Invalid) as refusal:
        cleaned(values, country=country)
    return [(each.code.name, each.field) for each in refusal.value.refusals]


def test_a_text_is_kept_without_the_space_around_it() -> None:
    assert clean_text("  Zoë  Lee\n") == "Zoë  Lee"
    assert [clean_text(value) for value in (None, "", "  ", "\n\t")] == [None] * 4
    assert clean_text("x" * 200) == "x" * 200
    assert clean_text(f" {'𠀀' * 200} ") == "𠀀" * 200


@pytest.mark.parametrize("wrong", ["x" * 201, "a\0b", "\0", "\ud800", "Zo\udfff", "a\ud83d b"])
@pytest.mark.parametrize("field", TEXTS)
def test_a_text_that_is_too_long_or_none_is_refused(field: str, wrong: str) -> None:
    first, *rest = field.split("_")
    assert refused(ContactValues(**{field: wrong})) == [("INVALID", first + "".join(map(str.title, rest)))]
    assert cleaned(ContactValues(**{field: "x" * 200})) == {field: "x" * 200}


def test_what_is_not_mentioned_is_not_there_and_null_removes() -> None:
    assert cleaned(ContactValues()) == {}
    assert cleaned(ContactValues(first_name="Zoë", nickname=None, birthday=None, website="", emails=())) == {
        "first_name": "Zoë",
        "nickname": None,
        "birthday": None,
        "website": None,
        "emails": [],
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org", "https://example.org"),
        ("http://Example.org/a?b=c#d", "http://Example.org/a?b=c#d"),
        ("  example.org ", "https://example.org"),
        ("bücher.example/zoë", "https://bücher.example/zoë"),
        ("example.org:8080", "https://example.org:8080"),
    ],
)
def test_a_website_is_a_web_address(typed: str, kept: str) -> None:
    assert cleaned(ContactValues(website=typed)) == cleaned(CompanyValues(website=typed)) == {"website": kept}


@pytest.mark.parametrize(
    "wrong",
    [
        *("nowhere", "ftp://example.org", "javascript://alert(1)", "https://", "a b", "https://exa mple.org"),
        *("\ud800.org", f"https://example.org/{'x' * 2_000}"),
    ],
)
def test_what_is_no_web_address_is_refused(wrong: str) -> None:
    assert refused(ContactValues(website=wrong)) == refused(CompanyValues(website=wrong)) == [("INVALID", "website")]


def test_a_birthday_is_not_in_the_future() -> None:
    for day in (date(1, 1, 1), date(2000, 2, 29), TODAY, TODAY + timedelta(days=1)):
        assert cleaned(ContactValues(birthday=day)) == {"birthday": day}
    for day in (TODAY + timedelta(days=3), date(9999, 12, 31)):
        assert refused(ContactValues(birthday=day)) == [("INVALID", "birthday")]


@pytest.mark.parametrize(
    ("typed", "kept", "normalized"),
    [
        ("zoe@example.org", "zoe@example.org", "zoe@example.org"),
        (" Zoe.Lee+Work@EXAMPLE.org ", "Zoe.Lee+Work@EXAMPLE.org", "zoe.lee+work@example.org"),
        ("zoë@bücher.example", "zoë@bücher.example", "zoë@bücher.example"),
        ("zoë@XN--BCHER-KVA.example", "zoë@XN--BCHER-KVA.example", "zoë@bücher.example"),
    ],
)
def test_an_email_address_is_kept_as_typed_and_normalised(typed: str, kept: str, normalized: str) -> None:
    assert cleaned(ContactValues(emails=(EmailValue(address=typed, label=" WORK "),))) == {
        "emails": [(kept, normalized, "WORK")]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        *("", " ", "zoe", "zoe@", "@example.org", "zoe@example", "zoe@@example.org", "zoe@[127.0.0.1]"),
        *("a b@example.org", "zoe@exa mple.org", "zoe\0@example.org", "zoe@\ud800.org"),
        *("z" * 254 + "@example.org", "zoe@" + "x" * 250 + ".org"),
    ],
)
def test_what_is_no_email_address_is_refused(wrong: str) -> None:
    right = EmailValue(address="zoe@example.org")
    values = ContactValues(emails=(right, EmailValue(address=wrong), right))
    assert refused(values) == [("INVALID", "emails.1")]


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 20 7946 0018", "GB", "+442079460018"),
        ("+44 20 7946 0018", None, "+442079460018"),
        ("+44 (0)20 7946 0018", "NO", "+442079460018"),
        ("22 86 44 00", "NO", "+4722864400"),
        ("(202) 456-1111", "US", "+12024561111"),
        ("００４４ ２０ ７９４６ ００１８", "DE", "+442079460018"),
    ],
)
def test_a_phone_number_is_read_as_the_accounts_country_writes_it(typed: str, country: str | None, e164: str) -> None:
    values = ContactValues(phones=(PhoneValue(number=f" {typed} ", label="HOME"),))
    assert cleaned(values, country=country) == {"phones": [(typed, e164, "HOME")]}


@pytest.mark.parametrize(
    ("wrong", "country"),
    [
        ("020 7946 0018", None),
        ("call me", "GB"),
        ("", "GB"),
        ("123", "GB"),
        ("+44 20 7946 0018 0018 0018", "GB"),
        ("+999 20 7946 0018", "GB"),
        ("1" * 300, "GB"),
        ("\0", "GB"),
        ("\ud800", "GB"),
    ],
)
def test_what_is_no_phone_number_is_refused(wrong: str, country: str | None) -> None:
    values = CompanyValues(phones=(PhoneValue(number="+442079460018"), PhoneValue(number=wrong)))
    assert refused(values, country=country) == [("INVALID", "phones.1")]


def test_an_address_says_something() -> None:
    oslo = AddressValue(street="Karl Johans gate 1 ", city="Oslo", postal_code="0154", country="no", label="HOME")
    assert cleaned(ContactValues(addresses=(oslo, AddressValue(country="GB")))) == {
        "addresses": [
            ("Karl Johans gate 1", "Oslo", None, "0154", "NO", "HOME"),
            (None, None, None, None, "GB", None),
        ]
    }
    wrong = [{}, {"label": "HOME"}, {"street": "  "}, {"country": "Norway"}, {"country": "XX"}, {"country": "\ud800"}]
    wrong += [{name: "x" * 201} for name in ("street", "city", "region", "postal_code")]
    wrong += [{"city": "a\0b"}, {"city": "Oslo", "label": "x" * 51}]
    values = CompanyValues(addresses=tuple(AddressValue(**fields) for fields in wrong))
    assert refused(values) == [("INVALID", f"addresses.{position}") for position in range(len(wrong))]


def test_there_are_at_most_fifty_parts_of_a_kind() -> None:
    emails = tuple(EmailValue(address=f"zoe{number}@example.org") for number in range(51))
    phones = (PhoneValue(number="+442079460018"),) * 51
    addresses = (AddressValue(city="Oslo"),) * 51
    fifty = cleaned(ContactValues(emails=emails[:50], phones=phones[:50], addresses=addresses[:50]))
    assert [len(parts) for parts in fifty.values()] == [50, 50, 50]
    values = ContactValues(emails=emails, phones=phones, addresses=addresses)
    assert refused(values) == [("INVALID", "emails"), ("INVALID", "phones"), ("INVALID", "addresses")]


def test_a_label_is_short() -> None:
    emails = tuple(EmailValue(address="zoe@example.org", label=label) for label in ("x" * 50, "", "x" * 51, "\0"))
    assert refused(ContactValues(emails=emails)) == [("INVALID", "emails.2"), ("INVALID", "emails.3")]


@pytest.mark.parametrize(
    ("columns", "emails", "phones", "shown"),
    [
        ({"first_name": "Zoë", "last_name": "Lee", "nickname": "Z"}, ["z@example.org"], [], "Zoë Lee"),
        (dict(zip(NAMES, ("Dr.", "Zoë", "M.", "Lee", "Jr."), strict=True)), [], [], "Dr. Zoë M. Lee Jr."),
        ({"last_name": "Lee"}, [], [], "Lee"),
        ({"nickname": "Z", "job_title": "Boss"}, ["z@example.org"], [], "Z"),
        ({"job_title": "Boss"}, ["z@example.org", "b@example.org"], ["+4722864400"], "z@example.org"),
        ({}, [], ["22 86 44 00", "1"], "22 86 44 00"),
        ({"job_title": "Boss"}, [], [], "Unnamed contact"),
    ],
)
def test_the_name_shown_is_the_best_there_is(
    columns: dict[str, str], emails: list[str], phones: list[str], shown: str
) -> None:
    assert display_name(columns, emails, phones) == shown


texts = st.one_of(st.none(), st.text(max_size=210), st.text(alphabet=" \t\n\u00a0\u2003", max_size=5))


@given(
    names=st.fixed_dictionaries(dict.fromkeys((*NAMES, "nickname"), texts)),
    emails=st.lists(st.one_of(st.emails(), st.text(max_size=20)), max_size=2),
    phones=st.lists(st.one_of(st.just("020 7946 0018"), st.text(max_size=20)), max_size=2),
)
def test_the_name_shown_is_never_empty(names: dict[str, str | None], emails: list[str], phones: list[str]) -> None:
    values = ContactValues(
        **names,
        emails=tuple(EmailValue(address=address) for address in emails),
        phones=tuple(PhoneValue(number=number) for number in phones),
    )
    try:
        kept = cleaned(values)
    except Invalid:
        return
    shown = display_name(kept, [email[0] for email in kept["emails"]], [phone[0] for phone in kept["phones"]])
    assert shown == shown.strip() != ""
    for name in NAMES:
        assert (kept[name] or "") in shown
