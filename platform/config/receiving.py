"""How does mail to the support address come here? From a pipe (`steward mail receive`), or by POST /mail/inbound.

Both take a mail as it is (RFC 5322) and have the same done with it, which nobody is told: the answer is the same for
who is known here and who is not, and for what is no mail at all. Nothing of it is kept or logged.
"""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts import preferences
from mail.inbound import OCTETS_MAX, who_opts_out
from mail.models import How

MEDIA_TYPE = "message/rfc822"


def receive(octets: bytes) -> None:
    """Have no optional mail be sent to who asks for that."""
    address = who_opts_out(octets)
    if address:
        preferences.choose(address, preferences.NO_MAIL, how=How.MAIL)


# It takes nothing from cookies, so there is nothing that another site's page could borrow.
@csrf_exempt
def inbound(request: HttpRequest) -> HttpResponse:
    """Answer 202 to any mail that comes with our secret, and 401 without; 404 where there is none."""
    if not settings.INBOUND_SECRET:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.INBOUND_SECRET}"):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    if request.content_type != MEDIA_TYPE:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    receive(request.read(OCTETS_MAX))
    return HttpResponse(status=HTTPStatus.ACCEPTED)
