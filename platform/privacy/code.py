"""What does our own code do that it must not? Read as text and as syntax, as it lies where it runs."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("billing", "graph", "permissions", "platform")
# What can open a connection, beside Django's mail and database, and Stripe's library.
CONNECTING = {"ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "telnetlib"}
CONNECTING |= {"aiohttp", "urllib.request", "urllib3", "xmlrpc.client"}
# Who listens, asks the server whether it is up, or is a simulator that calls this machine alone; and who asks Stripe.
MAY_CONNECT = {
    "billing/simulator/server.py",
    "billing/simulator/webhooks.py",
    "billing/stripe_api/client.py",
    "platform/config/listening.py",
    "platform/config/serving.py",
    "platform/config/simulating.py",
}
SUPERUSERS = ("is_superuser", "is_staff")
BILLING_INFORMATION = ("billing_details", "billing.", "tax_id", "payment_method", "card.", "last4")


# Code does not change while it runs, and to read all of it takes seconds.
@cache
def connecting(root: Path) -> list[str]:
    """Return the modules that import what opens connections, and may not."""
    return [name for name, tree in _modules(root) if name not in MAY_CONNECT and _imported(tree) & CONNECTING]


@cache
def naming_billing(root: Path) -> list[str]:
    """Return the mails that name billing information, and the modules that import Stripe's library beside ours."""
    mails = [mail for mail in _files(root, "mail/*.txt", "email/*.txt") if _names_billing(mail.read_text())]
    others = [(name, tree) for name, tree in _modules(root) if not name.startswith("billing/stripe_api/")]
    return [*(_name(root, mail) for mail in mails), *(name for name, tree in others if "stripe" in _imported(tree))]


@cache
def trusting_superusers(root: Path) -> list[str]:
    """Return the modules that ask whether somebody is a superuser or of the staff, in Python or in a rule's SQL."""
    return [name for name, tree in _modules(root) if any(map(_asks_for_superusers, ast.walk(tree)))]


def _names_billing(text: str) -> bool:
    return any(word in text for word in BILLING_INFORMATION)


def _asks_for_superusers(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in SUPERUSERS
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and any(f".{name}" in text for name in SUPERUSERS)


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in _files(root, "*.py"):
        yield _name(root, path), ast.parse(path.read_text())


def _files(root: Path, *patterns: str) -> Iterator[Path]:
    for source in SOURCES:
        for pattern in patterns:
            yield from sorted((root / source).rglob(pattern))


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _imported(tree: ast.Module) -> set[str]:
    """Return the names of modules that one imports, and of the packages that they are in."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names | {name.partition(".")[0] for name in names}
