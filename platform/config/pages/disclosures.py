"""What left, and to whom? All that went of what somebody owns and of themselves, or what went of one record (P10)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.pages import recipients
from config.pages.naming import Names, in_words, names
from config.pages.reading import shown
from graph.ids import decode

ENTRIES = """{
  nodes { recordId fields recipient recipientId user { username } firstAt lastAt times }
  pageInfo { hasNextPage endCursor }
}"""
ALL = f"query($after: String) {{ viewer {{ disclosures(first: 20, after: $after) {ENTRIES} }} }}"
# Of a record that one owns now, all that went; of what one owned, or was, what went then.
OF_ONE = f"""query($id: ID!, $after: String) {{
  node(id: $id) {{ ... on Record {{ disclosures(first: 20, after: $after) {ENTRIES} }} }}
  viewer {{ disclosures(first: 20, after: $after, filter: {{recordId: {{eq: $id}}}}) {ENTRIES} }}
}}"""


@login_required
@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """List it, newest first."""
    of = request.GET.get("of", "").strip()
    page = _page(request, of, request.GET.get("after"))
    entries = page["nodes"]
    called = names(request, [of, *(entry["recordId"] for entry in entries)])
    named = recipients.named(request, (entry["recipientId"] for entry in entries))
    context = {
        "of": of,
        "name": called.get(of, of),
        "entries": [_entry(entry, called, named) for entry in entries],
        "older": page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None,
    }
    return render(request, "pages/disclosures.html", context)


def _page(request: HttpRequest, of: str, after: str | None) -> Any:
    if not of:
        return shown(request, ALL, after=after)["viewer"]["disclosures"]
    answer = shown(request, OF_ONE, id=of, after=after)
    of_record = (answer["node"] or {}).get("disclosures")
    return of_record if of_record and of_record["nodes"] else answer["viewer"]["disclosures"]


def _entry(entry: dict[str, Any], called: Names, named: dict[str, str]) -> dict[str, Any]:
    record_id = entry["recordId"]
    return {
        "record_id": record_id,
        "name": called.get(record_id) or f"{decode(record_id)[0].__name__} {record_id}",
        "recipient": recipients.in_words(entry, named),
        "fields": in_words(entry["fields"]),
        "times": entry["times"],
        "first_at": datetime.fromisoformat(entry["firstAt"]),
        "last_at": datetime.fromisoformat(entry["lastAt"]),
    }
