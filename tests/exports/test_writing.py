"""Is all that somebody owns in their archive, and nothing that is another's?"""

import csv
import json
import stat
from pathlib import Path
from zipfile import ZipFile

import worlds
from exports import layout
from exports.models import Archive, State
from exports.verifying import verify
from tests.exports.asking import asked, exported
from tests.exports.belongings import HIDDEN, beside, furnished


def read(archive: Path, name: str) -> list[dict]:
    with ZipFile(archive) as members:
        return [json.loads(line) for line in members.read(name).decode().split("\n")[:-1]]


def counts(archive: Path) -> dict[str, int]:
    return {file.name.partition("/")[2]: file.records for file in verify(archive).manifest.files}


def test_p16_everything_that_one_owns_is_in_the_archive() -> None:
    [zoe] = worlds.people("zoe")
    contact = furnished(zoe)
    archive = exported(zoe)
    assert counts(archive) == {
        "tags.jsonl": 1,
        "companies.jsonl": 1,
        "contacts.jsonl": 2,
        "notes.jsonl": 2,
        "contacts.csv": 2,
        "contacts.vcf": 2,
        "grants.jsonl": 0,
        "history.jsonl": 8,
        "notes_elsewhere.jsonl": 0,
    }
    [tag] = read(archive, layout.TAGS)
    [company] = read(archive, layout.COMPANIES)
    first, _ = read(archive, layout.CONTACTS)
    assert first.pop("createdAt") < first.pop("updatedAt")
    assert first == {
        "id": worlds.id_of(contact),
        "version": 2,
        "firstName": "Zoë",
        "middleName": "中",
        "lastName": 'O\'Neil "Z"',
        "prefix": "Dr.",
        "suffix": "II",
        "nickname": "=1+1",
        "jobTitle": "Captain\nof all",
        "birthday": "1990-02-28",
        "website": "https://example.org/ä",
        "source": "A friend",
        "company": company["id"],
        "tags": [tag["id"]],
        "emails": [{"address": "Zoë@Example.org", "label": "work"}, {"address": "b@example.org", "label": None}],
        "phones": [
            {"number": "020 7946 0018", "e164": "+442079460018", "label": "home"},
            {"number": "+49 30 901820", "e164": "+4930901820", "label": None},
        ],
        "addresses": [
            {"street": "High St 1", "city": "Oslo", "region": None}
            | {"postalCode": None, "country": "NO", "label": "home"},
            {"street": None, "city": "Å", "region": None, "postalCode": None, "country": None, "label": None},
        ],
    }
    assert [(note["contact"], note["company"]) for note in read(archive, layout.NOTES)] == [
        (worlds.id_of(contact), None),
        (None, company["id"]),
    ]


def test_p16_what_is_anothers_is_in_no_archive_though_it_is_shared() -> None:
    [zoe] = worlds.people("zoe")
    other = beside(zoe)
    archive = exported(zoe)
    with ZipFile(archive) as members:
        for name in members.namelist():
            assert HIDDEN not in members.read(name).decode(), name
    [mine] = read(archive, layout.CONTACTS)
    assert (mine["firstName"], mine["company"], mine["tags"]) == ("Mine", None, [])
    [grant] = read(archive, layout.GRANTS)
    assert grant == {"record": mine["id"], "level": "EDIT", "user": worlds.id_of(other), "name": other.username}
    created, *_ = read(archive, layout.HISTORY)
    assert (created["action"], created["after"]["tags"]) == ("contact:create", [])
    assert counts(exported(other))["contacts.jsonl"] == 2


def test_a_note_of_ones_own_on_what_is_anothers_is_shown_without_naming_that() -> None:
    zoe, ann = worlds.people("zoe", "ann")
    of_ann = worlds.contact(ann, first_name=HIDDEN)
    worlds.note(zoe, of_ann, "My words")
    archive = exported(zoe)
    [note] = read(archive, layout.NOTES_ELSEWHERE)
    assert note["body"] == "My words" and "contact" not in note
    assert counts(archive)["notes.jsonl"] == 0


def test_what_was_done_is_told_with_who_did_it() -> None:
    [zoe] = worlds.people("zoe")
    contact = furnished(zoe)
    told = [line for line in read(exported(zoe), layout.HISTORY) if line["record"] == worlds.id_of(contact)]
    assert [line["action"] for line in told] == ["contact:create", "contact:update"]
    assert (told[1]["before"], told[1]["after"]) == ({"source": "A fair"}, {"source": "A friend"})
    assert {line["user"] for line in told} == {worlds.id_of(zoe)}


def test_a_table_and_cards_are_what_other_programs_read() -> None:
    [zoe] = worlds.people("zoe")
    furnished(zoe)
    archive = exported(zoe)
    with ZipFile(archive) as members:
        table = list(csv.DictReader(members.read(layout.TABLE).decode().splitlines(keepends=True)))
        card = members.read(layout.CARDS).decode().partition("END:VCARD")[0]
    assert table[0]["company"] == "Ångström, Söhne & Co"
    assert table[0]["nickname"] == "'=1+1"  # no formula
    assert table[0]["phones"] == "+442079460018; +4930901820"
    unfolded = card.replace("\r\n ", "").split("\r\n")
    assert unfolded[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert r"FN:Dr. Zoë 中 O" in card
    assert r'N:O\'Neil "Z";Zoë;中;Dr.;II'.replace("\\'", "'") in unfolded
    assert r"TITLE:Captain\nof all" in unfolded
    assert r"ORG:Ångström\, Söhne & Co" in unfolded
    assert "TEL;TYPE=home;VALUE=uri:tel:+442079460018" in unfolded
    assert "BDAY:19900228" in unfolded
    assert r"CATEGORIES:VIP\; =friends" in unfolded
    assert max(len(line.encode()) for line in card.split("\r\n")) <= 75


def test_nobody_else_on_the_machine_reads_it() -> None:
    [zoe] = worlds.people("zoe")
    archive = exported(zoe)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not archive.with_suffix(".parts").exists()
    with worlds.within(zoe):
        row = Archive.objects.get()
    assert (row.state, row.bytes, row.done == row.total) == (State.COMPLETE, archive.stat().st_size, True)


def test_whoever_asks_again_before_it_is_finished_gets_the_same() -> None:
    [zoe] = worlds.people("zoe")
    assert asked(zoe).pk == asked(zoe).pk
