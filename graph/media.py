"""In which media type? The client's Accept and Content-Type, against the two of GraphQL over HTTP, both in UTF-8.

    Accept: application/graphql-response+json, application/json;q=0.9    -> application/graphql-response+json
    Accept: */*, or none                                                 -> application/json
    Content-Type: application/json; charset=utf-8                        -> fine

`*/*` and no header are answered in application/json, which every client reads (and the audit of graphql-http wants);
who names application/graphql-response+json knows its statuses, and gets it.
"""

from functools import lru_cache
from typing import NamedTuple

from graph.errors import Code, RequestError

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
KEPT_LENGTH_MAX = 256  # characters; longer headers are read anew each time, so that they cannot fill the memory
UTF8 = ("utf-8", "utf8")
BY_NAME = 2  # the precision of a range that is one media type, after */* and application/*


class Weight(NamedTuple):
    """How much the client wants a media type, and by how precise a range it said so (RFC 9110, section 12.5.1)."""

    quality: float
    precision: int


def accepted(accept: str) -> str:
    """Return the media type to answer in; raise RequestError(NOT_ACCEPTABLE) if the client takes neither of ours."""
    chosen = _choose(accept) if len(accept) <= KEPT_LENGTH_MAX else _choose.__wrapped__(accept)
    if chosen is None:
        raise RequestError(Code.NOT_ACCEPTABLE, f"Accept {GRAPHQL_JSON} or {JSON}, in UTF-8.")
    return chosen


def check_content_type(given: str) -> None:
    """Return for JSON in UTF-8; raise RequestError(UNSUPPORTED_MEDIA_TYPE) otherwise."""
    if given == JSON:
        return
    media, parameters = _parse(given)
    if media != JSON:
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON}.")
    if parameters.get("charset", UTF8[0]) not in UTF8:
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8.")


@lru_cache(maxsize=128)
def _choose(accept: str) -> str | None:
    ranges = [_parse(part) for part in (accept.strip() or "*/*").split(",")]
    graphql, plain = _weight(GRAPHQL_JSON, ranges), _weight(JSON, ranges)
    if max(graphql, plain).quality == 0:
        return None
    by_name = graphql.precision == BY_NAME
    return GRAPHQL_JSON if graphql > plain or (graphql == plain and by_name) else JSON


def _parse(value: str) -> tuple[str, dict[str, str]]:
    """'Application/JSON; charset="UTF-8"' -> ("application/json", {"charset": "utf-8"})."""
    media, *parameters = value.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return media.strip(), {name.strip(): text.strip().strip('"') for name, _, text in pairs}


def _patterns(media: str) -> list[str]:
    """Return the ranges that a media type is in, the most precise last."""
    return ["*/*", f"{media.partition('/')[0]}/*", media]


def _weight(media: str, ranges: list[tuple[str, dict[str, str]]]) -> Weight:
    """Return what the most precise of the ranges that match says."""
    patterns = _patterns(media)
    found = [
        Weight(precision=patterns.index(name), quality=_quality(parameters))
        for name, parameters in ranges
        if name in patterns and parameters.get("charset", UTF8[0]) in UTF8
    ]
    return max(found, key=lambda weight: (weight.precision, weight.quality), default=Weight(0, 0))


def _quality(parameters: dict[str, str]) -> float:
    """Return the weight of a range; one that is no number from 0 to 1 counts as if it were not there."""
    try:
        quality = float(parameters.get("q", "1"))
    except ValueError:
        return 1
    return quality if 0 <= quality <= 1 else 1
