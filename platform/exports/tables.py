"""How do other programs read contacts? As a table (CSV, RFC 4180), made of the lines of an archive."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COLUMNS = (
    *("id", "prefix", "firstName", "middleName", "lastName", "suffix", "nickname", "jobTitle", "company"),
    *("birthday", "website", "source", "emails", "phones", "addresses", "tags", "createdAt", "updatedAt"),
)
# What a spreadsheet takes for a formula; a phone number may begin with its plus.
FORMULA, SIGNS = ("=", "@", "\t", "\r"), ("+", "-")


def table(contacts: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a table of contacts: a header, and a row for each. `names` has those of companies and tags, by id."""
    yield _row(COLUMNS)
    for contact in contacts:
        yield _row(_cell(name, contact.get(name), names) for name in COLUMNS)


def _row(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(_harmless(cell) for cell in cells)
    return text.getvalue().encode()


def _cell(name: str, value: Any, names: Mapping[str, str]) -> str:
    match name:
        case "company":
            return names.get(value, "")
        case "tags":
            return "; ".join(names.get(tag, "") for tag in value)
        case "emails":
            return "; ".join(part["address"] for part in value)
        case "phones":
            return "; ".join(part["e164"] for part in value)
        case "addresses":
            return "; ".join(_address(part) for part in value)
    return value or ""


def _address(part: Mapping[str, str | None]) -> str:
    return ", ".join(filter(None, (part[name] for name in ("street", "postalCode", "city", "region", "country"))))


def _harmless(cell: str) -> str:
    is_formula = cell.startswith(FORMULA) or (cell.startswith(SIGNS) and not cell[1:2].isdigit())
    return f"'{cell}" if is_formula else cell
