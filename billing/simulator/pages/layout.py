"""What do the pages look like? Plain HTML that says it is a simulator; what comes from elsewhere is escaped."""

from collections.abc import Iterable
from html import escape

from billing.simulator.cards import CARDS
from billing.simulator.store import Json

STYLE = """
    body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }
    table { border-collapse: collapse; width: 100% }
    td, th { border-bottom: 1px solid; padding: .25rem .5rem; text-align: left }
    select { max-width: 100% }
    button, select { font: inherit; padding: .25rem .75rem }
"""


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>'
        f"<main><h1>{escape(title)}</h1>{''.join(parts)}<hr><p>This is a simulator: no money moves.</p></main></html>"
    )


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def alert(text: str | None) -> str:
    """Return what went wrong, if anything did."""
    return f'<p role="alert"><strong>{escape(text)}</strong></p>' if text else ""


def link(url: str | None, text: str) -> str:
    """Return a link, if there is anywhere to go."""
    return f'<p><a href="{escape(url)}">{escape(text)}</a></p>' if url else ""


def button(text: str, do: str, **values: str) -> str:
    """Return a form of one button; what it sends is `do`, and values that are hidden."""
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())
    return f'<form method="post">{hidden}<button name="do" value="{do}">{escape(text)}</button></form>'


def card_form(text: str, do: str = "card") -> str:
    """Return the choice of a test card, and a button."""
    options = "".join(
        f'<option value="{card.number}">{spaced(card.number)}: {escape(card.label)}</option>' for card in CARDS
    )
    return (
        f'<form method="post"><p><label for="card">Card</label><br><select id="card" name="card">{options}</select></p>'
        f'<button name="do" value="{do}">{escape(text)}</button></form>'
    )


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; its cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def money(item: Json, name: str) -> str:
    """({"total": 1200, "currency": "usd"}, "total") -> "12.00 USD"."""
    return f"{item[name] / 100:.2f} {item['currency'].upper()}"


def spaced(number: str) -> str:
    """4242424242424242 -> 4242 4242 4242 4242."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
