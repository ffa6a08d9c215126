"""What if a token is found where it should not be? It ends at once, and whose it is gets a mail. Anybody may tell us.

For secret scanners, and for whoever comes across one. The answer says nothing of the token, not even if it was one.
"""

import json
from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import mail
from accounts.models import User
from audit.recording import record
from database.context import inside
from tokens import secret
from tokens.models import PersonalToken
from tokens.oauth_models import AccessToken, Authorization, RefreshToken, revoke

LIMITS = {"leak": "60/m/ip"}
BODY_LENGTH_MAX = 1_024  # octets


# It takes nothing from cookies, so there is nothing that another site's page could borrow.
@csrf_exempt
@require_POST
def token_leaks(request: HttpRequest) -> HttpResponse:
    """Take `{"token": "stw_…"}`; answer 202 whatever it is, 400 if that is not what was sent, 429 if too often."""
    if ratelimit.consume(request, app="tokens", action="leak", config=LIMITS) is None:
        return _answer(HTTPStatus.TOO_MANY_REQUESTS, "Too many at once. Try again in a minute.")
    token = _token(request)
    if token is None:
        return _answer(HTTPStatus.BAD_REQUEST, 'Send a JSON object: {"token": "stw_…"}.')
    report_leak(token)
    return _answer(HTTPStatus.ACCEPTED)


@transaction.atomic(savepoint=False)
def report_leak(token: str) -> None:
    """End the token, with all that came of the same authorization, and tell whose it is; nothing, if there is none."""
    prefix = secret.prefix_of(token)
    if prefix is None:
        return
    ended = _end_personal(token) if prefix in (secret.PERSONAL, secret.RESTRICTED) else _end_authorization(token)
    for name, user in ended:
        if user is None:
            continue
        said = {"username": user.username, "name": name, "at": timezone.now()}
        mail.send("mail/leaked", user.email, said, user=user)


def _end_personal(token: str) -> list[tuple[str, User | None]]:
    live = PersonalToken.objects.select_for_update(of=("self",)).select_related("user")
    found = list(live.filter(digest=secret.digest(token), revoked_at=None))
    PersonalToken.objects.filter(pk__in=[one.pk for one in found]).update(revoked_at=timezone.now())
    for one in found:
        with inside(one.account_id):
            record("token:revoke", one.pk, actor_id=None, after={"leaked": True})
    return [(one.name, one.user) for one in found]


def _end_authorization(token: str) -> list[tuple[str, User | None]]:
    ended = []
    for model in (AccessToken, RefreshToken):
        with_people = model.objects.select_related("user", "application__owner")
        for found in with_people.filter(token_checksum=secret.digest(token)):
            revoke(Authorization.objects.filter(pk=found.authorization_id), leaked=True)
            model.objects.filter(pk=found.pk).delete()
            # Without an authorization the application acts for itself, as somebody who reads no mail.
            ended.append((found.application.name, found.user if found.authorization_id else found.application.owner))
    return ended


def _token(request: HttpRequest) -> str | None:
    try:
        said = json.loads(request.body) if len(request.body) <= BODY_LENGTH_MAX else None
    except (ValueError, RecursionError):
        return None
    token = said.get("token") if isinstance(said, dict) else None
    return token if isinstance(token, str) else None


def _answer(status: HTTPStatus, message: str | None = None) -> HttpResponse:
    errors = {"errors": [{"message": message}]} if message else {}
    return JsonResponse({"status": int(status), **errors}, status=status)
