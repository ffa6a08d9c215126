"""What does somebody want erased for good? Chosen here, shown what goes and what stays, and asked for by a button.

Nothing goes by that: the button mails a link, which leads to config/pages/erasure.py. All of it can be done in every
state of an account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Account, User
from config.pages.forms_of_people import Find
from config.pages.naming import Names, found, names
from config.pages.people import at_work, may, proven, signed_in
from config.pages.refusals import told
from contacts.models import Contact
from database.refusals import NotFound
from erasure import actions
from erasure.subjects import STAYS
from graph.ids import decode, encode
from permissions import erasures as permitted
from permissions.catalogue import Action
from permissions.viewer import Viewer


@login_required
@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """Offer what there is, and look for a contact."""
    user, form = signed_in(request), Find(request.GET or None)
    context = {
        "form": form,
        "contacts": _contacts(request, form.cleaned_data["find"]) if form.is_valid() else None,
        "oneself": encode(User, user.pk),
        "account": encode(Account, user.account_id) if may(user, Action.ACCOUNT_ERASE) else None,
    }
    return render(request, "pages/erasures.html", context)


@proven
def erase(request: HttpRequest, subject_id: str) -> HttpResponse:
    """Show what would go and what stays, and mail the link that has it erased."""
    form, context = Form(request.POST), dict[str, Any]()
    with told(form), _subject(request, subject_id) as (viewer, subject, key):
        if request.method == "POST":
            actions.request(subject, key, actor=viewer.user)
            words = f"A mail is on its way to {viewer.user.email}. Nothing goes before you follow the link in it."
            messages.success(request, words)
            return redirect("erasures")
        goes = actions.preview(subject, key, actor=viewer.user)
        context = {"goes": goes.items(), "stays": STAYS[subject]}
    name = names(request, [subject_id]).get(subject_id, subject_id)
    return render(request, "pages/erase.html", context | {"form": form, "name": name})


def _contacts(request: HttpRequest, text: str | None) -> Names:
    of_all = found(request, text.strip()) if text else {}
    return {record_id: name for record_id, name in of_all.items() if decode(record_id)[0] is Contact}


@contextmanager
def _subject(request: HttpRequest, subject_id: str) -> Iterator[tuple[Viewer, str, UUID]]:
    """Give the viewer, and what they would have erased; 404 for who knows of none such."""
    with at_work(request) as viewer:
        try:
            subject, key = permitted.subject(viewer, subject_id)
        except NotFound as error:
            raise Http404 from error
        yield viewer, subject, key
