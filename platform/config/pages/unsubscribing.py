"""Where is mail ended that somebody does not want? At the link that it came with: no login, no cookie, one click (P7).

RFC 8058: a mail program ends it by a POST of `List-Unsubscribe=One-Click`; a GET, which programs make of every link,
shows a page and changes nothing; no answer redirects. What stands behind the link is an address, and is not shown: who
was handed a mail on does not learn whose it was. The link proves who may choose, so there is no other proof to forge.
"""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import preferences
from accounts.preferences import MailValues
from config.pages.forms_of_people import Mail
from mail.models import How
from mail.unsubscribing import POSTED, address_of

NAME, VALUE = POSTED


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is sent to the link's address, and have it be what is posted; 404 for a link that is none of ours."""
    address = address_of(token)
    if address is None:
        raise Http404
    if request.method != "POST":
        return _page(request, address)
    if request.POST.get(NAME) == VALUE:
        preferences.choose(address, preferences.NO_MAIL, how=How.ONE_CLICK)
        return _page(request, address, "You get no such mail any more.")
    form = Mail(request.POST)
    if "choose" not in request.POST or not form.is_valid():
        return HttpResponseBadRequest()
    preferences.choose(address, MailValues(**form.cleaned_data), how=How.PAGE)
    return _page(request, address, "Your choice is saved.")


def _page(request: HttpRequest, address: str, said: str | None = None) -> HttpResponse:
    form = Mail(initial=asdict(preferences.of(address)))
    return render(request, "pages/unsubscribe.html", {"form": form, "said": said, "name": NAME, "value": VALUE})
