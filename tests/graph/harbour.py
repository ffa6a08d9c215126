"""Which world do the golden cases look at? A small one with names for all that is in it, seen by ada."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

import worlds
from accounts.actions import found_account
from accounts.models import User
from contacts.values import AddressValue, EmailValue, PhoneValue
from graph.ids import PREFIXES
from permissions.levels import Level

ID = re.compile(rf"\b({'|'.join(PREFIXES.values())})_[0-9a-f]{{32}}\b")
TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
CURSOR = re.compile(r'"[\w-]{50,}"', re.ASCII)


@dataclass(frozen=True)
class Harbour:
    """The records by name, "contact Zoë"; and the people."""

    ada: User
    ben: User
    records: dict[str, models.Model]

    def ids(self) -> dict[str, str]:
        """{"<contact Zoë>": "con_0192…"}."""
        return {f"<{name}>": worlds.id_of(record) for name, record in self.records.items()}

    def filled(self, text: str) -> Any:
        """Return the JSON of a text in which the names stand for ids."""
        for name, key in self.ids().items():
            text = text.replace(name, key)
        return json.loads(text)

    def named(self, text: str) -> str:
        """Return a text with the names of what is known, and <time>, <cursor> and <new …> for what is not."""
        for name, key in self.ids().items():
            text = text.replace(key, name)
        for person in (self.ada, self.ben):
            text = text.replace(person.username, person.username.rpartition("-")[0])
        return CURSOR.sub('"<cursor>"', TIME.sub("<time>", ID.sub(r"<new \1>", text)))


def harbour() -> Harbour:
    """ada and ben are in the team Sales; of ben's Smiths ada sees Max and, through the team, Eve, but not Ivy."""
    account = found_account("Harbour Books", country="GB")
    ada, ben = worlds.user(account, "ada"), worlds.user(account, "ben", role="ADMIN")
    User.objects.filter(pk=ada.pk).update(name="Ada")
    sales = worlds.team(ada, ben)
    acme = worlds.company(
        ada, "Acme", website="acme.example", industry="Books", emails=(EmailValue(address="office@acme.example"),)
    )
    beta = worlds.company(ben, "Beta")
    vip, old, secret = worlds.tag(ada, "VIP"), worlds.tag(ada, "old friend"), worlds.tag(ben, "secret")
    zoe = worlds.contact(
        ada,
        first_name="Zoë",
        last_name="Lee",
        job_title="Editor",
        birthday=date(1990, 2, 28),
        emails=(EmailValue(address="Zoe@Example.org", label="WORK"), EmailValue(address="z@example.net")),
        phones=(PhoneValue(number="020 7946 0018"),),
        addresses=(AddressValue(street="1 Quay", city="Hull", country="GB"),),
        company=acme,
        tags=[vip, old],
    )
    ase = worlds.contact(ada, first_name="Åse", nickname="50% off_")
    bob = worlds.contact(ada, first_name="Bob", last_name="Smith", birthday=date(2000, 1, 1), company=acme)
    max_ = worlds.contact(ben, first_name="Max", last_name="Smith", company=beta, tags=[secret])
    eve = worlds.contact(ben, first_name="eve", last_name="SMITH", birthday=date(1990, 2, 28))
    ivy = worlds.contact(ben, first_name="Ivy", last_name="Smith", company=beta)
    worlds.grant(max_, ada, Level.VIEW)
    worlds.grant(eve, sales, Level.EDIT)
    notes = {f"note {body}": worlds.note(ada, zoe, body) for body in ("called", "wrote", "met")}
    records = {
        "account": account, "user ada": ada, "user ben": ben, "team Sales": sales,
        "company Acme": acme, "company Beta": beta, "tag VIP": vip, "tag old": old, "tag secret": secret,
        "contact Zoë": zoe, "contact Åse": ase, "contact Bob": bob, "contact Max": max_, "contact Eve": eve,
        "contact Ivy": ivy,
        "note of Acme": worlds.note(ada, acme, "invoice"), "note of Max": worlds.note(ben, max_, "hi"),
    }  # fmt: skip
    return Harbour(ada=ada, ben=ben, records=records | notes)
