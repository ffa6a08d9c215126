"""What does a person do on the pages, again and again? Found as a screen reader finds it: by role and name."""

import re

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail

import worlds
from accounts.models import Account, Role, User
from api import sign_in as cookie_of
from tests.pages.conftest import Tab

CSRF, SESSION = "csrftoken", "steward_session"


def person(name: str = "zoe", *, of: Account | None = None, role: str = Role.ADMIN) -> User:
    """Return a new person with a password; of a new account, if none is named."""
    somebody = worlds.user(of or worlds.account(), name, role=role)
    somebody.set_password(worlds.PASSWORD)
    somebody.save()
    # As it is for whoever has set a password by the link in a mail.
    EmailAddress.objects.create(user=somebody, email=somebody.email, primary=True, verified=True)
    return somebody


def heading(tab: Tab, words: str) -> None:
    """Wait for the page of this heading."""
    tab.page.get_by_role("heading", name=words, exact=True, level=1).wait_for()


def press(tab: Tab, name: str) -> None:
    """Press the button, or follow the link, of this name."""
    tab.page.get_by_role("main").get_by_role("button", name=name, exact=True).or_(
        tab.page.get_by_role("main").get_by_role("link", name=name, exact=True)
    ).click()


def fill(tab: Tab, label: str, value: str) -> None:
    """Fill the field of this label."""
    tab.page.get_by_role("main").get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).fill(value)


def give_password(tab: Tab, somebody: User, password: str = worlds.PASSWORD) -> None:
    """Fill in the page for signing in."""
    tab.page.goto("/account/login/")
    fill(tab, "User name or e-mail address", somebody.username)
    fill(tab, "Password", password)
    press(tab, "Sign in")


def sign_in(tab: Tab, somebody: User) -> None:
    """Sign in with the password, and be there."""
    give_password(tab, somebody)
    heading(tab, "Your account")


def prove_again(tab: Tab) -> None:
    """Give the password once more, as what matters asks for."""
    heading(tab, "Is it still you?")
    fill(tab, "Password", worlds.PASSWORD)
    press(tab, "Continue")


def mailed_link() -> str:
    """Return the path that the last letter's link leads to."""
    found = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def as_agent(tab: Tab, agent: User, address: str) -> None:
    """Be an agent who has signed in with a second factor."""
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(agent), "url": address}])
