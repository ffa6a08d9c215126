"""What may a person's own programs do? Their personal tokens: made here and shown once, listed, revoked."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from config.pages.forms_of_programs import NewToken
from config.pages.people import adding, proven, signed_in
from config.pages.refusals import told
from database.context import account_context
from database.refusals import NotFound
from tokens.actions import create_personal_token, revoke_personal_token
from tokens.models import PersonalToken


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """List those that count."""
    user = signed_in(request)
    with account_context(user.account_id):
        return render(request, "pages/tokens.html", {"tokens": list(_live(user))})


@proven
def new_token(request: HttpRequest) -> HttpResponse:
    """Make one, and show it: in the answer to the form, since it is kept nowhere."""
    user = signed_in(request)
    with account_context(user.account_id):
        form = NewToken(request.POST or None, user=user)
        is_valid = form.is_valid()
    if is_valid:
        with told(form), adding(request) as viewer:
            made, token = create_personal_token(form.grant(), actor=viewer.user)
            return render(request, "pages/token.html", {"made": made, "token": token})
    with account_context(user.account_id):
        return render(request, "pages/new_token.html", {"form": form})


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one, for its very next use."""
    user = signed_in(request)
    token = PersonalToken.objects.filter(pk=token_id, user=user).first()
    try:
        if token is None:
            raise NotFound
        revoke_personal_token(token, actor=user)
        messages.success(request, f"The token {token.name} is revoked.")
    except NotFound:
        messages.error(request, "There is no such token any more.")
    return redirect("tokens")


def _live(user: User) -> "QuerySet[PersonalToken]":
    tokens = PersonalToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
    return tokens.select_related("only_owner", "only_tag", "only_group__team").order_by("-created_at")
