"""What can be done with applications, and with whom people let in? Verbs; each is atomic, and says who does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit.recording import forget, record
from database.columns import is_text
from database.context import inside
from database.refusals import Invalid, NotFound, Refusal, RefusalCode
from tokens import secret
from tokens.oauth import redirects
from tokens.oauth_models import Application, Authorization, ClientType, revoke
from tokens.scopes import GENERATION, SCOPES

CLIENT_SECRET = "stw_ocs_"  # noqa: S105  # what it begins with
NAME_LENGTH_MAX = 100


@dataclass(frozen=True, kw_only=True)
class ApplicationValues:
    """What is said of an application."""

    name: str
    redirect_uris: Sequence[str]
    scopes: Sequence[str]


@transaction.atomic(savepoint=False)
def register_application(
    values: ApplicationValues, *, client_type: str, actor: User | None, client_id: str | None = None
) -> tuple[Application, str | None]:
    """Return a new application and, if it can keep one, its secret, which is kept nowhere.

    It is of the actor's account; without an actor it is the operator's own, and open to all. Raise Invalid.
    """
    _refuse_wrong(values, client_type)
    client_secret = secret.issue(CLIENT_SECRET) if client_type == ClientType.CONFIDENTIAL else None
    application = Application(
        account=actor.account if actor else None,
        owner=actor,
        client_type=client_type,
        client_secret=secret.digest(client_secret) if client_secret else "",
        is_open=actor is None,
        **_columns(values),
    )
    if client_id:
        application.client_id = client_id
    if actor and client_secret:
        application.service_user = _service_user(application, actor)
    application.save(force_insert=True)
    _record("application:register", application, actor, after=_told(application))
    return application, client_secret


@transaction.atomic(savepoint=False)
def update_application(application: Application, values: ApplicationValues, *, actor: User) -> Application:
    """Change an application. What people granted it of scopes that it gives up ends with its tokens. Raise Invalid."""
    _refuse_foreign(application, actor)
    _refuse_wrong(values, application.client_type)
    before, columns = _told(application), _columns(values)
    for name, value in columns.items():
        setattr(application, name, value)
    application.save(update_fields=[*columns, "updated"])
    _record("application:update", application, actor, before=before, after=_told(application))
    return application


@transaction.atomic(savepoint=False)
def renew_secret(application: Application, *, actor: User) -> str:
    """Return a new secret of an application; the one before is none any more. Raise Invalid for a public one."""
    _refuse_foreign(application, actor)
    if application.is_public:
        raise Invalid(Refusal(RefusalCode.INVALID, "id", "A public application has no secret."))
    client_secret = secret.issue(CLIENT_SECRET)
    application.client_secret = secret.digest(client_secret)
    application.save(update_fields=["client_secret", "updated"])
    _record("application:renew_secret", application, actor)
    return client_secret


@transaction.atomic(savepoint=False)
def delete_application(application: Application, *, actor: User) -> None:
    """Delete an application: whatever it was let into ends, and its service user acts no more."""
    _refuse_foreign(application, actor)
    revoke(Authorization.objects.filter(application=application), actor=actor)
    User.objects.filter(pk=application.service_user_id).update(is_active=False)
    with inside(actor.account_id):
        forget(application.pk)
    _record("application:delete", application, actor)
    application.delete()


@transaction.atomic(savepoint=False)
def open_to_all(application: Application, *, is_open: bool) -> None:
    """Let an application ask people of all accounts, or of its own alone: then what others let in ends too."""
    before, application.is_open = application.is_open, is_open
    application.save(update_fields=["is_open", "updated"])
    _record("application:update", application, None, before={"open": before}, after={"open": is_open})
    if not is_open:
        revoke(Authorization.objects.filter(application=application).exclude(user__account=application.account_id))


@transaction.atomic(savepoint=False)
def revoke_authorization(authorization_id: UUID, *, actor: User) -> None:
    """End what the actor let in, with all its tokens. Raise NotFound if it is not theirs."""
    own = Authorization.objects.filter(pk=authorization_id, user=actor)
    if not own.exists():
        raise NotFound
    revoke(own, actor=actor)


def _record(action: str, application: Application, actor: User | None, **said: dict[str, Any]) -> None:
    """Write down what is done to an application of an account; the operator's own is of none."""
    if application.account_id:
        with inside(application.account_id):
            record(action, application.pk, actor_id=actor.pk if actor else None, **said)


def _told(application: Application) -> dict[str, Any]:
    """Return what the audit tells of an application; of its secret nothing."""
    said = {"name": application.name, "redirectUris": application.redirect_uris, "scopes": application.scopes}
    return said | {"confidential": not application.is_public}


def _columns(values: ApplicationValues) -> dict[str, object]:
    return {
        "name": values.name.strip(),
        "redirect_uris": list(dict.fromkeys(values.redirect_uris)),
        "scopes": sorted(set(values.scopes)),
        "generation": GENERATION,
    }


def _refuse_foreign(application: Application, actor: User) -> None:
    # People see applications of others too, whom they let in.
    if application.account_id != actor.account_id:
        raise NotFound


def _service_user(application: Application, actor: User) -> User:
    """Return who acts when the application acts for itself: nobody's name, and nobody can sign in as them."""
    user = User(
        account_id=actor.account_id,
        username=f"application-{application.pk.hex}",
        email=f"{application.pk.hex}@applications.invalid",
        name=application.name,
        is_service=True,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _refuse_wrong(values: ApplicationValues, client_type: str) -> None:
    refusals = [
        *_of_the_name(values.name.strip()),
        *_of_redirect_uris(values.redirect_uris, on_devices=client_type == ClientType.PUBLIC),
        *_of_scopes(values.scopes),
    ]
    if refusals:
        raise Invalid(*refusals)


def _of_the_name(name: str) -> list[Refusal]:
    # People are asked by this name: it has no way to look like something else than it is.
    if 1 <= len(name) <= NAME_LENGTH_MAX and is_text(name) and name.isprintable():
        return []
    message = f"An application needs a name of 1 to {NAME_LENGTH_MAX} printable characters."
    return [Refusal(RefusalCode.INVALID, "name", message)]


def _of_redirect_uris(uris: Sequence[str], *, on_devices: bool) -> list[Refusal]:
    if len(uris) > redirects.URIS_MAX:
        message = f"An application has at most {redirects.URIS_MAX} redirect URIs."
        return [Refusal(RefusalCode.INVALID, "redirectUris", message)]
    faults = ((number, redirects.fault(uri, on_devices=on_devices)) for number, uri in enumerate(uris))
    return [Refusal(RefusalCode.INVALID, f"redirectUris.{number}", fault) for number, fault in faults if fault]


def _of_scopes(scopes: Sequence[str]) -> list[Refusal]:
    if not scopes:
        return [Refusal(RefusalCode.BLANK, "scopes", "Name the scopes that it may ask for.")]
    return [
        Refusal(RefusalCode.INVALID, f"scopes.{number}", "There is no such scope.")
        for number, scope in enumerate(scopes)
        if scope not in SCOPES
    ]
