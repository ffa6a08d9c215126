"""What has somebody put in over the years? Companies and contacts as they were met, tagged and with notes on them."""

from random import Random

from accounts.models import User
from config.demo import people, texts, times
from config.demo.belongings import Belongings
from config.demo.cultures import HOME
from config.demo.people import chance
from contacts.models import Company, Contact, Tag

LINKED_SHARE = 0.6


class Years:
    """The two years of one owner up to `until`, kept in a country."""

    def __init__(self, owner: User, *, country: str, rng: Random, until: int) -> None:
        self._belongings = Belongings(owner, country=country, rng=rng, until=until)
        self._home, self._rng, self._until = HOME[country], rng, until
        self._tags: list[Tag] = []
        self._companies: list[Company] = []

    def fill(self, *, contacts: int, companies: int, tags: int) -> None:
        """Make so many records, and save them. Each links only to what is there by then."""
        moments = times.spread(tags + companies + contacts, self._rng, until=self._until)
        self._tags = [self._belongings.tag(name, made=next(moments)) for name in texts.TAGS[:tags]]
        turns = [self._meet_company] * companies + [self._meet_contact] * contacts
        self._rng.shuffle(turns)
        for turn, made in zip(turns, moments, strict=True):
            turn(made)
        self._belongings.store()

    def _meet_company(self, made: int) -> None:
        tags = self._rng.sample(self._tags, self._rng.choice((0, 0, 1, 2)))
        company = self._belongings.company(people.company(self._rng, self._home), tags=tags, made=made)
        self._companies.append(company)
        self._write_notes(self._rng.choice((0, 0, 1, 3)), company.name, made, company=company)

    def _meet_contact(self, made: int) -> None:
        contact = self._belongings.contact(
            people.contact(self._rng, self._home),
            company=self._rng.choice(self._companies) if self._companies and chance(self._rng, LINKED_SHARE) else None,
            tags=self._rng.sample(self._tags, self._rng.choice((0, 0, 1, 1, 2, 3))),
            made=made,
        )
        count = self._rng.choice((0, 0, 0, 1, 1, 2, 3, 6))
        self._write_notes(count, contact.first_name or contact.display_name, made, contact=contact)

    def _write_notes(self, count: int, name: str, made: int, **parent: Contact | Company) -> None:
        for _ in range(count):
            body = people.note(self._rng, name)
            self._belongings.note(body, made=times.later(made, self._rng, until=self._until), **parent)
