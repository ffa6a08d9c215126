"""How is an account paid for? Those who see to it look, choose and change here; a card goes to the processor's pages.

What bills are made out to passes through these forms, and is in none of our pages, tables or logs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.models import User
from billing import actions, wishes
from billing.models import AccountSubscription, Plan, Status, Subscription
from billing.plans import prices
from config.pages.forms_of_billing import ChoosePlan, Details, Seats
from config.pages.people import at_work, may, proven, proven_before
from config.pages.refusals import told
from config.pages.standings import PERIODS, PLANS, STATUSES
from database.refusals import Forbidden
from permissions.catalogue import Action, require
from permissions.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Something that somebody is asked about once more before it is done."""

    question: str
    means: str
    button: str
    done: str
    verb: Callable[..., Subscription]
    action: Action = Action.BILLING_UPDATE


ENDINGS = {
    "cancel": Ending(
        question="Cancel the subscription?",
        means="It goes on until the end of what is paid for. Then everything can still be read, taken along and erased,"
        " and nothing changed. You can come back at any time.",
        button="Cancel it",
        done="It is canceled, and goes on until the end of what is paid for.",
        verb=wishes.cancel,
    ),
    "remove": Ending(
        question="Remove all billing information?",
        means="The payment processor forgets your organisation, with its cards and addresses. A subscription ends at"
        " once, and what is paid for is not paid back.",
        button="Remove it",
        done="The payment processor is told to forget your organisation.",
        verb=wishes.leave,
    ),
    "close": Ending(
        question="Close the account?",
        means="The payment processor forgets your organisation, and nothing can be added or changed any more, by"
        " anybody. Everything can still be read, taken along and erased. A plan opens the account again.",
        button="Close the account",
        done="The account is closed.",
        verb=wishes.close,
        action=Action.ACCOUNT_CLOSE,
    ),
}


@login_required
def billing(request: HttpRequest) -> HttpResponse:
    """Show how the account stands, and what can be done about it."""
    with _paying(request) as viewer:
        standing = _standing(viewer.user)
        context = {
            "standing": standing,
            "status": STATUSES[standing.status],
            "plan": PLANS.get(standing.plan or ""),
            "period": PERIODS.get(standing.plan or ""),
            "subscription": Subscription.objects.first(),
            "may_close": may(viewer.user, Action.ACCOUNT_CLOSE),
        }
        return render(request, "pages/billing.html", context)


@proven
def plan(request: HttpRequest) -> HttpResponse:
    """Offer the plans with what they cost, and take the choice; it is how somebody comes back, too."""
    with _paying(request) as viewer:
        standing, subscription = _standing(viewer.user), Subscription.objects.first()
    needs_card = standing.status != Status.TRIALING and not (subscription and subscription.has_payment_method)
    known = prices()
    if not known:
        return render(request, "pages/plan.html", {"is_unavailable": True})
    form = ChoosePlan(request.POST or None, prices=known, seats=standing.seats, initial={"plan": standing.plan})
    if form.is_valid():
        with told(form), _paying(request) as viewer:
            wishes.change_plan(Plan(form.cleaned_data["plan"]), actor=viewer.user)
            return _done(request, "The plan is chosen.")
    return render(request, "pages/plan.html", {"form": form, "standing": standing, "needs_card": needs_card})


@proven
def seats(request: HttpRequest) -> HttpResponse:
    """Take for how many people to pay at least."""
    with _paying(request) as viewer:
        standing = _standing(viewer.user)
    form = Seats(request.POST or None, initial={"seats": standing.seats})
    if form.is_valid():
        with told(form), _paying(request) as viewer:
            wishes.set_seats(form.cleaned_data["seats"], actor=viewer.user)
            return _done(request, "The number of seats is noted.")
    return render(request, "pages/seats.html", {"form": form, "standing": standing})


@proven_before
def details(request: HttpRequest) -> HttpResponse:
    """Pass on what bills are made out to."""
    form = Details(request.POST or None)
    with told(form), _paying(request) as viewer:
        if form.is_valid():
            actions.set_billing_details(form.details(), actor=viewer.user)
            return _done(request, "The payment processor has it.")
    return render(request, "pages/billing_details.html", {"form": form})


@proven
@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """Lead to the processor's own page, where a card is given. No form may lead there by itself: `form-action`."""
    return _led(
        request, "Add a card", lambda viewer: actions.start_payment_setup(actor=viewer.user, is_hosted=True).url
    )


@proven
@require_POST
def portal(request: HttpRequest) -> HttpResponse:
    """Lead to the processor's own pages, where invoices and cards are seen."""
    return _led(request, "Invoices and cards", lambda viewer: actions.billing_portal(actor=viewer.user))


@proven
def end(request: HttpRequest, how: str) -> HttpResponse:
    """Ask once more, and do it."""
    ending, form = ENDINGS[how], Form(request.POST)
    with told(form), _paying(request, ending.action) as viewer:
        if request.method == "POST":
            ending.verb(actor=viewer.user)
            return _done(request, ending.done)
    return render(request, "pages/end.html", {"form": form, "ending": ending})


@contextmanager
def _paying(request: HttpRequest, action: Action = Action.BILLING_UPDATE) -> Iterator[Viewer]:
    """As `at_work`, for those whose role allows it; 403 for others."""
    with at_work(request) as viewer:
        try:
            require(viewer, action)
        except Forbidden as error:
            raise PermissionDenied from error
        yield viewer


def _standing(user: User) -> AccountSubscription:
    return AccountSubscription.objects.get(pk=user.account_id)


def _led(request: HttpRequest, heading: str, find: Callable[[Viewer], Any]) -> HttpResponse:
    form = Form(request.POST)
    with told(form), _paying(request) as viewer:
        return render(request, "pages/processor.html", {"heading": heading, "url": find(viewer)})
    return _refused(request, form)


def _refused(request: HttpRequest, form: Form) -> HttpResponse:
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("billing")


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("billing")
