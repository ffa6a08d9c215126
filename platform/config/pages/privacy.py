"""What do we promise, and is it kept? The policy in our own words, each sentence with how it stands just now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy.kept import KEPT
from privacy.lengths import lengths
from privacy.promises import SECTIONS
from privacy.proof import prove
from privacy.rules import RULES


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show it to everybody. The page itself is kept for nobody: it says who is signed in."""
    sections = [(heading, list(prove(promises))) for heading, promises in SECTIONS.items()]
    days = lengths()
    shown = {"sections": sections, "rules": [(rule, days[rule.name]) for rule in RULES], "kept": KEPT}
    return render(request, "pages/privacy.html", shown | {"at": timezone.now()})
