"""What is at the address itself? What this is, and the ways in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def index(request: HttpRequest) -> HttpResponse:
    """Say what this is; to anyone."""
    return render(request, "pages/index.html", {"graphql": request.build_absolute_uri("/graphql")})
