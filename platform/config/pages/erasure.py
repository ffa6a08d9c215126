"""What goes, and is it to go? Where the link in the mail leads; whoever has it needs not be signed in."""

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from config.pages.people import limited
from config.pages.refusals import told
from erasure import actions
from erasure.subjects import STAYS


@limited("signup")
def erasure(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what goes and what stays, and have it erased; who follows an old link is told so."""
    found = actions.find(key)
    if found is None:
        return render(request, "pages/no_erasure.html")
    asked, goes = found
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with told(form):
            actions.confirm(key)
            return redirect("erasing")
    said = {"asked": asked, "goes": goes.items(), "stays": STAYS[asked.subject], "form": form}
    return render(request, "pages/erasure.html", said)


def erasing(request: HttpRequest) -> HttpResponseBase:
    """Say that it is being done."""
    return render(request, "pages/erasing.html")
