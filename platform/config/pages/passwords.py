"""How does the link in a mail set a password? As on allauth's page, without a session before signing in (P20)."""

from typing import Any

from allauth.account.forms import UserTokenForm
from allauth.account.views import PasswordResetFromKeyView
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SetPassword(PasswordResetFromKeyView):
    """allauth keeps the key in a session and takes it out of the address, lest it get to others by the Referer header.

    Our pages ask no others, the header goes to no others (SECURE_REFERRER_POLICY), and the key works once: it stays.
    """

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponseBase:
        """Show the form or take it, if the key counts."""
        self.key, self.reset_user = key, None
        token = UserTokenForm(data={"uidb36": uidb36, "key": key})
        if not token.is_valid():
            return TemplateResponse(request, self.template_name, self.get_context_data(token_fail=True))
        self.reset_user = token.reset_user
        if request.user.is_authenticated and request.user.pk != self.reset_user.pk:
            self.logout()
        answer: HttpResponseBase = FormView.dispatch(self, request, uidb36, key, **kwargs)
        return answer
