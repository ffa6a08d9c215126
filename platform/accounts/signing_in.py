"""Who may sign in? allauth's hooks on the way from a password to a session."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest

from accounts.models import User


class SigningIn(DefaultAccountAdapter):
    """The part of our adapter that lets people in."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, unless the person was deactivated between the password and the second factor."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
