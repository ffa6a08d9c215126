"""What is at the address itself? What this is, and the ways in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def index(request: HttpRequest) -> HttpResponse:
    """Say what this is; to anyone."""
    return render(request, "pages/index.html", {"graphql": request.build_absolute_uri("/graphql")})


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, and what they can set."""
    return render(request, "pages/overview.html")
