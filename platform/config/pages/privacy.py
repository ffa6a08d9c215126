"""What do we promise, and is it kept? The policy in our own words, each sentence with how it stands just now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_safe

from privacy.promises import SECTIONS
from privacy.proof import prove

SECONDS = 300  # reading all of our code takes a moment


@require_safe
@cache_page(SECONDS)
def privacy(request: HttpRequest) -> HttpResponse:
    """Show it to everybody."""
    sections = [(heading, list(prove(promises))) for heading, promises in SECTIONS.items()]
    return render(request, "pages/privacy.html", {"sections": sections, "at": timezone.now()})
