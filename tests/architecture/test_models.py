"""Is what is written, written by an action? No signals, no logic in `save()`, and no model ahead of its migrations."""

import ast
import weakref
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import signals as of_auth
from django.core.management import call_command
from django.db import models
from django.db.models import signals as of_models
from django.dispatch import Signal

from tests.architecture.source import MODULES, ROOT, is_ours, tree

OUR_MODELS = [model for model in apps.get_models() if is_ours(model.__module__)]
SIGNALS = {
    name: signal
    for module in (of_models, of_auth)
    for name, signal in vars(module).items()
    if isinstance(signal, Signal)
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_connects_no_signals(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert [name for name in names if name == "django.dispatch" or name.endswith("signals")] == []
        if isinstance(node, ast.Attribute) and node.attr == "connect":
            assert ast.unparse(node.value) in {"psycopg", "sqlite3"}  # to a database


@pytest.mark.parametrize("name", SIGNALS)
def test_nothing_of_ours_listens(name: str) -> None:
    kept = [receiver for _, receiver, *_ in SIGNALS[name].receivers]
    listeners = [receiver() if isinstance(receiver, weakref.ref) else receiver for receiver in kept]
    assert [each for each in listeners if is_ours(each.__module__)] == []


def test_there_are_signals_to_listen_to() -> None:
    assert {"post_save", "pre_delete", "m2m_changed", "user_logged_in"} < set(SIGNALS)
    assert SIGNALS["user_logged_in"].receivers


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_model_saves_as_django_does(model: type[models.Model]) -> None:
    overrides = {"save", "save_base", "delete", "refresh_from_db", "__setattr__"}
    ours = [each for each in model.__mro__ if is_ours(each.__module__)]
    assert ours
    assert [each for each in ours if overrides & set(vars(each))] == []


def test_every_model_is_migrated(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(OUR_MODELS) > 15
    call_command("makemigrations", check=True, dry_run=True)  # exits if there are changes
    assert capsys.readouterr().out == "No changes detected\n"
    call_command("migrate", database="owner", check_unapplied=True, plan=True)
    assert "No planned migration operations." in capsys.readouterr().out
