"""Who may sign in? allauth's hooks on the way from a password to a session, and at each change of how one signs in."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import get_user_by_username
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import attempts, devices, joining, mail
from accounts.attempts import Attempt, TooManyError
from accounts.models import User
from audit.recording import record
from database.context import inside

log = logging.getLogger("steward.accounts")
SECOND_FACTORS = "mfa/email/"  # how allauth's mails about them begin: "mfa/email/totp_activated"


class SigningIn(DefaultAccountAdapter):
    """The part of our adapter that lets people in."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose name and password these are. None alike for who is unknown or deactivated: one hash is made.

        Raise allauth's "too_many_login_attempts". What is refused is logged without the name.
        """
        attempt = self._attempt(request, credentials)
        if attempt.may_succeed:
            user = authenticate(request, **credentials)
        else:
            user = None
            User().set_password(credentials["password"])  # takes as long as to check it
        if isinstance(user, User):
            attempt.succeeded()
            return user
        log.warning("A sign-in was refused: %s.", "wrong" if attempt.may_succeed else "too many attempts, by two names")
        return None

    def _attempt(self, request: HttpRequest, credentials: dict[str, Any]) -> Attempt:
        name = credentials.get("username") or credentials.get("email") or ""
        person = joining.of_address(name) if "@" in name else get_user_by_username(name)
        try:
            return attempts.begin(request, name, person, *self._device(request))
        except TooManyError as error:
            log.warning("A sign-in was refused: too many attempts, limit %s.", error)
            raise self.validation_error("too_many_login_attempts") from error

    def set_password(self, user: User, password: str) -> None:
        """Set the password; what was guessed at the one before does not count any more."""
        with transaction.atomic():
            super().set_password(user, password)
            with inside(user.account_id):
                record("user:set_password", user.pk, actor_id=user.pk)
        attempts.forget(self.request, user, *self._device(self.request))

    def _device(self, request: HttpRequest) -> tuple[str | None, str]:
        """Return on which device they are, and at which address."""
        return devices.label(self.get_http_user_agent(request)), self.get_client_ip(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, unless the person was deactivated between the password and the second factor."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **said: Any) -> HttpResponse:
        """Tell the person of a sign-in on a device that is new to us."""
        response: HttpResponse = super().post_login(request, user, **said)
        device, address = self._device(request)
        if devices.note(user, device, address):
            said = {"username": user.username, "at": timezone.now(), "device": device}
            mail.send("mail/new_device", user.email, said, user=user)
        return response

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **said: Any) -> None:
        """Give the session another id when second factors were changed: allauth tells of it here (P22).

        It does so after its own transaction, so this is the one thing that is written down in another.
        """
        if template_prefix.startswith(SECOND_FACTORS):
            did = {"did": template_prefix.removeprefix(SECOND_FACTORS)}
            with inside(user.account_id):
                record("user:change_second_factors", user.pk, actor_id=user.pk, after=did)
            self.request.session.rotate()
        super().send_notification_mail(template_prefix, user, *args, **said)
