"""Where do the links in mails lead? To our pages under STEWARD_URL; what a request calls its host says nothing here."""

from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings

from accounts.models import User

# By allauth's names for them.
PAGES = {
    "account_confirm_email": "account/confirm-email/{key}/",
    "account_invitation": "account/invitation/{key}/",
    "account_reset_password": "account/password/reset/",
    "account_reset_password_from_key": "account/password/reset/key/{key}/",
    "case": "account/support/{case_id}/",
    "erasure": "account/erasure/{key}/",
    "account_signup": "account/signup/",
}


def page(name: str, **parts: str) -> str:
    """("account_invitation", key="…") -> "https://crm.example.org/account/invitation/…/"."""
    path = PAGES[name].format_map({part: quote(value) for part, value in parts.items()})
    return f"{settings.STEWARD_URL}/{path}"


def password_link(user: User) -> str:
    """Return the link to set a password: once, since it depends on the one there is, for PASSWORD_RESET_TIMEOUT."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return page("account_reset_password_from_key", key=key)
