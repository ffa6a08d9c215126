"""Around one record: everybody of the matrix, signed in, with the grants of their row; what they see and change."""

import json
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
from django.utils import timezone
from guardian.shortcuts import assign_perm
from uuid_utils.compat import uuid7

import worlds
from accounts.actions import remove_team_member
from accounts.models import Invitation, Role, Team, User
from activities.models import Note
from api import Client
from contacts.actions import update_contact
from contacts.models import Company, Contact, Tag
from contacts.values import ContactValues
from exports.models import Archive, ArchiveImport
from graph import ids
from permissions.levels import Level
from permissions.models import Transfer
from permissions.sharing import unshare
from tests.permissions.kinds import DOOR, ID, Kind, Way, Write
from tests.permissions.matrix import NOBODY, is_foreign
from worlds import id_of

BESIDES = ("deactivated", "grantee", "other", "foreign other")
ROLES = {"admin": Role.ADMIN, "billing": Role.BILLING}


class Harbour:
    """An account's people, and another's, around one record of a kind."""

    def __init__(self, kind: Kind, server: str, clients: ExitStack) -> None:
        self.kind = kind
        self.home, self.abroad = worlds.account(), worlds.account()
        self.people = {viewer: self._person(viewer) for viewer in (*kind.rights, *BESIDES)}
        self.owner = self.people["owner"]
        self.clients = {viewer: clients.enter_context(Client(server, who)) for viewer, who in self.people.items()}
        self.clients["signed out"] = clients.enter_context(Client(server))
        self.teams = self._teams() if "former grantee" in self.people else {}
        User.objects.filter(pk=self.people["deactivated"].pk).update(is_active=False)
        self.parent = self._parent()
        self._hidden: dict[tuple[str, bool], bytes] = {}
        self._rows: worlds.Rows | None = None
        self.found = {"door": "", "id": "", "name": ""}
        self.missing = {"door": "", "id": ids.encode(kind.model, uuid7()), "name": f"Nobody {uuid7()}"}
        self._doors(self.fresh())

    def shown(self, way: Way) -> dict[str, bool]:
        """Return to which viewers the way shows the record."""
        self._hidden.clear()
        return {viewer: self._sees(viewer, way) for viewer in self.kind.rights}

    def done(self, write: Write) -> dict[str, list[tuple[str, str]]]:
        """Return with which refusals each viewer's write ends, as (code, field); none if it is done."""
        self._hidden.clear()
        self._rows = None
        return {viewer: self._refusals(viewer, write) for viewer in self.kind.rights}

    def fresh(self) -> Any:
        """Return the new record that is in the middle now, with the grants of the rows."""
        secret, self._rows = f"Secret {uuid7()}", None
        record = self._record(secret)
        name = record.username if isinstance(record, User) else secret
        self.found |= {"id": id_of(record), "name": name}
        return record

    def _sees(self, viewer: str, way: Way) -> bool:
        """Return whether the way shows the record; if not, the answer is as if there were none, to the byte."""
        answer = self.ask(viewer, way.query)
        if way.hidden is None:
            hidden = self._is_as_missing(viewer, way.query, answer)
        else:
            hidden = answer.json() == {"data": way.hidden}
        if not hidden:
            shown = json.dumps(way.shown).replace(ID, self.found["id"]).replace(DOOR, self.found["door"])
            assert answer.json() == {"data": json.loads(shown)}, (viewer, answer.text)
        return not hidden

    def _refusals(self, viewer: str, write: Write) -> list[tuple[str, str]]:
        """Return code and field of what is refused; then nothing changed, and the answer is as if there were no record.

        What is done changes the tables that it should and no other, and is written down; and there is a new record
        afterwards.
        """
        before = self._rows or self.all_rows()
        answer = self.ask(viewer, write.mutation)
        self._rows = self.all_rows()
        changed = {table for table, rows in self._rows.items() if rows != before[table]}
        refusals = answer.json()["data"]["write"]["userErrors"]
        expected = set() if refusals else write.changes | worlds.AUDIT.keys()
        assert changed == expected, (viewer, changed, answer.text)
        if not refusals:
            self.fresh()
        elif refusals[0]["field"] == write.field:
            assert self._is_as_missing(viewer, write.mutation, answer), (viewer, answer.text)
        return [(refusal["code"], refusal["field"]) for refusal in refusals]

    def ask(self, viewer: str, query: str, *, missing: bool = False) -> httpx.Response:
        """Return the answer to a document about the record, or about what is missing."""
        people = {"me": viewer, "grantee": "grantee", "other": "foreign other" if is_foreign(viewer) else "other"}
        variables = {name: id_of(self.people.get(person, self.owner)) for name, person in people.items()}
        variables |= (self.missing if missing else self.found) | {"new": f"New {uuid7()}"}
        asked = {name: value for name, value in variables.items() if f"${name}:" in query}
        answer = self.clients[viewer].ask(query, **asked)
        assert viewer in NOBODY or (answer.status_code == 200 and "errors" not in answer.json()), (viewer, answer.text)
        return answer

    def all_rows(self) -> worlds.Rows:
        return worlds.rows(self.owner, self.people["foreign other"])

    def _is_as_missing(self, viewer: str, query: str, answer: httpx.Response) -> bool:
        """Return whether an answer is what somebody of the viewer's account gets for what does not exist."""
        asked = (query, is_foreign(viewer))
        if asked not in self._hidden:
            self._hidden[asked] = self.ask(viewer, query, missing=True).content
        text = answer.text
        for name, value in self.found.items():
            text = text.replace(value, self.missing[name]) if value else text
        return text.encode() == self._hidden[asked]

    def _person(self, viewer: str) -> User:
        if viewer == "foreign agent":
            return worlds.agent()
        role = ROLES.get(viewer.removeprefix("foreign "), Role.MEMBER)
        of = self.abroad if is_foreign(viewer) else self.home
        return worlds.user(of, viewer.replace(" ", "-"), role=role, is_superuser=viewer.endswith("superuser"))

    def _teams(self) -> dict[str, Team]:
        """Return the team that everybody is in, and one for each level that it will be granted."""
        everybody = [person for viewer, person in self.people.items() if not is_foreign(viewer)]
        teams = {"everybody": worlds.team(self.owner, *everybody, name="Everybody")}
        for level in Level:
            teams[level.name] = self._left(f"member of {level.name} team", name=level.name)
        return teams

    def _left(self, *members: str, name: str) -> Team:
        """Return a team that the former member has been in."""
        former = self.people["former member"]
        team = worlds.team(self.owner, *(self.people[member] for member in members), former, name=name)
        with worlds.within(self.owner):
            return remove_team_member(team, former.pk, actor=self.owner)

    def _record(self, secret: str) -> Any:
        match self.kind.model.__name__:
            case "Contact":
                return self._granted(worlds.contact(self.owner, last_name=secret))
            case "Company":
                return self._granted(worlds.company(self.owner, secret))
            case "Tag":
                return self._granted(worlds.tag(self.owner, secret))
            case "Note":
                return worlds.note(self.owner, self.parent, secret)
            case "Team":
                return self._left("member", "grantee", name=secret)
            case "User":
                return self.owner
            case "Archive" | "ArchiveImport" | "Transfer" as name:
                return self._transferred() if name == "Transfer" else self._archived(self.kind.model)
            case "AuditLogEntry":
                return worlds.done(self.owner, secret)
            case "Invitation":
                return self._invited(secret)
        return self.home

    def _transferred(self) -> Transfer:
        """Return the one transfer that there is."""
        people = dict.fromkeys(("made_by", "from_user", "to_user"), self.owner)
        counts = dict.fromkeys(("companies", "contacts", "notes", "tags", "teams"), 0)
        with worlds.within(self.owner):
            return Transfer.objects.create(account=self.home, made_at=timezone.now(), **people, **counts)

    def _archived(self, model: Any) -> Archive | ArchiveImport:
        """Return an archive that the owner asked for, or an import."""
        now = timezone.now()
        times = {"requested_at": now, "expires_at": now + timedelta(days=7)}
        with worlds.within(self.owner):
            return model.objects.create(account=self.home, owner=self.owner, state="COMPLETE", **times)

    def _invited(self, username: str) -> Invitation:
        """Return the one invitation that there is."""
        with worlds.within(self.owner):
            Invitation.objects.filter(account=self.home).delete()  # the wall may be down
        return worlds.invitation(self.home, self.people["admin"], username)

    def _parent(self) -> Any:
        """Return what notes are on, if they are what this is about."""
        makers = {Contact: worlds.contact, Company: worlds.company}
        return self._granted(makers[self.kind.parent](self.owner)) if self.kind.parent else None

    def _granted(self, record: Any) -> Any:
        """Return the record with the grants of the rows; what was granted to the former grantee is taken back."""
        with worlds.within(self.owner):
            for level in Level:
                users = [f"user with {higher.name}" for higher in Level if level in higher.included]
                users += ["former grantee", "deactivated"] + ["grantee"] * (level is Level.VIEW)
                teams = [self.teams[higher.name].group for higher in Level if level in higher.included]
                assign_perm(level.codename(type(record)), [self.people[user] for user in users], record)
                assign_perm(level.codename(type(record)), teams, record)
            unshare(record, self.people["former grantee"], actor=self.owner)
        return record

    def _doors(self, record: Any) -> None:
        """Put the record behind a door that everybody in the account sees; and say which has nothing behind it."""
        match record:
            case Contact():
                door, no_door = worlds.company(self.owner), worlds.company(self.owner)
                with worlds.within(self.owner):
                    update_contact(record, ContactValues(), company=door, actor=self.owner)
            case Company():
                door, no_door = worlds.contact(self.owner, company=record, first_name="A"), worlds.contact(self.owner)
            case Tag():
                door, no_door = worlds.contact(self.owner, tags=[record], first_name="A"), worlds.contact(self.owner)
            case Note():
                door, no_door = self.parent, None
            case Team():
                door, no_door = self.people["member"], self.people["colleague"]
            case _:
                return
        for of_all in (door, no_door):
            if self.teams and of_all is not None and self.kind.parent is None:
                worlds.grant(of_all, self.teams["everybody"], Level.VIEW)
        self.found["door"] = id_of(door)
        self.missing["door"] = id_of(no_door) if no_door else ids.encode(type(door), uuid7())
