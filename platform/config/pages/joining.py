"""How does somebody join in the browser? By registering an account, or by accepting an invitation."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts import invitations, joining
from config.pages.forms_of_people import Accept, Register
from config.pages.people import limited
from config.pages.refusals import told


@limited("signup")
def register(request: HttpRequest) -> HttpResponseBase:
    """Take what a customer says, and send the mail; every address is answered alike (P8)."""
    if request.user.is_authenticated:
        return redirect("settings")
    form = Register(request.POST or None)
    if form.is_valid():
        said = form.values()
        too_many: HttpResponseBase | None = ratelimit.consume_or_429(request, action="signup_mail", key=said.email)
        if too_many:
            return too_many
        with told(form):
            joining.register(said)
            return redirect("registered")
    return render(request, "pages/register.html", {"form": form})


def registered(request: HttpRequest) -> HttpResponseBase:
    """Say that there is mail."""
    return render(request, "pages/registered.html")


@limited("signup")
def invitation(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what somebody is invited to, and make a user of them; who follows an old link is told so."""
    found = invitations.find(key)
    if found is None:
        return render(request, "pages/no_invitation.html")
    said = {**request.POST.dict(), "key": key} if request.method == "POST" else None
    form = Accept(said, initial={"username": found.username})
    if form.is_valid():
        with told(form):
            invitations.accept(**form.cleaned_data)
            return redirect("joined")
    return render(request, "pages/invitation.html", {"form": form, "invitation": found})


def joined(request: HttpRequest) -> HttpResponseBase:
    """Say that they can sign in."""
    return render(request, "pages/joined.html")
