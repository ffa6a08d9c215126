"""What is under /auth/ beside what allauth has there? Signing up; with CSRF token and limits, as allauth's own."""

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.headless.base.response import ConflictResponse
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit.response import APIResponse
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from accounts import joining
from accounts.forms import RegistrationInput
from database.refusals import Refused


def refused(request: HttpRequest, why: Refused) -> Any:
    """Return a refusal as allauth would say it: code "username_taken"."""
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
