"""Which phone number is that? As typed, national ones in a country -> E.164."""

import phonenumbers


def regions(number: str) -> list[str]:
    """ "+442079460018" -> ["GB", …]: the countries that a national number could be of, which is this; none for none."""
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return []
    code = found.country_code or 0
    likely = (phonenumbers.region_code_for_number(found), phonenumbers.region_code_for_country_code(code))
    return [region for region in dict.fromkeys(likely) if region]


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
