"""What does an agent see? The open cases, what is said in one, and a record that its owner lets them read (P18).

Nobody else knows of these pages: they are not there (404), also for an agent without a second factor.
"""

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import agents
from accounts.models import Account
from accounts.sessions import hashed
from config import operating
from config.pages.forms_of_support import Answer, AskToRead, Order
from config.pages.reading import look
from config.pages.refusals import told
from database.ids import decode, encode
from database.refusals import Forbidden, Invalid, NotFound
from permissions.support import agency, legal
from permissions.support.models import SupportMessage, SupportRequest

View = Callable[..., HttpResponse]
ACCOUNTS_MAX = 200  # on the page, the oldest; the command tells of all


def for_agents(view: View) -> View:
    """Have a view called with the agent who is signed in, after the request; raise Http404 for all others."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        agent = agents.signed_in(hashed(request.session.session_key or ""))
        if agent is None:
            raise Http404
        try:
            return view(request, agent, **parts)
        except NotFound as error:
            raise Http404 from error

    return guarded


@for_agents
def queue(request: HttpRequest, _agent: Any) -> HttpResponse:
    """List the open cases: nothing that anybody said."""
    return render(request, "pages/support/queue.html", {"cases": list(agency.queue())})


@for_agents
def operator(request: HttpRequest, _agent: Any) -> HttpResponse:
    """Tell what `steward operator` does: counts and states."""
    told_of = {"accounts": list(islice(operating.standings(), ACCOUNTS_MAX)), "jobs": operating.jobs()}
    return render(request, "pages/support/operator.html", told_of)


@for_agents
def case(request: HttpRequest, agent: Any, case_id: UUID) -> HttpResponse:
    """Show a case."""
    return _shown(request, agent, case_id)


@require_POST
@for_agents
def answer(request: HttpRequest, agent: Any, case_id: UUID) -> HttpResponse:
    """Say something in it."""
    form = Answer(request.POST)
    if form.is_valid():
        with told(form):
            agency.answer(case_id, form.cleaned_data["text"] or "", agent=agent)
    return _done(request, agent, case_id, form.is_valid(), "It is said.", saying=form)


@require_POST
@for_agents
def ask(request: HttpRequest, agent: Any, case_id: UUID) -> HttpResponse:
    """Ask to read records that were named in it."""
    with agency.opened(case_id) as found:
        form = AskToRead(request.POST, named=found.records)
        is_valid = form.is_valid()
    if is_valid:
        given = form.cleaned_data
        with told(form):
            agency.ask(case_id, given["records"], given["reason"] or "", given["hours"], agent=agent)
    return _done(request, agent, case_id, form.is_valid(), "Its owner is asked.", asking=form)


@for_agents
def order(request: HttpRequest, agent: Any) -> HttpResponse:
    """Ask to read records by a legal order."""
    form = Order(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        with told(form):
            made = legal.ask(
                _account(given["account"]), given["records"], given["order"] or "", given["hours"], agent=agent
            )
            messages.success(request, "Another agent can confirm it.")
            return redirect("support_case", case_id=made.case_id)
    return render(request, "pages/support/order.html", {"form": form})


@require_POST
@for_agents
def confirm(request: HttpRequest, agent: Any, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Confirm what another agent asked by a legal order."""
    try:
        legal.confirm(case_id, request_id, agent=agent)
        messages.success(request, "It is open, and its owner is told.")
    except (Forbidden, Invalid) as refused:
        messages.error(request, refused.refusals[0].message)
    return redirect("support_case", case_id=case_id)


@require_POST
@for_agents
def read(request: HttpRequest, agent: Any, request_id: UUID, record_id: str) -> HttpResponse:
    """Show a record, which is written down: so nothing but a button leads here, and no browser looks ahead."""
    key = hashed(request.session.session_key or "")
    found = look(key, request_id, record_id, address=request.META.get("REMOTE_ADDR", ""))
    if found is None:
        raise Http404
    return render(request, "pages/support/record.html", {"facts": found, "record_id": record_id})


def _account(account_id: str | None) -> UUID:
    """Return the key of an account; raise NotFound for what is no such id."""
    try:
        prefix, key = decode(account_id or "")
    except ValueError as error:
        raise NotFound("account") from error
    if prefix != Account.ID_PREFIX:
        raise NotFound("account")
    return key


def _done(request: HttpRequest, agent: Any, case_id: UUID, is_done: bool, said: str, **forms: Any) -> HttpResponse:
    if not is_done:
        return _shown(request, agent, case_id, **forms)
    messages.success(request, said)
    return redirect("support_case", case_id=case_id)


def _shown(request: HttpRequest, agent: Any, case_id: UUID, **forms: Any) -> HttpResponse:
    with agency.opened(case_id) as found:
        shown = {
            "case": found,
            "id": encode(found.ID_PREFIX, found.pk),
            "said": list(SupportMessage.objects.filter(case=found).order_by("pk")),
            "requests": list(SupportRequest.objects.filter(case=found).order_by("-pk")),
            "agent": agent,
            "saying": Answer(),
            "asking": AskToRead(named=found.records),
        }
    return render(request, "pages/support/case.html", shown | forms)
