"""What may a request to /auth/ hold? A JSON object of texts that can be kept, before anything reads it."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from database.columns import is_text

Answer = Callable[[HttpRequest], HttpResponseBase]


def refuse_unreadable(get_response: Answer) -> Answer:
    """Answer 400 to JSON that is no object or has half of a surrogate pair in it: allauth expects neither."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.content_type != "application/json" or not request.body or _is_readable(request.body):
            return get_response(request)
        error = {"message": "Send a JSON object of valid text.", "code": "invalid"}
        return JsonResponse({"status": 400, "errors": [error]}, status=400)

    return answer


def _is_readable(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and is_text(json.dumps(said, ensure_ascii=False))
