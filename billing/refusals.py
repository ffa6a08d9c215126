"""Why can billing not be changed so? One sentence each; what was sent is in none of them."""

from billing.stripe_api.client import Declined, ProcessorError, Unavailable
from database.refusals import Invalid, Refusal, RefusalCode, Refused

LEAVING = Refusal(
    RefusalCode.PROCESSOR_UNAVAILABLE, None, "Billing information is just being removed: try again in a minute."
)
NO_PLAN = Refusal(RefusalCode.INVALID, None, "There is no plan that could be canceled.")
NOT_A_PAYMENT_METHOD = Refusal(
    RefusalCode.INVALID, "paymentMethodId", "That is no payment method, or setup that succeeded, of this account."
)
PAYMENT_METHOD_NEEDED = Refusal(
    RefusalCode.PAYMENT_METHOD_NEEDED, None, "First give a means of payment: startPaymentSetup, or setPaymentMethod."
)
SEATS_BELOW_PEOPLE = Refusal(RefusalCode.INVALID, "seats", "Fewer seats than people: deactivate somebody before.")
SEATS_INVALID = Refusal(RefusalCode.INVALID, "seats", "A number of seats from 1 to 10,000.")
DECLINED = Refusal(RefusalCode.PAYMENT_DECLINED, "paymentMethodId", "The bank refused it: give another.")
UNAVAILABLE = Refusal(
    RefusalCode.PROCESSOR_UNAVAILABLE, None, "The payment processor cannot be reached. Nothing was changed; try again."
)


def refused(error: ProcessorError, otherwise: Refusal) -> Refused:
    """Return what to tell people of a failure: that of the processor, of the bank, or that what they gave is wrong."""
    if isinstance(error, Unavailable):
        return Invalid(UNAVAILABLE)
    return Invalid(DECLINED if isinstance(error, Declined) else otherwise)
