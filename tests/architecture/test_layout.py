"""Is everything where DESIGN says, under a name that hides nobody else's?"""

import ast
import subprocess
import sys
import sysconfig
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.source import MODULES, PACKAGES, ROOT, TESTS, pyproject, tree

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])


def test_platform_is_a_folder_and_no_package() -> None:
    assert (ROOT / "platform" / "database" / "__init__.py").exists()
    assert not (ROOT / "platform" / "__init__.py").exists()


@pytest.mark.parametrize("path", [{}, {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}], ids=["root", "our path"])
def test_platform_is_the_standard_librarys(path: dict[str, str]) -> None:
    # In a fresh interpreter, since pytest has imported both long ago; uuid and others import it.
    code = "import platform, uuid; print(platform.__file__, platform.system(), uuid.uuid4().version)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stderr, done.stdout.split()[0]) == ("", str(STANDARD_LIBRARY / "platform.py"))


def test_no_package_has_a_name_of_somebody_elses() -> None:
    ours = set(PACKAGES) | {path.stem for path in TESTS if path.parent.name == "tests"}
    assert {"database", "graph", "worlds"} < ours
    assert ours & set(sys.stdlib_module_names) == set()
    installed = {name for name, of in packages_distributions().items() if set(of) != {"steward"}}
    assert {"django", "strawberry"} < installed
    assert ours & installed == set()


def test_every_package_has_a_layer() -> None:
    contracts = {contract["name"]: contract for contract in pyproject()["tool"]["importlinter"]["contracts"]}
    assert set(PACKAGES) == set(pyproject()["tool"]["importlinter"]["root_packages"])
    assert set(PACKAGES) == layers(contracts["Imports point down"]["layers"])
    of_graph = {path.stem for path in PACKAGES["graph"].glob("*.py")} - {"__init__"}
    of_graph |= {path.parent.name for path in PACKAGES["graph"].glob("*/__init__.py")}
    assert of_graph == layers(contracts["A request goes one way through graph"]["layers"])


def layers(named: list[str]) -> set[str]:
    return {module.strip() for layer in named for module in layer.split("|")}


def test_tests_are_in_folders_and_no_packages() -> None:
    assert [path for path in TESTS if path.name == "__init__.py"] == []
    # A test module is in the folder of what it tests.
    assert [path for path in TESTS if path.name.startswith("test_") and path.parent.name == "tests"] == []


def test_no_module_is_for_whatever_is_left() -> None:
    named_by_django = ROOT / "platform/database/backend/base.py"
    names = {path.stem for path in (*MODULES, *TESTS) if path != named_by_django}
    assert named_by_django.exists()
    assert names & {"utils", "util", "helpers", "misc", "common", "base"} == set()


def test_every_module_says_what_it_is_for() -> None:
    said = [path for path in MODULES if "migrations" not in path.parts]
    assert len(said) > 50
    assert [str(path) for path in said if not ast.get_docstring(tree(path))] == []


def test_no_module_of_billing_is_forgotten_by_the_contract_about_stripe() -> None:
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    [forbidden] = [contract for contract in contracts if contract.get("forbidden_modules") == ["stripe"]]
    modules = {f"billing.{path.stem}" for path in (ROOT / "billing").iterdir() if path.stem.isidentifier()}
    others = {"billing.__init__", "billing.__pycache__", "billing.apps", "billing.migrations", "billing.templates"}
    apart = {"billing.stripe_api", "billing.simulator"}
    assert modules - others - apart == {name for name in forbidden["source_modules"] if name.startswith("billing.")}
