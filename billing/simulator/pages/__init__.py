"""What does a person see? The pages that the processor's addresses lead to: cards, 3-D Secure, invoices, the portal."""

from starlette.routing import Route

from billing.simulator.pages import authentication, cards, invoices, portal
from billing.simulator.pages.visits import route
from billing.simulator.processor import Processor


def routes(processor: Processor) -> list[Route]:
    """Return the routes of all pages."""
    return [
        route(processor, "checkout", cards.CHECKOUT, cards.show_checkout, cards.do_checkout),
        route(processor, "setup", cards.SETUP, cards.show_setup, cards.do_setup),
        route(processor, "authenticate", authentication.KINDS, authentication.show, authentication.act),
        route(processor, "invoice", invoices.KINDS, invoices.show, invoices.act),
        route(processor, "portal", portal.KINDS, portal.show, portal.act),
    ]
