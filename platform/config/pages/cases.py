"""How is somebody helped, and who may look for that? Cases, what agents ask to read, and each look there was (P18).

The owner's side; config/pages/support.py is the agents'. All of it can be done in an account that is not paid for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from config.pages.forms_of_cases import Approve, Naming, OpenCase, Reply
from config.pages.naming import Names, found, in_words, names
from config.pages.people import at_work, may, signed_in
from config.pages.reading import shown
from config.pages.refusals import told
from database.ids import decode
from database.refusals import NotFound
from permissions.access import record
from permissions.catalogue import LEVELS, Action, require
from permissions.levels import Level
from permissions.models import SupportCase, SupportMessage, SupportRequest
from permissions.support import cases as verbs
from permissions.support import consent
from permissions.support.naming import own
from permissions.support.states import state
from permissions.viewer import Viewer

M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=Naming)

CASES = """query($after: String) { viewer {
  supportCases { id subject openedAt closedAt legalOrder requests { state } }
  supportLedger(first: 20, after: $after) {
    nodes { at agent reason recordId fields } pageInfo { hasNextPage endCursor } }
} }"""


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """List one's cases, and what support has read, newest first."""
    viewer = shown(request, CASES, after=request.GET.get("after"))["viewer"]
    ledger = viewer["supportLedger"]
    called = names(request, (look["recordId"] for look in ledger["nodes"]))
    context = {
        "cases": [_case(each) for each in viewer["supportCases"]],
        "ledger": [_look(each, called) for each in ledger["nodes"]],
        "older": ledger["pageInfo"]["endCursor"] if ledger["pageInfo"]["hasNextPage"] else None,
        "may_open": may(signed_in(request), Action.SUPPORT_CASE_OPEN),
    }
    return render(request, "pages/cases.html", context)


@login_required
def new_case(request: HttpRequest) -> HttpResponse:
    """Ask for help."""
    form = _naming(request, OpenCase)
    if form.is_valid():
        said = form.cleaned_data
        with told(form), at_work(request) as viewer:
            require(viewer, Action.SUPPORT_CASE_OPEN)
            named = own(viewer, form.cleaned_data["records"], "records")
            made = verbs.open_case(said["subject"], said["text"], named, actor=viewer.user)
            messages.success(request, "Your case is open. You get a mail if an agent asks to read something of yours.")
            return redirect("case", case_id=made.pk)
    return render(request, "pages/new_case.html", {"form": form})


@login_required
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what is said in a case and asked for in it, and take what its owner has to say."""
    form = _naming(request, Reply)
    if form.is_valid():
        with told(form), _found(request, SupportCase, case_id, LEVELS[Action.SUPPORT_CASE_REPLY]) as (viewer, replied):
            named = own(viewer, form.cleaned_data["records"], "records")
            verbs.reply(replied, form.cleaned_data["text"], named, actor=viewer.user)
            messages.success(request, "It is said.")
            return redirect("case", case_id=case_id)
    return _shown(request, case_id, form)


@login_required
@require_POST
def close_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close a case, and all that was opened for it."""
    form = Form(request.POST)
    with told(form), _found(request, SupportCase, case_id, LEVELS[Action.SUPPORT_CASE_CLOSE]) as (viewer, closed):
        verbs.close(closed, actor=viewer.user)
    return _done(request, form, case_id, "The case is closed, and nothing is open to support by it any more.")


@login_required
@require_POST
def approve_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Let an agent read what they ask for."""
    form = Approve(request.POST)
    level = LEVELS[Action.SUPPORT_REQUEST_APPROVE]
    with told(form), _found(request, SupportRequest, request_id, level) as (viewer, asked):
        if form.is_valid():
            own(viewer, asked.records, "id")
            consent.approve(asked, hours=form.cleaned_data["hours"], actor=viewer.user)
    return _done(request, form, asked.case_id, "It is open to the agent. You can take it back at any moment.")


@login_required
@require_POST
def decline_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Do not let an agent read what they ask for."""
    return _decided(request, request_id, Action.SUPPORT_REQUEST_DECLINE, consent.decline, "It is declined.")


@login_required
@require_POST
def revoke_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take back what an agent was let: their very next read finds nothing."""
    words = "It is taken back: nothing more can be read by it."
    return _decided(request, request_id, Action.SUPPORT_REQUEST_REVOKE, consent.revoke, words)


def _case(said: dict[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(said[name]) for name in ("openedAt", "closedAt") if said[name]}
    states = {asked["state"] for asked in said["requests"]}
    return said | moments | {"pk": decode(said["id"])[1], "states": states}


def _look(entry: dict[str, Any], called: Names) -> dict[str, Any]:
    record_id = entry["recordId"]
    said = {"name": called.get(record_id, record_id), "fields": in_words(entry["fields"] or ())}
    return entry | said | {"at": datetime.fromisoformat(entry["at"])}


def _naming(request: HttpRequest, form: type[F]) -> F:
    """Return a form that offers to tick what was ticked before; if something is looked for, what was found too.

    Then it is not sent yet: it has what was said so far, and nothing in it is wrong.
    """
    said = request.POST
    ticked, text = names(request, said.getlist("records")), said.get("find", "").strip()
    if "find_it" not in said or not text:
        return form(said or None, ticked=ticked)
    of_text = found(request, text)
    initial = said.dict() | {"records": list(ticked), "find": "" if of_text else text}
    return form(initial=initial, ticked=ticked, found=of_text)


def _shown(request: HttpRequest, case_id: UUID, form: Reply) -> HttpResponse:
    with _found(request, SupportCase, case_id, Level.VIEW) as (_, of):
        said = list(SupportMessage.objects.filter(case=of).order_by("pk"))
        stands = RawSQL(state(SupportRequest._meta.db_table), [])  # noqa: S611  # a literal, as all SQL of ours
        requests = list(SupportRequest.objects.filter(case=of).annotate(stands=stands).order_by("-pk"))
    called = names(request, of.records)
    context = {
        "case": of,
        "said": said,
        "requests": [(asked, [called.get(each, each) for each in asked.records]) for asked in requests],
        "records": [called.get(each, each) for each in of.records],
        "form": form,
    }
    return render(request, "pages/case.html", context)


@contextmanager
def _found(request: HttpRequest, model: type[M], key: UUID, level: Level) -> Iterator[tuple[Viewer, M]]:
    """Give the viewer, and a case or request of theirs to do something with; 404 for who has none such."""
    with at_work(request) as viewer:
        try:
            found_one = record(viewer, model, key, level)
        except NotFound as error:
            raise Http404 from error
        yield viewer, found_one


def _decided(
    request: HttpRequest, request_id: UUID, action: Action, verb: Callable[..., SupportRequest], words: str
) -> HttpResponse:
    form = Form(request.POST)
    with told(form), _found(request, SupportRequest, request_id, LEVELS[action]) as (viewer, asked):
        verb(asked, actor=viewer.user)
    return _done(request, form, asked.case_id, words)


def _done(request: HttpRequest, form: Form, case_id: UUID, words: str) -> HttpResponse:
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, str(error))
    if form.is_valid():
        messages.success(request, words)
    return redirect("case", case_id=case_id)
