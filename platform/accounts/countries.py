"""Which countries are there? ISO 3166-1 alpha-2 codes, as the phone metadata knows them."""

import phonenumbers


def country_code(value: str | None) -> str | None:
    """ "gb" -> "GB", None or "" -> None; raise ValueError if it is no country."""
    code = (value or "").strip().upper()
    if code and code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("Not a two-letter country code, such as GB or NO.")
    return code or None
