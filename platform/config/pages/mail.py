"""Which mail does a person want, and which did we send them? Shown and chosen (P7, P9)."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import preferences
from accounts.preferences import MailValues
from config.pages.forms_of_people import Mail
from config.pages.people import at_work
from mail.models import MailLogEntry
from permissions.catalogue import Action, require

SHOWN_MAX = 100  # the API has all


@login_required
def mail(request: HttpRequest) -> HttpResponse:
    """Show it, and take what they choose."""
    with at_work(request) as viewer:
        form = Mail(request.POST or None, initial=asdict(preferences.of(viewer.user.email)))
        if form.is_valid():
            require(viewer, Action.PROFILE_UPDATE)
            values = MailValues(**form.cleaned_data)
            preferences.update_mail_preferences(viewer.user, values, actor=viewer.user)
            messages.success(request, "Your choice is saved.")
            return redirect("mail")
        log = list(MailLogEntry.objects.filter(user=viewer.user).order_by("-pk")[:SHOWN_MAX])
    return render(request, "pages/mail.html", {"form": form, "log": log})
