"""Which applications of an account ask people to be let in? Registered, changed and deleted here.

That takes an administrator. The client secret is in the answer to the form alone, since it is kept nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from config.pages.forms_of_programs import ApplicationForm, NewApplication
from config.pages.people import adding, at_work, may, proven, signed_in
from config.pages.refusals import told
from database.refusals import Forbidden, NotFound
from permissions.access import record
from permissions.catalogue import LEVELS, Action, require
from permissions.standing import require_open
from permissions.viewer import Viewer
from tokens import applications as verbs
from tokens.oauth_models import Application


@login_required
def applications(request: HttpRequest) -> HttpResponse:
    """List those of the account; administrators get to each."""
    of_account = Application.objects.filter(account_id=signed_in(request).account_id).order_by("-id")
    may_register = may(signed_in(request), Action.APPLICATION_REGISTER)
    return render(request, "pages/applications.html", {"applications": of_account, "may_register": may_register})


@proven
def new_application(request: HttpRequest) -> HttpResponse:
    """Register one."""
    form = NewApplication(request.POST or None)
    if form.is_valid():
        with told(form), adding(request) as viewer:
            require(viewer, Action.APPLICATION_REGISTER)
            made, secret = verbs.register_application(
                form.values(), client_type=form.cleaned_data["client_type"], actor=viewer.user
            )
            return _shown(request, made, secret)
    return render(request, "pages/new_application.html", {"form": form})


@proven
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show and change one."""
    with _found(request, application_id, Action.APPLICATION_UPDATE) as (_, found):
        initial = {"name": found.name, "redirect_uris": "\n".join(found.redirect_uris), "scopes": found.scopes}
    form = ApplicationForm(request.POST or None, initial=initial)
    if form.is_valid():
        with told(form), _found(request, application_id, Action.APPLICATION_UPDATE) as (viewer, found):
            require_open(viewer)
            verbs.update_application(found, form.values(), actor=viewer.user)
            messages.success(request, "It is changed.")
            return redirect("application", found.pk)
    return render(request, "pages/application.html", {"form": form, "application": found})


@proven
@require_POST
def renew_secret(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show a new secret; the one before is none from now on."""
    with _found(request, application_id, Action.APPLICATION_UPDATE) as (viewer, found):
        return _shown(request, found, verbs.renew_secret(found, actor=viewer.user))


@proven
@require_POST
def delete_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Delete one: wherever it is in, it is out."""
    with _found(request, application_id, Action.APPLICATION_DELETE) as (viewer, found):
        verbs.delete_application(found, actor=viewer.user)
    messages.success(request, f"{found.name} is deleted, and out everywhere.")
    return redirect("applications")


@contextmanager
def _found(request: HttpRequest, application_id: UUID, action: Action) -> Iterator[tuple[Viewer, Application]]:
    """Give the viewer and an application to do something to; 403 and 404 for who may not, and if there is none."""
    try:
        with at_work(request) as viewer:
            require(viewer, action)
            yield viewer, record(viewer, Application, application_id, LEVELS[action])
    except Forbidden as error:
        raise PermissionDenied from error
    except NotFound as error:
        raise Http404 from error


def _shown(request: HttpRequest, application: Application, secret: str | None) -> HttpResponse:
    context: dict[str, Any] = {"application": application, "secret": secret}
    return render(request, "pages/application_registered.html", context)
