"""What do applications ask without a person? Tokens, revocation (RFC 7009), introspection (RFC 7662): JSON by POST.

What is refused is logged by its error's name; tokens, codes and secrets never are.
"""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.views import RevokeTokenView
from oauth2_provider.views.mixins import OAuthLibMixin

from tokens import secret
from tokens.oauth import requests
from tokens.oauth.validator import may_act
from tokens.oauth_models import AccessToken, Application, RefreshToken

log = logging.getLogger("steward.oauth")


class Endpoint(OAuthLibMixin, View):
    """What all of them refuse: parameters in the address, parameters said twice, and what is no text."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wrong = requests.fault(request.POST, requests.OF_TOKENS)
        if request.GET:
            wrong = "Parameters are in the body, not in the address."
        answer = refusal("invalid_request", wrong) if wrong else super().dispatch(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            log.warning("Refused: %s %s", request.path, _error(answer))
        return answer


def refusal(error: str, description: str, status: int = 400) -> HttpResponse:
    """Return an error as RFC 6749, section 5.2, has it."""
    return JsonResponse({"error": error, "error_description": description}, status=status)


def _error(answer: HttpResponseBase) -> str:
    try:
        return str(json.loads(answer.content)["error"])  # type: ignore[attr-defined]  # none of them streams
    except (ValueError, KeyError):
        return str(answer.status_code)


@method_decorator(csrf_exempt, name="dispatch")
class TokenView(Endpoint):
    """The token endpoint, the same way for each grant. The toolkit's looks for the token it has just made."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return what oauthlib answers."""
        _, headers, body, status = self.create_token_response(request)
        return HttpResponse(body, status=status, headers=headers)


@method_decorator(csrf_exempt, name="dispatch")
class RevocationView(Endpoint, RevokeTokenView):
    """The revocation endpoint: the toolkit's."""


@method_decorator(csrf_exempt, name="dispatch")
class IntrospectionView(Endpoint):
    """The introspection endpoint. The toolkit's would tell any client of any token."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tell an application that can keep a secret of its own tokens."""
        client = self.get_oauthlib_core().client(request)
        if client is None or client.is_public:
            return refusal("invalid_client", "Authenticate as the application.", status=401)
        if not (token := request.POST.get("token")):
            return refusal("invalid_request", "Missing token parameter.")
        return JsonResponse(_of_access(token, client) or _of_refresh(token, client) or {"active": False})


def _of_access(token: str, client: Application) -> dict[str, Any] | None:
    found = AccessToken.objects.select_related("user").filter(token_checksum=secret.digest(token), application=client)
    access = found.first()
    if access is None or access.is_expired() or not may_act(access.user, access.version):
        return None
    return {
        "active": True,
        "token_type": "Bearer",
        "client_id": client.client_id,
        "scope": access.scope,
        "username": access.user.username,
        "iat": int(access.created.timestamp()),
        "exp": int(access.expires.timestamp()),
    } | ({"aud": access.resource} if access.resource else {})


def _of_refresh(token: str, client: Application) -> dict[str, Any] | None:
    found = RefreshToken.objects.select_related("user", "authorization").filter(
        token_checksum=secret.digest(token), application=client, revoked=None
    )
    refresh = found.first()
    if refresh is None or not may_act(refresh.user, refresh.authorization.version):
        return None
    if refresh.authorization.expires_at <= timezone.now():
        return None
    return {
        "active": True,
        "client_id": client.client_id,
        "scope": " ".join(refresh.authorization.scopes),
        "username": refresh.user.username,
        "exp": int(refresh.authorization.expires_at.timestamp()),
    }
