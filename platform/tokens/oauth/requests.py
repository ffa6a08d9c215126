"""What of a request is OAuth's? Its known parameters, each said once; the rest is ignored (RFC 6749, section 3.1).

oauthlib takes every parameter for a property of the request, also one that is called `user` or `scopes`.
"""

from django.http import HttpRequest, QueryDict
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.common import Request, urlencode

from database.columns import is_text
from tokens.oauth_models import Application

OF_AUTHORIZATION = frozenset(
    {"client_id", "code_challenge", "code_challenge_method", "redirect_uri", "resource", "response_type", "scope"}
    | {"state"}
)
OF_TOKENS = frozenset(
    {"client_id", "client_secret", "code", "code_verifier", "device_code", "device_name", "grant_type"}
    | {"redirect_uri", "refresh_token", "resource", "scope", "token", "token_type_hint"}
)
REPEATABLE = frozenset({"resource"})  # RFC 8707, section 2


class Core(OAuthLibCore):
    """The toolkit's bridge from Django's requests to oauthlib's."""

    def _get_escaped_full_path(self, request: HttpRequest) -> str:
        known = urlencode(_known(request.GET, OF_AUTHORIZATION))
        return request.build_absolute_uri(request.path) + (f"?{known}" if known else "")

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        return _known(request.POST, OF_TOKENS)

    def client(self, request: HttpRequest) -> Application | None:
        """Return the application that the request proves to be from, by its secret; None if it does not."""
        asked = Request(*self._extract_params(request))
        return asked.client if self.server.request_validator.authenticate_client(asked) else None


def fault(parameters: QueryDict, known: frozenset[str]) -> str | None:
    """Return what is wrong with the known parameters, in a sentence; None if nothing is."""
    for name, values in parameters.lists():
        if name in known and not all(is_text(value) for value in values):
            return f"The parameter {name} is no text."
        if name in known - REPEATABLE and len(values) > 1:
            return f"The parameter {name} is there more than once."
    return None


def _known(parameters: QueryDict, names: frozenset[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in parameters.lists() if name in names for value in values]
