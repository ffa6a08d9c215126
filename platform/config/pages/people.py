"""Who is signed in, and is it still them? What each page asks before anything else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from accounts.sessions import hashed
from permissions.catalogue import ROLES, Action
from permissions.standing import require_open
from permissions.viewer import Inputs, Viewer, authenticate

View = Callable[..., HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """Return the person whose page it is; behind `login_required` there is one."""
    return cast("User", request.user)


def may(user: User, action: Action) -> bool:
    """Whether somebody's role allows an action, for what is shown; `require` decides when it is done."""
    return action in ROLES[user.role]


@contextmanager
def at_work(request: HttpRequest) -> Iterator[Viewer]:
    """Run a transaction of the person's account, with who they are as the API sees them; `permissions` asks for it."""
    with transaction.atomic():
        key = hashed(request.session.session_key or "")
        viewer, _, _ = authenticate(Inputs(key=key, variables={}), frozenset())
        if viewer is None:
            raise PermissionDenied
        yield viewer


@contextmanager
def adding(request: HttpRequest) -> Iterator[Viewer]:
    """As `at_work`, for what adds or changes: raise ReadOnly if the account is not paid for, as the API does."""
    with at_work(request) as viewer:
        require_open(viewer)
        yield viewer


def proven(view: View) -> View:
    """Ask who comes to the view to prove who they are, unless they have done so in the last minutes (P19)."""
    asked: View = reauthentication_required(view)
    return login_required(asked)


def proven_before(view: View) -> View:
    """As `proven`, for what is kept nowhere: what a form sent too late is dropped, while `proven` keeps it for after.

    allauth keeps it in the session (allauth.account.internal.flows.reauthentication.suspend_request).
    """
    asked = proven(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return asked(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method != "POST":
                raise
            return redirect(request.path)

    return answer


def limited(action: str) -> Callable[[View], View]:
    """Slow down who does this too often: ACCOUNT_RATE_LIMITS, as for the same action under /auth/."""
    decorator: Callable[[View], View] = rate_limit(action=action)
    return decorator
