"""Which browser is this? Django's session store over `accounts.Session`, with the id hashed at rest.

The cookie holds a random id, sealed (accounts/cookies.py); the table holds its SHA-256, so a copy of the table signs
nobody in (P28). User, version and both time limits are columns: the first expression of every GraphQL statement checks
them (permissions/viewer.py). All else that a session knows is sealed in its row (P24).
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts.models import Session, User
from audit.recording import record
from database.context import inside
from database.sealing import SESSION_DATA, seal, unseal

SEEN_SECONDS = 60  # how often it is noted that a session is in use
IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
# allauth's key for how and when somebody proved who they are. Not imported: that would take the whole of allauth,
# which the benchmark's peers do without.
PROOFS_KEY = "account_authentication_methods"
SECOND_FACTOR, DEVICES = "mfa", ("totp", "webauthn")  # allauth's names for a code or a passkey; printed codes are none


def hashed(session_id: str) -> str:
    """The key under which the session with this id is stored: 64 hexadecimal digits."""
    return sha256(session_id.encode()).hexdigest()


def live(stored_key: str) -> QuerySet[Session]:
    """Return the session of this key, with its user, unless it has ended."""
    return _live().select_related("user").filter(session_key=stored_key)


def of(user: User) -> QuerySet[Session]:
    """Return the sessions of a person that have not ended, the last used first."""
    return _live().filter(user=user).order_by("-seen_at", "-created_at")


def _live() -> QuerySet[Session]:
    """The rule of permissions.viewer.who."""
    now = timezone.now()
    nobody_yet = Q(user=None)
    still_valid = Q(user__is_active=True, version=F("user__session_version"))
    return Session.objects.filter(nobody_yet | still_valid, expire_date__gt=now, seen_at__gt=now - IDLE)


@transaction.atomic(savepoint=False)
def end_session(session: Session, *, actor: User) -> None:
    """End a session of the actor's: its cookie is void."""
    _end(Session.objects.filter(pk=session.pk, user=actor))


@transaction.atomic(savepoint=False)
def end_other_sessions(kept: Session, *, actor: User) -> None:
    """End all sessions of the actor's but one."""
    _end(Session.objects.filter(user=actor).exclude(pk=kept.pk))


@transaction.atomic
def _end(sessions: QuerySet[Session]) -> None:
    """Delete sessions, and write down of those in which somebody was still signed in that they have ended."""
    keys = list(sessions.select_for_update().values_list("pk", flat=True))
    ended = _live().filter(pk__in=keys).exclude(user=None)
    for public_id, user_id, account_id in ended.values_list("public_id", "user_id", "user__account_id"):
        with inside(account_id):
            record("session:end", public_id, actor_id=user_id)
    Session.objects.filter(pk__in=keys).delete()


def authenticated_at(known: dict[str, Any]) -> datetime | None:
    """Return when somebody last proved who they are, by what a session knows; None if nobody did."""
    proofs = known.get(PROOFS_KEY)
    return datetime.fromtimestamp(proofs[-1]["at"], UTC) if proofs else None


def has_second_factor(known: dict[str, Any]) -> bool:
    """Return whether a code or a passkey was among what somebody proved who they are with."""
    proofs = known.get(PROOFS_KEY, ())
    return any(proof["method"] == SECOND_FACTOR and proof.get("type") in DEVICES for proof in proofs)


class SessionStore(db.SessionStore):
    """Django's database sessions, save that the stored key is a hash and that sign-in binds user and version."""

    device: str | None = None  # of the request
    _authenticated_at: datetime | None = None  # as it is stored

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        session = live(hashed(self.session_key or "")).first()
        if session is None:
            self._session_key = None
        elif session.seen_at < timezone.now() - timedelta(seconds=SEEN_SECONDS):
            Session.objects.filter(pk=session.pk).update(seen_at=timezone.now())
        return session

    def load(self) -> dict[str, Any]:
        known: dict[str, Any] = super().load()
        self._authenticated_at = authenticated_at(known)
        return known

    def rotate(self) -> None:
        """Have the session go on under another id: the cookie so far is void. Raise UpdateError if it has ended."""
        before = self.session_key or ""
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # Django's own, missing in its stubs
        if not Session.objects.filter(pk=hashed(before)).update(session_key=hashed(self._session_key)):
            raise UpdateError
        self.modified = True

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return what the session knows, sealed: whose it is, how and when they signed in."""
        return seal(self.serializer().dumps(session_dict).decode("latin-1"), purpose=SESSION_DATA)

    def decode(self, session_data: Any) -> dict[str, Any]:
        """Return what the session knows; nothing, if that was not sealed by us."""
        text = unseal(session_data, purpose=SESSION_DATA)
        return self.serializer().loads(text.encode("latin-1")) if text else {}

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        if session_id := session_key or self.session_key:
            _end(Session.objects.filter(session_key=hashed(session_id)))

    def save(self, must_create: bool = False) -> None:
        """Write the session; raise UpdateError if it has been ended meanwhile.

        Sign-in binds it to user and version. Who has proved once more who they are gets another id with it (P22).
        """
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # as above
        at = authenticated_at(data)
        columns: dict[str, Any] = {"session_data": self.encode(data), "has_second_factor": has_second_factor(data)}
        columns |= {"authenticated_at": at} if at else {}
        if must_create:
            columns |= {"expire_date": self.get_expiry_date(), "device": self.device}
            Session.objects.create(session_key=hashed(self.session_key), **columns)
        else:
            if SESSION_KEY in data and at != self._authenticated_at:
                self.rotate()
            if not Session.objects.filter(pk=hashed(self.session_key)).update(**columns):
                raise UpdateError
        self._authenticated_at = at
        if user_id := data.get(SESSION_KEY):
            self._bind(user_id)

    @transaction.atomic
    def _bind(self, user_id: Any) -> None:
        user = User.objects.only("account_id", "session_version").get(pk=user_id)
        session = Session.objects.filter(pk=hashed(self.session_key or ""))
        columns = {"user": user, "version": user.session_version}
        if session.filter(user=None).update(**columns, authenticated_at=Coalesce("authenticated_at", Now())):
            with inside(user.account_id):
                record("session:begin", session.get().public_id, actor_id=user.pk)
