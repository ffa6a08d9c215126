"""Where is a person signed in? Their browsers, each of which can be signed out from here."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import sessions as verbs
from accounts.models import Session
from config.pages.people import signed_in


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List them."""
    here = _here(request)
    found = list(verbs.of(signed_in(request)))
    return render(request, "pages/sessions.html", {"sessions": found, "here": here, "has_others": len(found) > 1})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End another than this: its browser is out at its next click."""
    others = verbs.of(signed_in(request)).exclude(pk=_here(request).pk)
    if found := others.filter(public_id=session_id).first():
        verbs.end_session(found, actor=signed_in(request))
        messages.success(request, "It is signed out.")
    else:
        messages.error(request, "There is no such session any more.")
    return redirect("sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all but this."""
    verbs.end_other_sessions(_here(request), actor=signed_in(request))
    messages.success(request, "You are signed out everywhere else.")
    return redirect("sessions")


def _here(request: HttpRequest) -> Session:
    key = verbs.hashed(request.session.session_key or "")
    return get_object_or_404(verbs.of(signed_in(request)), pk=key)
