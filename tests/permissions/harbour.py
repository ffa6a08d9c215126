"""Around one record: everybody of the matrix, each signed in, with the grants of their row; and what they change."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import worlds
from api import Client
from django.apps import apps
from django.db import connection
from uuid_utils.compat import uuid7

from accounts.actions import remove_team_member
from accounts.models import Account, Role, Session, Team, User
from activities.models import Note
from contacts.models import Company, Contact, Tag
from graph import ids
from permissions.levels import Level
from permissions.sharing import unshare
from tests.permissions.kinds import DOOR, ID, Kind, Way, Write
from tests.permissions.matrix import NOBODY, is_foreign

NAMES = ("id", "name", "door")
ROLES = {"admin": Role.ADMIN, "billing": Role.BILLING}
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if model is not Session and any(field.column == "account_id" for field in model._meta.fields)
)


class Harbour:
    """The people of an account, and some of another, around one record."""

    def __init__(self, kind: Kind, server: str, clients: ExitStack) -> None:
        self.kind = kind
        self.home, self.abroad = worlds.account(), worlds.account()
        self.people = {viewer: self._person(viewer) for viewer in (*kind.rights, "deactivated", "grantee", "other")}
        self.people["foreign other"] = worlds.user(self.abroad)
        self.clients = {viewer: clients.enter_context(Client(server, who)) for viewer, who in self.people.items()}
        self.clients["signed out"] = clients.enter_context(Client(server))
        self.owner = self.people["owner"]
        self.teams = self._teams() if "former grantee" in self.people else {}
        User.objects.filter(pk=self.people["deactivated"].pk).update(is_active=False)
        self.fresh()

    def fresh(self) -> None:
        """Put a new record in the middle, with the grants of the rows."""
        self.name, self.missing_name = f"Secret {uuid7()}", f"Nobody {uuid7()}"
        self.missing = ids.encode(self.kind.model, uuid7())
        # What has the grants: the record, or what a note is on; its neighbour that all see, and one without neighbour.
        record, self.door, self.no_door = _MAKERS[self.kind.name](self)
        self.id = key(record)
        if self.teams:
            self._grant(record.contact or record.company if isinstance(record, Note) else record)

    def names(self, viewer: str) -> dict[str, str]:
        """Return the variables that name the record, and those of people."""
        other = "foreign other" if is_foreign(viewer) else "other"
        people = {"other": other, "grantee": "grantee", "me": viewer if viewer not in NOBODY else "owner"}
        return {name: key(self.people[person]) for name, person in people.items()} | {
            "id": self.id,
            "name": self.name,
            "door": self.door,
        }

    def missing_names(self, viewer: str) -> dict[str, str]:
        """Return the same variables with an id, a text and a door that lead to no record."""
        return self.names(viewer) | {"id": self.missing, "name": self.missing_name, "door": self.no_door}

    def sees(self, viewer: str, way: Way) -> bool:
        """Return whether the way shows the record; what it shows to others must be what shows no record to anybody."""
        client, names = self.clients[viewer], self.names(viewer)
        answer = self._ask(client, way.query, names)
        if way.hidden is None:
            missing = self._ask(client, way.query, self.missing_names(viewer))
            hidden = self.without_names(answer) == missing.content
        else:
            hidden = answer.json() == {"data": way.hidden}
        if not hidden:
            assert answer.json() == {"data": self._filled(way.shown)}, (viewer, answer.text)
        return not hidden

    def does(self, viewer: str, write: Write) -> bool:
        """Return whether the write is done; if it is refused, nothing is changed, and it is as if there were none."""
        client, before = self.clients[viewer], self.rows()
        answer = self._ask(client, write.mutation, self.names(viewer))
        changed = frozenset(table for table, rows in self.rows().items() if rows != before[table])
        errors = answer.json()["data"]["write"]["userErrors"]
        if errors:
            assert not changed, (viewer, changed)
            missing = self._ask(client, write.mutation, self.missing_names(viewer))
            assert self.without_names(answer) == missing.content, (viewer, answer.text)
            assert [(error["code"], error["field"]) for error in errors] == [("NOT_FOUND", write.field)], viewer
            return False
        assert changed == write.changes, (viewer, changed)
        self.fresh()
        return True

    def rows(self) -> dict[str, tuple[int, str]]:
        """Return, of each table with an account, how many rows both accounts have there, and the hash of them all."""
        select = " UNION ALL ".join(
            f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t.id), '')) "
            f"FROM {table} t WHERE account_id = %(account)s"
            for table in TABLES
        )
        found: dict[str, Any] = {}
        for person in (self.owner, self.people["foreign other"]):
            with worlds.within(person), connection.cursor() as cursor:
                cursor.execute(select, {"account": person.account_id})
                for table, *rows in cursor.fetchall():
                    found[table] = (*found.get(table, ()), *rows)
        return found

    def without_names(self, answer: httpx.Response) -> bytes:
        """Return an answer's body with the names of the missing in the place of the record's."""
        body = answer.content
        for said, unsaid in ((self.id, self.missing), (self.name, self.missing_name), (self.door, self.no_door)):
            body = body.replace(said.encode(), unsaid.encode())
        return body

    def _ask(self, client: Client, query: str, names: dict[str, str]) -> httpx.Response:
        answer = client.ask(query, **{name: value for name, value in names.items() if f"${name}:" in query})
        assert answer.status_code == 200 and "errors" not in answer.json(), answer.text
        return answer

    def _filled(self, shown: Any) -> Any:
        return json.loads(json.dumps(shown).replace(ID, self.id).replace(DOOR, self.door))

    def _person(self, viewer: str) -> User:
        of = self.abroad if is_foreign(viewer) else self.home
        role = ROLES.get(viewer.removeprefix("foreign "), Role.MEMBER)
        return worlds.user(of, viewer.replace(" ", "-"), role=role, is_superuser=viewer.endswith("superuser"))

    def _teams(self) -> dict[str, Team]:
        """Return the teams that are granted each level, and the one that everybody is in."""
        teams = {
            level: worlds.team(self.owner, self.people[f"member of {level.name} team"], name=level.name)
            for level in Level
        }
        everybody = [person for viewer, person in self.people.items() if not is_foreign(viewer)]
        former = self.people["former member"]
        worlds.team(self.owner, *everybody, name="Everybody")
        with worlds.within(self.owner):
            for team in teams.values():
                team.add
        return teams
