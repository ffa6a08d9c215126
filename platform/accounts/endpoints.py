"""What is under /auth/ beside what allauth has there? Ways to join; with CSRF token and limits, as allauth's own."""

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.headless.base.response import ConflictResponse
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit.response import APIResponse
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from accounts import invitations, joining
from accounts.forms import AcceptInput, RegistrationInput
from database.refusals import NotFound, Refused

NO_INVITATION = {
    "message": "This invitation does not count any more.",
    "code": "invalid_invitation",
    "param": "key",
}


def refused(request: HttpRequest, why: Refused) -> Any:
    """Return a refusal as allauth would say it: code "username_taken"."""
    if isinstance(why, NotFound):
        return APIResponse(request, errors=[NO_INVITATION], status=HTTPStatus.BAD_REQUEST)
    errors = [
        {"message": one.message, "code": f"{one.field}_{one.code.name.lower()}", "param": one.field}
        for one in why.refusals
    ]
    return APIResponse(request, errors=errors, status=HTTPStatus.BAD_REQUEST)


@method_decorator(rate_limit(action="signup"), name="handle")
class SignUp(APIView):
    """A customer registers. The answer is the same for every address; nobody is signed in by it."""

    input_class = {"POST": RegistrationInput}
    input: RegistrationInput

    def post(self, request: HttpRequest) -> Any:
        """Send the one mail."""
        if request.user.is_authenticated:
            return ConflictResponse(request)
        said = self.input.values()
        if too_many := ratelimit.consume_or_429(request, action="signup_mail", key=said.email):
            return too_many
        try:
            joining.register(said)
        except Refused as why:
            return refused(request, why)
        return APIResponse(request)


@method_decorator(rate_limit(action="signup"), name="handle")
class Invitation(APIView):
    """Somebody has followed the link in an invitation. Nobody is signed in by it."""

    input_class = {"POST": AcceptInput}
    input: AcceptInput

    def get(self, request: HttpRequest) -> Any:
        """Tell what the invitation is to; its key is in a header, since addresses are kept by many."""
        found = invitations.find(request.headers.get("X-Invitation-Key", ""))
        if found is None:
            return refused(request, NotFound("key"))
        said = {"account": found.account.name, "email": found.email, "username": found.username, "role": found.role}
        return APIResponse(request, data=said)

    def post(self, request: HttpRequest) -> Any:
        """Become a user."""
        if request.user.is_authenticated:
            return ConflictResponse(request)
        try:
            user = invitations.accept(**self.input.cleaned_data)
        except Refused as why:
            return refused(request, why)
        return APIResponse(request, data={"username": user.username})
