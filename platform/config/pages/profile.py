"""What do a person and their organisation tell of themselves? Shown, changed and removed, with who did it last (P4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.profile import AccountValues, ProfileValues, update_account, update_profile
from config.pages.forms_of_people import Organisation, Profile
from config.pages.people import at_work, may, signed_in
from config.pages.refusals import told
from permissions.catalogue import Action, require


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, and take what they change of that."""
    user = User.objects.select_related("account", "updated_by").get(pk=signed_in(request).pk)
    form = Profile(request.POST or None, initial={"name": user.name, "phone": user.phone})
    if form.is_valid():
        with told(form), at_work(request) as viewer:
            require(viewer, Action.PROFILE_UPDATE)
            update_profile(viewer.user, ProfileValues(**form.cleaned_data), actor=viewer.user)
            messages.success(request, "Your changes are saved.")
            return redirect("settings")
    return render(request, "pages/overview.html", {"form": form, "person": user})


@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    """Show the account, and take what an administrator changes of it."""
    user = signed_in(request)
    account = user.account
    form = Organisation(request.POST or None, initial={name: getattr(account, name) for name in Organisation.NAMES})
    if form.is_valid():
        with told(form), at_work(request) as viewer:
            require(viewer, Action.ACCOUNT_UPDATE)
            update_account(AccountValues(**form.cleaned_data), actor=viewer.user)
            messages.success(request, "The changes are saved.")
            return redirect("organisation")
    context = {"form": form, "account": account, "may_change": may(user, Action.ACCOUNT_UPDATE)}
    return render(request, "pages/organisation.html", context)
