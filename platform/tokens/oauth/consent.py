"""May this application act for you? The authorization endpoint: the toolkit's, save what its hidden fields let through.

It always asks, and takes nothing from the form that it has not checked again.
"""

import logging
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.forms import AllowForm
from oauth2_provider.oauth2_backends import _add_iss_to_redirect
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views import AuthorizationView

from tokens.oauth import redirects, requests
from tokens.oauth_models import Application
from tokens.scopes import SCOPES

log = logging.getLogger("steward.oauth")


class ConsentForm(AllowForm):
    """What the toolkit hides in the form, and the scopes that are ticked."""

    granted = forms.MultipleChoiceField(
        required=False, choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what was not asked for, and whatever would lead somewhere else than to the application."""
        said = super().clean() or {}
        application = Application.objects.filter(client_id=said.get("client_id", "")).first()
        if application is None or not application.redirect_uri_allowed(said.get("redirect_uri", "")):
            raise forms.ValidationError("The application is not known by that address.", code="redirect_uri")
        if not set(said.get("granted", ())) <= set(said.get("scope", "").split()):
            raise forms.ValidationError("That was not asked for.", code="scope")
        # Nothing ticked is nothing allowed.
        return said | {"allow": bool(said.get("allow") and said.get("granted"))}


class ConsentView(AuthorizationView):
    """The authorization endpoint (RFC 6749, section 3.1; RFC 7636, 8707 and 9207)."""

    template_name = "oauth/consent.html"
    form_class = ConsentForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if wrong := requests.fault(request.GET, requests.OF_AUTHORIZATION):
            return self._page_of_error(wrong)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask, if the request is one that may be granted at all."""
        # The toolkit would let `approval_prompt=auto` pass without a question.
        asked = request.GET.copy()
        asked["approval_prompt"] = "force"
        asked.setlist("resource", self._ours_or_none(asked.getlist("resource")))
        request.GET = asked  # type: ignore[assignment]  # nobody changes it any more
        answer = super().get(request, *args, **kwargs)
        application = self.oauth2_data.get("application")
        if application is None:
            return answer
        if not application.asks(request.user):
            return self._page_of_error("The application is for people of its own organisation.", status=403)
        return self._may_lead_to(answer, self.oauth2_data["redirect_uri"])

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        return initial | {"granted": initial["scope"].split()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell who asks, for what, and where the answer goes."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if application := context.get("application"):
            context["maker"] = application.account.name if application.account else None
            context["is_foreign"] = application.account_id not in (None, self.request.user.account_id)
            context["target"] = redirects.target(context["redirect_uri"])
        return context

    def form_valid(self, form: ConsentForm) -> HttpResponseBase:
        said = form.cleaned_data
        application = Application.objects.get(client_id=said["client_id"])
        if not application.asks(self.request.user):
            return self._page_of_error("The application is for people of its own organisation.", status=403)
        said["scope"] = " ".join(said["granted"])
        said["resource"] = " ".join(self._ours_or_none(said["resource"].split()))
        return super().form_valid(form)

    def form_invalid(self, form: ConsentForm) -> HttpResponseBase:
        return self._page_of_error("That is not what was asked.")

    def error_response(self, error: OAuthToolkitError, application: Application | None, **kwargs: Any) -> Any:
        log.warning("Refused: %s %s", self.request.path, error.oauthlib_error.error)
        return super().error_response(error, application, **kwargs)

    def redirect(self, redirect_to: str, application: Application | None) -> HttpResponseBase:
        """Send the answer to the application, errors too, with who sends it (RFC 9207)."""
        if application is None:
            application = Application.objects.get(client_id=self.request.GET["client_id"])
        issuer = oauth2_settings.oauth2_authorization_server_issuer(self.request)
        return super().redirect(_add_iss_to_redirect(redirect_to, issuer), application)

    def _ours_or_none(self, resources: list[str]) -> list[str]:
        """Return the resources; for what is not ours, what the toolkit refuses: it stumbles over "http://["."""
        ours = self.request.build_absolute_uri("/graphql")
        return [resource if resource == ours else "another" for resource in resources]

    def _may_lead_to(self, answer: HttpResponseBase, redirect_uri: str) -> HttpResponseBase:
        """Let the form's answer lead to the application: browsers hold redirects to `form-action` too."""
        answer._csp_update = {"form-action": [redirects.source(redirect_uri)]}  # type: ignore[attr-defined]  # noqa: SLF001  # django-csp's
        return answer

    def _page_of_error(self, message: str, *, status: int = 400) -> HttpResponse:
        log.warning("Refused: %s %s", self.request.path, message)
        answer: HttpResponse = self.render_to_response({"error": {"description": message}}, status=status)
        return answer
