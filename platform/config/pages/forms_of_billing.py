"""What do forms ask about paying? What goes to the payment processor is in fields that never show anything."""

from collections.abc import Mapping
from typing import Any

from django import forms

from billing.details import ADDRESS, BillingDetails, TaxId
from billing.models import Plan
from billing.plans import Price
from billing.wishes import SEATS_MAX
from config.pages.fields import Checks, Choice, Said
from config.pages.money import money
from config.pages.standings import PERIODS, PLANS
from database.values import UNSET


class Unshown(forms.TextInput):
    """A field that is always empty: what somebody typed into it is in no page, not even in the answer."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return Django's, without the value."""
        return super().get_context(name, None, attrs)


def unshown(label: str, autocomplete: str, hint: str = "", **attributes: str) -> Said:
    """Return a field of billing details."""
    widget = Unshown(attrs={"autocomplete": autocomplete, **attributes})
    return Said(label=label, help_text=hint, widget=widget)


class Details(forms.Form):
    """What bills are made out to. What is left empty stays as the processor has it."""

    TEXTS = ("name", "email", *ADDRESS)
    REMOVABLE = (
        ("name", "The name"),
        ("email", "The e-mail address"),
        ("address", "The address"),
        ("tax_id", "Tax ids"),
    )

    name = unshown("Name on bills", "billing organization")
    email = unshown("E-mail address for bills", "billing email", type="email")
    street = unshown("Street and number", "billing street-address")
    city = unshown("Town", "billing address-level2")
    region = unshown("Region", "billing address-level1")
    postal_code = unshown("Postal code", "billing postal-code")
    country = unshown("Country", "billing country", "Two letters, such as GB or NO.")
    tax_id_type = unshown("Kind of tax id", "off", "As Stripe names them: eu_vat, gb_vat, us_ein.")
    tax_id = unshown("Tax id", "off")
    remove = forms.MultipleChoiceField(
        label="Remove what the processor has",
        choices=REMOVABLE,
        widget=Checks,
        required=False,
    )

    def details(self) -> BillingDetails:
        """Return what was said."""
        said, gone = self.cleaned_data, set(self.cleaned_data["remove"])
        values: dict[str, Any] = {name: said[name] or (None if _group(name) in gone else UNSET) for name in self.TEXTS}
        values["tax_id"] = None if "tax_id" in gone else UNSET
        if said["tax_id"] or said["tax_id_type"]:
            values["tax_id"] = TaxId(said["tax_id_type"] or "", said["tax_id"] or "")
        return BillingDetails(**values)


class ChoosePlan(forms.Form):
    """How often to pay."""

    def __init__(self, *args: Any, prices: Mapping[Plan, Price], seats: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(str(plan), _offer(plan, price, seats)) for plan, price in prices.items()]
        self.fields["plan"] = forms.ChoiceField(label="How often do you pay?", widget=Choice, choices=offers)


class Seats(forms.Form):
    """For how many people to pay at least."""

    seats = forms.IntegerField(label="Seats", min_value=1, max_value=SEATS_MAX, help_text="No fewer than people.")


def _group(name: str) -> str:
    return "address" if name in ADDRESS else name


def _offer(plan: Plan, price: Price, seats: int) -> str:
    """ "Monthly: 9.00 USD for each seat and month, 27.00 USD for 3 seats"."""
    each, all_of_them = money(price.unit_amount, price.currency), money(price.unit_amount * seats, price.currency)
    together = f", {all_of_them} for {seats} seats" if seats > 1 else ""
    return f"{PLANS[plan]}: {each} for each seat and {PERIODS[plan]}{together}"
