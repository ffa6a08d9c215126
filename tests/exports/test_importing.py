"""Does an import bring back all that was exported, and nothing else, to whoever owns nothing yet?"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as of_steward
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import worlds
from accounts.models import Account, User
from contacts.actions import created_by
from contacts.models import Company, Contact, Tag
from contacts.values import AddressValue, EmailValue, PartValues, PhoneValue
from database.refusals import Invalid, RefusalCode
from exports import importing, layout
from exports.packing import Member, Origin, pack
from exports.verifying import verify
from tests.exports.asking import exported, finished, imported, refusal, sent
from tests.exports.belongings import furnished

EXAMPLES = settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def emptied(person: User, *models: Any) -> None:
    """Delete all that somebody owns, or all of these models, so that it can come back."""
    for model in models or (Contact, Company, Tag):
        with worlds.within(person):
            found = list(model.objects.filter(owner=person))
        for record in found:
            worlds.delete(record)


def data(archive: Path) -> dict[str, bytes]:
    with ZipFile(archive) as members:
        return {name: members.read(name) for name in layout.DATA}


def test_p15_what_was_exported_comes_back_to_the_octet_and_is_the_importers() -> None:
    [zoe] = worlds.people("zoe")
    contact = furnished(zoe)
    archive = exported(zoe)
    ann = worlds.user(worlds.account(country="NO"))
    emptied(zoe)
    assert imported(ann, archive) == {"tags": 1, "companies": 1, "contacts": 2, "notes": 2}
    again = exported(ann)
    assert data(again) == data(archive)
    assert verify(again).manifest.data_sha256 == verify(archive).manifest.data_sha256
    with worlds.within(ann):
        back = Contact.objects.get(pk=contact.pk)
    assert (back.owner_id, back.created_by_id, back.updated_by_id) == (ann.pk,) * 3
    assert (back.display_name, back.version) == (contact.display_name, 2)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
TIMES = st.integers(0, 10**14).map(lambda number: BEGINNING + timedelta(microseconds=number))
LABELS = st.none() | st.sampled_from(["work", "home", "Ü;,\\"])
PHONES = ["+49 30 901820", "020 7946 0018", "+1 604 555 0100", "+39 06 6982", "+33 1 42 68 53 00", "+1 (212) 555-0123"]
PARTS = st.builds(
    PartValues,
    emails=st.lists(
        st.builds(EmailValue, address=st.sampled_from(["a@example.org", "Ä.b@Exämple.org"]), label=LABELS), max_size=3
    ).map(tuple),
    phones=st.lists(st.builds(PhoneValue, number=st.sampled_from(PHONES), label=LABELS), max_size=3).map(tuple),
    addresses=st.lists(
        st.builds(AddressValue, street=TEXTS, city=st.just("Å"), country=st.sampled_from(["NO", None]), label=LABELS),
        max_size=2,
    ).map(tuple),
)
CONTACTS = st.fixed_dictionaries(
    dict.fromkeys(("first_name", "last_name", "nickname", "job_title", "source"), TEXTS)
    | {
        "birthday": st.none() | st.dates(date(1, 1, 1), date(2020, 1, 1)),
        "website": st.sampled_from([None, "a.example"]),
    }
)
SKETCHES = st.lists(st.tuples(CONTACTS, PARTS, TIMES, st.booleans(), st.none() | TEXTS), max_size=5)


@EXAMPLES
@given(SKETCHES)
def test_p15_any_world_comes_back_to_the_octet(sketches: list[Any]) -> None:
    zoe, ann = worlds.user(worlds.account()), worlds.user(worlds.account(country=None))
    tag, company = worlds.tag(zoe, "Ω"), worlds.company(zoe, "C\u2028o")
    for said, parts, at, is_linked, body in sketches:
        links = {"company": company, "tags": [tag]} if is_linked else {}
        contact = worlds.contact(zoe, **said | {"first_name": said["first_name"] + "x"}, **vars(parts), **links)
        with worlds.within(zoe):
            Contact.objects.filter(pk=contact.pk).update(created_at=at, updated_at=at)
        if body and body.strip():
            worlds.note(zoe, contact, body)
    archive = exported(zoe)
    emptied(zoe)
    imported(ann, archive)
    assert data(exported(ann)) == data(archive)


def code_of(refused: pytest.ExceptionInfo[Invalid]) -> str:
    [refusal] = refused.value.refusals
    return refusal.code.name


def test_who_owns_something_imports_nothing() -> None:
    zoe, ann = worlds.user(worlds.account()), worlds.user(worlds.account())
    furnished(zoe)
    archive = exported(zoe)
    emptied(zoe)
    tag = worlds.tag(ann)
    before, files = worlds.rows(ann), list(archive.parent.iterdir())
    with pytest.raises(Invalid) as refused:
        sent(ann, archive)
    assert code_of(refused) == RefusalCode.ACCOUNT_NOT_EMPTY.name
    assert (worlds.rows(ann), list(archive.parent.iterdir())) == (before, files)
    worlds.delete(tag)
    imported(ann, archive)


def test_who_owns_something_by_the_time_of_the_import_imports_nothing() -> None:
    zoe, ann = worlds.user(worlds.account()), worlds.user(worlds.account())
    furnished(zoe)
    archive = exported(zoe)
    emptied(zoe)
    asked = sent(ann, archive)
    tag = worlds.tag(ann)
    assert finished(asked).code == RefusalCode.ACCOUNT_NOT_EMPTY.name
    with worlds.within(ann):
        assert not Contact.objects.exists()
    worlds.delete(tag)
    imported(ann, archive)


@pytest.mark.parametrize("where", ["the same account", "another"])
def test_what_is_here_already_is_not_made_twice(where: str) -> None:
    zoe = worlds.user(worlds.account())
    ann = worlds.user(zoe.account if where == "the same account" else worlds.account())
    contact = furnished(zoe)
    archive = exported(zoe)
    emptied(zoe, Company, Tag)  # one that is left is enough
    code, _ = refusal(ann, archive)
    assert code == RefusalCode.ARCHIVE_RECORDS_EXIST.name
    worlds.delete(contact)
    emptied(zoe)
    imported(ann, archive)


def test_what_was_altered_or_is_signed_by_nobody_known_is_refused(tmp_path: Path, monkeypatch) -> None:
    [zoe] = worlds.people("zoe")
    archive = exported(zoe)
    altered = tmp_path / "altered.zip"
    altered.write_bytes(archive.read_bytes()[:-1])
    with pytest.raises(Invalid) as refused:
        importing.opened(altered)
    assert code_of(refused) == RefusalCode.ARCHIVE_INVALID.name
    key = importing.opened(archive).key
    monkeypatch.setattr(of_steward, "SECRET_KEY", "another" * 10)
    with pytest.raises(Invalid) as refused:
        importing.opened(archive)
    assert code_of(refused) == RefusalCode.ARCHIVE_INVALID.name
    monkeypatch.setattr(of_steward, "ARCHIVE_KEYS", [key])
    importing.opened(archive)


def test_an_archive_of_a_newer_schema_is_not_for_here(monkeypatch: pytest.MonkeyPatch) -> None:
    [zoe] = worlds.people("zoe")
    monkeypatch.setattr(layout, "SCHEMA", 2)
    archive = exported(zoe)
    importing.opened(archive)
    monkeypatch.setattr(layout, "SCHEMA", 1)
    with pytest.raises(Invalid) as refused:
        importing.opened(archive)
    assert code_of(refused) == RefusalCode.ARCHIVE_NEWER.name


SOUND = {
    layout.TAGS: {"name": "A"},
    layout.COMPANIES: {"name": "A", "website": None, "industry": None, "tags": []},
    layout.CONTACTS: {
        **dict.fromkeys(("firstName", "middleName", "lastName", "prefix", "suffix", "nickname", "jobTitle")),
        **dict.fromkeys(("birthday", "website", "source", "company")),
        "tags": [],
    },
}
PREFIX = {layout.TAGS: "tag", layout.COMPANIES: "com", layout.CONTACTS: "con"}


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (layout.TAGS, {"name": " A"}),
        (layout.TAGS, {"name": ""}),
        (layout.TAGS, {"name": "A" * 201}),
        (layout.TAGS, {"name": None}),
        (layout.TAGS, {"name": 1}),
        (layout.TAGS, {"more": 1}),
        (layout.TAGS, {"version": 0}),
        (layout.TAGS, {"version": 2**31}),
        (layout.TAGS, {"createdAt": "2999-01-01T00:00:00.000000+00:00"}),
        (layout.TAGS, {"createdAt": "2020-01-01"}),
        (layout.TAGS, {"createdAt": "2020-01-01T00:00:00+00:00"}),
        (layout.COMPANIES, {"name": None}),
        (layout.COMPANIES, {"website": "javascript:alert(1)"}),
        (layout.COMPANIES, {"name": "A\0"}),
        (layout.COMPANIES, {"emails": [{"address": "none", "label": None}]}),
        (layout.COMPANIES, {"phones": [{"number": "1", "e164": "+1", "label": None}]}),
        (layout.COMPANIES, {"phones": [{"number": "+4930901820", "e164": "+4930901821", "label": None}]}),
        (layout.COMPANIES, {"phones": [{"number": "+4930901820", "e164": "+4930901820", "label": None}] * 51}),
        (layout.COMPANIES, {"addresses": [dict.fromkeys(("street", "city", "region", "country", "label"))]}),
        (layout.CONTACTS, {"birthday": "2999-01-01"}),
        (layout.CONTACTS, {"birthday": "1.1.2000"}),
    ],
)
def test_what_no_write_would_have_kept_is_refused_with_its_line(tmp_path: Path, member: str, said: dict) -> None:
    zoe = worlds.user(worlds.account())
    sound = signed(tmp_path, zoe, member, {})
    wrong = signed(tmp_path, zoe, member, said)
    code, message = refusal(zoe, wrong)
    assert code == RefusalCode.ARCHIVE_INVALID.name
    assert f"{member}, line 2," in message
    imported(zoe, sound)


@pytest.mark.parametrize("name", ["\0", "x" * 10_000], ids=["no text", "long"])
def test_a_line_that_cannot_be_quoted_is_refused_at_once_too(tmp_path: Path, name: str) -> None:
    zoe = worlds.user(worlds.account())
    code, message = refusal(zoe, signed(tmp_path, zoe, layout.CONTACTS, {"emails": [{name: 1}]}))
    assert (code, len(message) <= 510) == (RefusalCode.ARCHIVE_INVALID.name, True)
    assert f"{layout.CONTACTS}, line 2," in message


def signed(folder: Path, person: User, member: str, said: dict[str, Any]) -> Path:
    """Return an archive of two records of a member, of which the second says this."""
    known = {"version": 1} | dict.fromkeys(("createdAt", "updatedAt"), "2020-01-01T00:00:00.000000+00:00")
    hung = {} if member == layout.TAGS else {"emails": [], "phones": [], "addresses": []}
    ids = sorted(created_by(person) and worlds.uuid.uuid4().hex for _ in range(2))
    lines = [
        known | hung | SOUND[member] | {"id": f"{PREFIX[member]}_{key}"} | (said if number else {})
        for number, key in enumerate(ids)
    ]
    octets = b"".join(layout.canonical(line) + b"\n" for line in lines)
    given = {name: (octets, 2) if name == member else (b"", 0) for name in layout.DATA}
    file = folder / f"{len(list(folder.iterdir()))}.zip"
    members = [Member(name=name, records=count, chunks=[content]) for name, (content, count) in given.items()]
    origin = Origin(archive=f"arc_{'1' * 32}", account="acc_1", owner="usr_1", created="2026-01-02T03:04:05+00:00")
    pack(file, members, origin)
    return file


def test_p13_the_number_of_a_card_is_refused_where_it_is_not_taken() -> None:
    zoe, ann = worlds.user(worlds.account()), worlds.user(worlds.account())
    worlds.note(zoe, worlds.contact(zoe), "4242 4242 4242 4242")
    archive = exported(zoe)
    emptied(zoe)
    code, message = refusal(ann, archive)
    assert (code, "holds the number of a card" in message) == (RefusalCode.ARCHIVE_INVALID.name, True)
    assert "4242" not in message
    Account.objects.filter(pk=ann.account_id).update(allows_card_numbers=True)
    imported(ann, archive)


def test_it_is_written_down_once_with_how_many_came(tmp_path: Path) -> None:
    zoe = worlds.user(worlds.account())
    imported(zoe, signed(tmp_path, zoe, layout.TAGS, {}))
    from tests.audit.told import changes, entries, faults

    [made] = [entry for entry in entries(zoe) if entry.action == "archive:import"]
    assert changes(made)["after"] == {"tags": 2, "companies": 0, "contacts": 0, "notes": 0}
    assert (len(entries(zoe)), faults(zoe)) == (1, [])
