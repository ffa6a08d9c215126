"""What does somebody own who owns some of everything? And what do others beside them, which is not theirs?"""

from datetime import date

import worlds
from accounts.models import User
from contacts import actions
from contacts.models import Contact
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PhoneValue
from permissions.levels import Level

HIDDEN = "Xyzzyplugh"


def furnished(person: User) -> Contact:
    """Give somebody two of most things, with all that can be said of them; return the one of whom all is said."""
    tag, company = worlds.tag(person, "VIP; =friends"), worlds.company(person, "Ångström, Söhne & Co")
    said = {"first_name": "Zoë", "middle_name": "中", "last_name": 'O\'Neil "Z"', "prefix": "Dr.", "suffix": "II"}
    contact = worlds.contact(
        person,
        **said,
        nickname="=1+1",
        job_title="Captain\nof all",
        birthday=date(1990, 2, 28),
        website="example.org/ä",
        source="A fair",
        company=company,
        tags=[tag],
        emails=(EmailValue(address="Zoë@Example.org", label="work"), EmailValue(address="b@example.org")),
        phones=(PhoneValue(number="020 7946 0018", label="home"), PhoneValue(number="+49 30 901820")),
        addresses=(AddressValue(street="High St 1", city="Oslo", country="NO", label="home"), AddressValue(city="Å")),
    )
    worlds.contact(person, emails=(EmailValue(address="only@example.org"),))
    worlds.note(person, contact, "Line one\nline two \u2028 and 𝒜")
    worlds.note(person, company)
    with worlds.within(person):
        actions.update_company(
            company, CompanyValues(industry="Books", emails=(EmailValue(address="c@example.org"),)), actor=person
        )
        actions.update_contact(contact, ContactValues(source="A friend"), expected_version=1, actor=person)
    return contact


def beside(person: User) -> User:
    """Return a colleague who shares with the person, links their own to the person's, and keeps much to themselves."""
    other = worlds.user(person.account, "other")
    tag, company = worlds.tag(other, f"{HIDDEN} tag"), worlds.company(other, f"{HIDDEN} company")
    shared = worlds.contact(other, first_name=HIDDEN, company=company, tags=[tag])
    worlds.contact(other, first_name=f"{HIDDEN} alone")
    for record in (tag, company, shared):
        worlds.grant(record, person, Level.MANAGE)
    mine = worlds.contact(person, first_name="Mine", company=company, tags=[tag])
    worlds.grant(mine, other, Level.EDIT)
    worlds.note(other, mine, f"{HIDDEN} note")
    worlds.note(other, shared, f"{HIDDEN} note")
    return other
