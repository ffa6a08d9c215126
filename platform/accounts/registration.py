"""What do we change in allauth? Who joins does it our way (accounts/joining.py); mails and links are ours."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.headless.adapter import DefaultHeadlessAdapter
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest

from accounts import joining, links, mail
from accounts.models import User
from accounts.signing_in import SigningIn
from database import ids

# No "@", so that a user name is never somebody's e-mail address, and no space.
USERNAME_VALIDATORS = [RegexValidator(r"\A[\w.+-]+\Z", "A user name has letters, digits and . + - _ only.")]


class Adapter(SigningIn):
    """allauth's hooks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: there is one way in, and it proves the e-mail address."""
        return False

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the name in lower case. Raise ValidationError if it is none, taken, or kept for somebody."""
        name: str = super().clean_username(username, shallow).lower()
        if not shallow and joining.is_reserved(name):
            raise self.validation_error("username_taken")
        return name

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Set the password. Whoever sets their first one came by the link in a mail, which proves the address."""
        if not user.has_usable_password():
            joining.prove(user)
        super().set_password(user, password)

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make an address that was confirmed the user's; who only claimed it, and has never signed in, yields."""
        joining.yield_address(email_address.email, to=email_address.user)
        former = email_address.user.email
        is_confirmed: bool = super().confirm_email(request, email_address)
        if is_confirmed:
            joining.note_address(email_address.user, former)
        return is_confirmed

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Whether the address may go: not the one they have, only one that was not confirmed yet."""
        return not email_address.primary

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to the address that counts; to one that was not confirmed yet, none."""
        if email.lower() == user.email.lower():
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody what was changed; who was never signed in is not told that they have set a password (P8)."""
        if user.last_login:
            super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of allauth's in our way; whose it is, allauth says, unless it is nobody's."""
        mail.send(template_prefix, email, context, user=context.get("user"))


class HeadlessAdapter(DefaultHeadlessAdapter):
    """allauth's answers."""

    def user_as_dataclass(self, user: User) -> Any:
        """Return what /auth/ says of the user, with the same id as in the schema."""
        said = super().user_as_dataclass(user)
        said.id = ids.encode(User.ID_PREFIX, user.pk)
        return said

    def get_frontend_url(self, urlname: str, **kwargs: str) -> str:
        """Return the page that a mail links to."""
        return links.page(urlname, **kwargs)
