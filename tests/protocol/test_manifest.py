"""Which manifests are served with? Those of which every document is valid and the one that its id says."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from api import Client
from config.asgi import graphql
from database_for_tests import migrated_folder
from graph.document import identifier
from graph.manifest import ManifestError, configured, load
from processes import python

TEXT = "query A { viewer { id } }\n"
KEY = identifier(TEXT)
FORMS = {
    "ours": {KEY: TEXT},
    "Relay's": {KEY.removeprefix("sha256:"): TEXT},
    "Apollo's": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": KEY.removeprefix("sha256:"), "name": "A", "type": "query", "body": TEXT}],
    },
}


def written(folder: Path, manifest: Any) -> Path:
    path = folder / "manifest.json"
    path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
    return path


@pytest.mark.parametrize("form", FORMS)
def test_a_manifest_is_read_in_the_form_that_its_tool_writes(
    nobody_special: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    monkeypatch.setattr(graphql, "trusted", load(written(tmp_path, FORMS[form])))
    answer = nobody_special.post("/graphql", json={"documentId": KEY})
    assert answer.json() == nobody_special.ask(TEXT).json()
    assert answer.json().keys() == {"data"}


INVALID = "{ nothing }"
WRONG = {
    "another text": ({KEY: "{ __typename }"}, "is not the SHA-256 of its document"),
    "another newline": ({KEY: TEXT.replace("\n", "\r\n")}, "is not the SHA-256 of its document"),
    "MD5": ({"d41d8cd98f00b204e9800998ecf8427e": TEXT}, "is not the SHA-256 of its document"),
    "another prefix": ({f"md5:{KEY[7:]}": TEXT}, "is not the SHA-256 of its document"),
    "capitals": ({KEY.upper(): TEXT}, "is not the SHA-256 of its document"),
    "not in the schema": ({identifier(INVALID): INVALID}, "is not valid: Cannot query field"),
    "one of two": ({KEY: TEXT, identifier("{"): "{"}, "is not valid: Syntax Error"),
    "no JSON": ("{", "is not JSON"),
    "a list": ([TEXT], "is not an object of ids and texts"),
    "no texts": ({KEY: {"query": TEXT}}, "is not an object of ids and texts"),
    "no bodies": ({"format": "apollo-persisted-query-manifest", "operations": [{"id": KEY}]}, "is not an object of"),
    "no operations": ({"format": "apollo-persisted-query-manifest"}, "is not an object of ids and texts"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_manifest_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    manifest, reason = WRONG[name]
    path = written(tmp_path, manifest)
    with pytest.raises(ManifestError) as refused:
        load(path)
    assert reason in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="is not to be had: No such file or directory"):
        load(tmp_path / "none.json")


def test_the_settings_name_the_manifest(
    nobody_special: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with override_settings(TRUSTED_DOCUMENTS=str(written(tmp_path, {KEY: TEXT})), TRUSTED_DOCUMENTS_ONLY=True):
        monkeypatch.setattr(graphql, "trusted", configured())
    assert nobody_special.post("/graphql", json={"documentId": KEY}).status_code == 200
    assert nobody_special.code("{ viewer { id } }") == "DOCUMENT_NOT_TRUSTED"
    with (
        override_settings(TRUSTED_DOCUMENTS=None, TRUSTED_DOCUMENTS_ONLY=True),
        pytest.raises(ManifestError, match="STEWARD_TRUSTED_DOCUMENTS_ONLY needs STEWARD_TRUSTED_DOCUMENTS"),
    ):
        configured()


def test_with_a_wrong_manifest_nothing_is_served(tmp_path: Path) -> None:
    path = written(tmp_path, {KEY: INVALID})
    sentence = f'steward: In {path}, "{KEY}" is not the SHA-256 of its document.'
    served = ("-m", "config.manage", "serve", "--no-demo", "--port", "0")
    with migrated_folder() as data, python(*served, "--data", data, STEWARD_TRUSTED_DOCUMENTS=str(path)) as process:
        printed, _ = process.communicate(timeout=60)
    assert (process.returncode, printed.splitlines()[-1]) == (1, sentence)
    assert "Traceback" not in printed
    assert "ready" not in printed


def documents(*files: Path) -> str:
    """What `steward documents FILES` prints."""
    printed = io.StringIO()
    call_command("documents", *map(str, files), stdout=printed)
    return printed.getvalue()


def test_the_command_makes_a_manifest_of_files_byte_for_byte(tmp_path: Path) -> None:
    texts = [TEXT, "query B {\r\n  viewer { id } # 🏃\r\n}"]
    files = [tmp_path / f"{number}.graphql" for number in range(2)]
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode())
    printed = documents(*files)
    assert json.loads(printed) == {identifier(text): text for text in texts}
    assert load(written(tmp_path, printed))


def test_the_command_refuses_a_file_that_is_no_document(tmp_path: Path) -> None:
    wrong, binary = tmp_path / "wrong.graphql", tmp_path / "binary.graphql"
    wrong.write_text(INVALID)
    binary.write_bytes(b"\xff")
    with pytest.raises(ManifestError, match=r"wrong\.graphql is not valid: Cannot query field"):
        documents(wrong)
    with pytest.raises(CommandError, match=r"binary\.graphql is not UTF-8"):
        documents(binary)
    with pytest.raises(CommandError, match=r"none\.graphql is not to be had"):
        documents(tmp_path / "none.graphql")
