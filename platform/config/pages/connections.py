"""Whom did a person let in? Applications, on which device, for what, and since when; each can be put out again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.pages.people import signed_in
from database.refusals import NotFound
from tokens.applications import revoke_authorization
from tokens.oauth_models import Authorization
from tokens.scopes import SCOPES


@login_required
def connections(request: HttpRequest) -> HttpResponse:
    """List who is in."""
    let_in = Authorization.objects.filter(user=signed_in(request), expires_at__gt=timezone.now())
    shown = [
        (one, [SCOPES[scope] for scope in one.scopes])
        for one in let_in.select_related("application__account").order_by("-id")
    ]
    return render(request, "pages/connections.html", {"connections": shown})


@login_required
@require_POST
def end_connection(request: HttpRequest, authorization_id: UUID) -> HttpResponse:
    """Put one out, for its very next request."""
    try:
        revoke_authorization(authorization_id, actor=signed_in(request))
        messages.success(request, "It is out, with all its tokens.")
    except NotFound:
        messages.error(request, "That one is not in any more.")
    return redirect("connections")
