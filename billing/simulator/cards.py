"""What does a test card do? Stripe's magic numbers, and the names under which programs use them.

https://docs.stripe.com/testing lists them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a bank says no: `code` is Stripe's, `decline_code` the bank's."""

    code: str
    decline_code: str | None
    message: str


DECLINED = Refusal("card_declined", "generic_decline", "Your card was declined.")
INSUFFICIENT = Refusal("card_declined", "insufficient_funds", "Your card has insufficient funds.")
EXPIRED = Refusal("expired_card", None, "Your card has expired.")
INCORRECT_CVC = Refusal("incorrect_cvc", None, "Your card's security code is incorrect.")
PROCESSING = Refusal(
    "processing_error", None, "An error occurred while processing your card. Try again in a little bit."
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A test card.

    `setup` is what its bank says when it is saved, `charge` when it pays. `authentication`: never; unless_set_up, if it
    was not authenticated when it was saved; always.
    """

    number: str
    names: tuple[str, ...]
    brand: str = "visa"
    funding: str = "credit"
    setup: Refusal | None = None
    charge: Refusal | None = None
    authentication: str = "never"
    label: str = "Pays"


def _refused(number: str, why: Refusal, *names: str) -> Card:
    return Card(number=number, names=names, setup=why, charge=why, label=why.message)


CARDS = (
    Card(number="4242424242424242", names=("pm_card_visa",)),
    Card(number="4000056655665556", names=("pm_card_visa_debit",), funding="debit"),
    Card(number="5555555555554444", names=("pm_card_mastercard",), brand="mastercard"),
    Card(number="378282246310005", names=("pm_card_amex",), brand="amex"),
    _refused("4000000000000002", DECLINED, "pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"),
    _refused(
        "4000000000009995",
        INSUFFICIENT,
        "pm_card_chargeDeclinedInsufficientFunds",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
    ),
    _refused("4000000000000069", EXPIRED, "pm_card_chargeDeclinedExpiredCard"),
    _refused("4000000000000127", INCORRECT_CVC, "pm_card_chargeDeclinedIncorrectCvc"),
    _refused("4000000000000119", PROCESSING, "pm_card_chargeDeclinedProcessingError"),
    Card(
        number="4000000000000341",
        names=("pm_card_chargeCustomerFail",),
        charge=DECLINED,
        label="Can be saved, and is then declined",
    ),
    Card(
        number="4000002500003155",
        names=("pm_card_authenticationRequiredOnSetup",),
        authentication="unless_set_up",
        label="3-D Secure, once",
    ),
    Card(
        number="4000000000003220",
        names=("pm_card_threeDSecure2Required",),
        authentication="always",
        label="3-D Secure, each time",
    ),
    Card(
        number="4000002760003184",
        names=("pm_card_authenticationRequired",),
        authentication="always",
        label="3-D Secure, each time",
    ),
)
BY_NUMBER = {card.number: card for card in CARDS}
BY_NAME = {name: card for card in CARDS for name in card.names}
