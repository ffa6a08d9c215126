"""Which code keeps a promise, and which tests hold it? The table of PROMISES.md, from the promises themselves."""

from collections.abc import Iterable, Iterator

from privacy.kept import KEPT
from privacy.promise import Promise
from privacy.promises import SECTIONS
from privacy.rules import RULES, Rule

HEAD = """# Promises

What the privacy policy promises, which code keeps it, and which tests hold it. `steward privacy-proof --table` writes
this file, and a test compares it; `steward privacy-proof` checks on a running system what can be checked there.
"""
COLUMNS = "| promise | in our words | code | tests |\n| --- | --- | --- | --- |"

LASTING = """## How long what is kept

What is too old goes by itself, each night; `steward retention` tells how much of it there is.

| | goes | why |
| --- | --- | --- |
"""
STAYING = """What has no such age:

| | kept |
| --- | --- |
"""


def table() -> str:
    """Return the text of PROMISES.md."""
    sections = (f"## {name}\n\n{COLUMNS}\n{_rows(promises)}" for name, promises in SECTIONS.items())
    return "\n\n".join([HEAD.rstrip(), *sections, *_lasting()]) + "\n"


def _lasting() -> Iterator[str]:
    """Yield the table of rules, with the days that they have unless an operator says otherwise; then what has none."""
    yield LASTING + "\n".join(map(_rule, RULES))
    yield STAYING + "\n".join(f"| {kept.what} | {kept.until} |" for kept in KEPT)


def _rule(rule: Rule) -> str:
    days = f"{rule.days} days" if rule.days > 1 else "a day"
    return f"| {rule.what} | {days} after {rule.since} | {rule.why} |"


def _rows(promises: Iterable[Promise]) -> str:
    return "\n".join(map(_row, promises))


def _row(promise: Promise) -> str:
    cells = (f"**{promise.name}** {promise.heading}", _words(promise), _files(promise.code), _files(promise.tests))
    return f"| {' | '.join(cells)} |"


def _words(promise: Promise) -> str:
    return f"{promise.words} *Not there yet: {promise.missing}.*" if promise.missing else promise.words


def _files(named: Iterable[str]) -> str:
    """Return links: "tests/accounts/test_cookies.py::p20" -> [test_cookies.py::p20](tests/accounts/test_cookies.py)."""
    return "<br>".join(f"[{_short(name)}]({name.partition('::')[0]})" for name in named)


def _short(name: str) -> str:
    return "/".join(name.rstrip("/").split("/")[-2:])
