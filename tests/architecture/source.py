"""What is ours? The folders and files that the guard tests read."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOT_SHIPPED = {"bench"}  # has peers in it, with packages of their own
# `platform` is a folder of packages and none itself; what is beside it at the root is each a package.
PACKAGES = {
    folder.name: folder
    for place in (ROOT, ROOT / "platform")
    for folder in place.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in NOT_SHIPPED
}
MODULES = sorted(path for folder in PACKAGES.values() for path in folder.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


@cache
def pyproject() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text())


def is_ours(module: str) -> bool:
    """Whether a module, by its dotted name, is one of ours."""
    return module.split(".", maxsplit=1)[0] in PACKAGES
