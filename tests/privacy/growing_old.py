"""How is there something of each type that is as old as one wants? By the names of the rules."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models.functions import Now

import worlds
from accounts import joining
from accounts.models import Allowance, Invitation, KnownDevice, ReservedName, Session, User
from audit import register
from audit.models import Detail, DetailKind, Disclosure, Entry, Recipient
from audit.recording import _sealed
from billing.models import Event
from database.context import SETTING
from erasure.models import Erasure, Subject
from mail.classes import MailClass
from mail.models import MailLogEntry, Message, Outcome
from permissions.models import SupportCase
from permissions.support import cases
from tokens.models import AccessToken, Application, Authorization, DeviceGrant, Grant, PersonalToken, RefreshToken
from tokens.oauth_models import ClientType
from tokens.secret import digest
from told import settle

IsThere = Callable[[], bool]
Maker = Callable[[User, datetime], IsThere]


def _row(person: User, row: models.Model, **moments: datetime) -> IsThere:
    """Have a row be as old as that; return whether it is there."""
    found = type(row)._default_manager.filter(pk=row.pk)
    with worlds.within(person):
        assert not moments or found.update(**moments) == 1

    def is_there() -> bool:
        with worlds.within(person):
            return found.all().exists()

    return is_there


def application() -> Application:
    return Application.objects.create(name="Partner", client_type=ClientType.PUBLIC, redirect_uris=[], scopes=[])


def authorization(person: User, at: datetime, **columns: Any) -> Authorization:
    moments = {"created_at": at, "last_used_at": at, "expires_at": at}
    return Authorization.objects.create(user=person, application=application(), scopes=[], **(moments | columns))


def _access_token(person: User, at: datetime) -> IsThere:
    made = AccessToken.objects.get(token_checksum=digest(worlds.access_token(person)))
    return _row(person, made, expires=at)


def _code(person: User, at: datetime) -> IsThere:
    of = {"user": person, "application": application(), "redirect_uri": "", "version": 1}
    return _row(person, Grant.objects.create(code=uuid4().hex, expires=at, **of))


def _device_code(person: User, at: datetime) -> IsThere:
    of = {"client_id": application().client_id, "interval": 5, "expires": at}
    return _row(person, DeviceGrant.objects.create(device_code=uuid4().hex, user_code=uuid4().hex[:8], **of))


def disclosure(person: User, at: datetime) -> Disclosure:
    """Return a row of the register, as its owner alone could make it older."""
    record_id = uuid4()
    to = register.Reader(str(person.account_id), str(person.pk), Recipient.PERSONAL_TOKEN, None)
    with worlds.within(person):
        register.disclose("contact", record_id, reader=to)
    settle()
    with worlds.within(person):
        made = Disclosure.objects.get(record_id=record_id)
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(person.account_id)])
        cursor.execute("UPDATE audit_disclosure SET last_at = %s WHERE id = %s", [at, made.pk])
    return made


def _erasure_request(person: User, at: datetime) -> IsThere:
    of = {"subject": Subject.CONTACT, "subject_id": uuid4(), "requested_by": person, "secret_hash": ""}
    with worlds.within(person):
        made = Erasure.objects.create(account_id=person.account_id, requested_at=at, expires_at=at, **of)
    return _row(person, made)


def invitation(person: User, at: datetime) -> Invitation:
    made = worlds.invitation(person.account, person)
    _row(person, made, expires_at=at)
    return made


def _file(folder: Path, suffix: str, at: datetime) -> IsThere:
    file = folder / f"{uuid4().hex}{suffix}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file.exists


def mail_log_entry(person: User, at: datetime) -> MailLogEntry:
    said = {"mail_class": MailClass.TRANSACTIONAL, "subject": "Hello", "outcome": Outcome.SENT}
    with worlds.within(person):
        return MailLogEntry.objects.create(user=person, sent_at=at, **said)


def entry(person: User, at: datetime) -> Detail:
    """Return from where something was done then. The owner of the database alone could say that it was then."""
    of = {"account_id": person.account_id, "action": "contact:update", "record_id": person.pk, "user_id": person.pk}
    place, change = (_sealed(kind, person.pk, {"address": "192.0.2.1"}) for kind in ("ORIGIN", "CHANGES"))
    made = Entry(at=at, origin_seal=place.seal, changes_seal=change.seal, **of)
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(person.account_id)])
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_stamp")
        made.save(using="owner", force_insert=True)
        for one in (place, change):
            Detail.objects.using("owner").create(account_id=person.account_id, entry=made, **one._asdict())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_stamp")
    with worlds.within(person):
        return Detail.objects.get(entry=made, kind=DetailKind.ORIGIN)


def _personal_token(person: User, at: datetime) -> IsThere:
    made = PersonalToken.objects.get(digest=digest(worlds.token(person)))
    return _row(person, made, expires_at=at)


def _refresh_token(person: User, at: datetime) -> IsThere:
    of = authorization(person, at, expires_at=Now())
    made = RefreshToken.objects.create(
        user=person, application=of.application, authorization=of, token="", token_checksum=uuid4().hex, revoked=at
    )
    return _row(person, made)


def _registration(person: User, at: datetime) -> IsThere:
    name = uuid4().hex
    joining.register(joining.Registration(account=name, username=name, email=f"{name}@example.org"))
    made = User.objects.get(username=name)
    return _row(made, made, created_at=at)


def _session(person: User, at: datetime) -> IsThere:
    return _row(person, Session.objects.create(session_key=uuid4().hex, user=person, version=1, expire_date=at))


def support_case(person: User, at: datetime) -> SupportCase:
    made = worlds.case(person)
    with worlds.within(person):
        cases.close(made, actor=person)
    _row(person, made, closed_at=at)
    return made


MAKERS: dict[str, Maker] = {
    "access_tokens": _access_token,
    "allowances": lambda person, at: _row(person, Allowance.objects.create(holder=uuid4(), full_at=at)),
    "archive_files": lambda person, at: _file(settings.STEWARD_DATA / "archives", ".zip", at),
    "authorizations": lambda person, at: _row(person, authorization(person, at)),
    "billing_events": lambda person, at: _row(person, Event.objects.create(id=uuid4().hex, type="x", created_at=at)),
    "codes": _code,
    "device_codes": _device_code,
    "disclosures": lambda person, at: _row(person, disclosure(person, at)),
    "erasure_requests": _erasure_request,
    "invitations": lambda person, at: _row(person, invitation(person, at)),
    "known_devices": lambda person, at: _row(
        person, KnownDevice.objects.create(user=person, digest=uuid4().hex, seen_at=at)
    ),
    "mail_files": lambda person, at: _file(Path(settings.EMAIL_FILE_PATH), ".log", at),
    "mail_log": lambda person, at: _row(person, mail_log_entry(person, at)),
    "origins": lambda person, at: _row(person, entry(person, at)),
    "personal_tokens": _personal_token,
    "refresh_tokens": _refresh_token,
    "registrations": _registration,
    "reserved_names": lambda person, at: _row(person, ReservedName.objects.create(name=uuid4().hex, until=at)),
    "sessions": _session,
    "support_cases": lambda person, at: _row(person, support_case(person, at)),
    "unsent_mail": lambda person, at: _row(person, Message.objects.create(sealed="", created_at=at)),
}
