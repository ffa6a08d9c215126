"""Who is signed in, and is it still them? What each page asks before anything else."""

from collections.abc import Callable
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User

View = Callable[..., HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """Return the person whose page it is; behind `login_required` there is one."""
    return cast("User", request.user)


def proven(view: View) -> View:
    """Ask who comes to the view to prove who they are, unless they have done so in the last minutes (P19)."""
    asked: View = reauthentication_required(view)
    return login_required(asked)
