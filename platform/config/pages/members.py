"""Who works in an account? All of it see that; administrators invite, take invitations back, and change roles."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import invitations as inviting
from accounts import members as verbs
from accounts.models import CUSTOMER_ROLES, Invitation, User
from billing.seats import SeatCost, SeatCostUnconfirmed, require_cost_known
from config.pages.forms_of_people import Adding, Invite
from config.pages.people import adding, at_work, may, signed_in
from config.pages.refusals import told
from permissions.access import record
from permissions.catalogue import LEVELS, Action, require
from permissions.viewer import Viewer
from tokens import leaving


@login_required
def members(request: HttpRequest) -> HttpResponse:
    """List the people, and for administrators who is invited; take an invitation."""
    form, cost = Invite(request.POST or None), None
    if form.is_valid():
        said = form.cleaned_data
        try:
            with told(form), adding(request) as viewer:
                require(viewer, Action.INVITATION_CREATE)
                require_cost_known(viewer.user.account_id, form.known)
                invitation = inviting.invite(said["email"], said["role"], actor=viewer.user)
                messages.success(request, f"{invitation.email} is invited.")
                return redirect("members")
        except SeatCostUnconfirmed as unconfirmed:
            cost = unconfirmed.cost
            form = Invite(initial=said | {"seat_cost": cost.each_period})
    return _shown(request, form, cost)


@login_required
@require_POST
def resend_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send a new link; the one before is void."""
    form = Adding(request.POST)
    try:
        with told(form), adding(request) as viewer:
            invitation = _invitation(viewer, Action.INVITATION_RESEND, invitation_id)
            require_cost_known(viewer.user.account_id, form.known, again=invitation)
            inviting.resend(invitation, actor=viewer.user)
    except SeatCostUnconfirmed as unconfirmed:
        return _shown(request, Invite(), unconfirmed.cost, of=invitation_id)
    return _done(request, form, "The mail is sent again, with a new link.")


@login_required
@require_POST
def revoke_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take one back: its link is void."""
    form = Form(request.POST)
    with told(form), at_work(request) as viewer:
        inviting.revoke(_invitation(viewer, Action.INVITATION_REVOKE, invitation_id), actor=viewer.user)
    return _done(request, form, "The invitation is taken back.")


@login_required
@require_POST
def change_role(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give somebody another role; their sessions end."""
    form = Form(request.POST)
    role = request.POST.get("role", "")
    if role not in CUSTOMER_ROLES:
        return redirect("members")
    with told(form), at_work(request) as viewer:
        require(viewer, Action.USER_CHANGE_ROLE)
        verbs.change_role(_person(viewer, user_id), role, actor=viewer.user)
    return _done(request, form, "The role is changed; they sign in anew.")


@login_required
@require_POST
def deactivate_member(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Deactivate somebody."""
    form = Form(request.POST)
    with told(form), at_work(request) as viewer:
        require(viewer, Action.USER_DEACTIVATE)
        leaving.deactivate(_person(viewer, user_id), actor=viewer.user)
    return _done(request, form, "It is done.")


@login_required
@require_POST
def reactivate_member(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Let somebody in again."""
    form = Adding(request.POST)
    try:
        with told(form), adding(request) as viewer:
            require(viewer, Action.USER_REACTIVATE)
            person = _person(viewer, user_id)
            require_cost_known(viewer.user.account_id, form.known, again=person)
            verbs.reactivate(person, actor=viewer.user)
    except SeatCostUnconfirmed as unconfirmed:
        return _shown(request, Invite(), unconfirmed.cost, of=user_id)
    return _done(request, form, "It is done.")


def _invitation(viewer: Viewer, action: Action, invitation_id: UUID) -> Invitation:
    return record(viewer, Invitation, invitation_id, LEVELS[action])


def _person(viewer: Viewer, user_id: UUID) -> User:
    return record(viewer, User, user_id, LEVELS[Action.USER_VIEW], field="userId")


def _done(request: HttpRequest, form: Form, words: str) -> HttpResponse:
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if form.is_valid():
        messages.success(request, words)
    return redirect("members")


def _shown(request: HttpRequest, form: Invite, cost: SeatCost | None = None, *, of: UUID | None = None) -> HttpResponse:
    """Return the page; if there is a cost, it asks beside whom that is `of` whether to go on, or in the form."""
    may_invite = may(signed_in(request), Action.INVITATION_CREATE)
    with at_work(request) as viewer:
        people = User.objects.filter(account_id=viewer.user.account_id, service_of=None).order_by("username")
        # One that has expired is not shown, unless whoever would send it again is asked.
        invited = Invitation.objects.filter(Q(expires_at__gt=timezone.now()) | Q(pk=of)).order_by("-created_at")
        context = {
            "form": form,
            "cost": cost,
            "of": of,
            "people": people,
            "invited": invited if may_invite else [],
            "may_invite": may_invite,
            "roles": [(role.value, role.label) for role in CUSTOMER_ROLES],
        }
        return render(request, "pages/members.html", context)
