"""How does somebody join in the browser? By registering an account, or by accepting an invitation."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts import joining
from config.pages.forms import Register
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
