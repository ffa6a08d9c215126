"""Which phone number is that? As typed, national ones in a country -> E.164."""

import phonenumbers


def e164(typed: str, country: str | None) -> str:
    """("020 7946 0018", "GB") -> "+442079460018"; raise ValueError if it cannot be a number."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        hint = "" if country else " Without a country on the account, begin with + and the country's code."
        raise ValueError(f"Not a phone number.{hint}") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("Not a phone number: too long or too short.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
