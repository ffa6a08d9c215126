"""P15 and P16, as people live them: one takes along all that one owns, anybody verifies it, and it comes back."""

import subprocess
import sys
from pathlib import Path

from demo_people import Person
from processes import ROOT, eventually

ASK = "mutation { exportArchive(input: {}) { archive { id } userErrors { code } } }"
MINE = "{ viewer { id archives { id state downloadUrl } } }"
IMPORTS = "{ viewer { imports { id state code } } }"
OWNED = "{ contacts(first: 100) { nodes { id owner { id } } } }"


def complete(person: Person) -> dict:
    [archive] = person.ask(MINE)["viewer"]["archives"]
    return archive if archive["state"] == "COMPLETE" else {}


def brought_back(person: Person, file: Path) -> list[str]:
    """Return the codes of what was wrong with an archive: at once, or when the job has ended."""
    answer = person.http.post(
        "/archives",
        files={"archive": ("archive.zip", file.read_bytes(), "application/zip")},
        headers={"X-CSRFToken": person.http.cookies["csrftoken"], "Accept": "application/json"},
    ).json()
    if answer["userErrors"]:
        return [error["code"] for error in answer["userErrors"]]
    eventually(lambda: ended(person, answer["import"]), seconds=120)
    made = ended(person, answer["import"])
    return [] if made["state"] == "COMPLETE" else [made["code"]]


def ended(person: Person, import_id: str) -> dict:
    [made] = [one for one in person.ask(IMPORTS)["viewer"]["imports"] if one["id"] == import_id]
    return made if made["state"] in ("COMPLETE", "FAILED") else {}


def verified(file: Path, key: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody who has the file alone, in an empty folder."""
    code = "import sys; from config.manage import main; sys.argv[0] = 'steward'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "archive", "verify", str(file), "--key", key],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "STEWARD_DATA": str(file.parent / "nothing")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_p15_p16_what_one_owns_is_taken_along_and_verified_without_a_server(demo: dict[str, Person], tmp_path) -> None:
    ben, dora = demo["ben"], demo["dora"]
    assert ben.ask(ASK)["exportArchive"]["userErrors"] == []
    eventually(lambda: complete(ben), seconds=120)
    path = complete(ben)["downloadUrl"]
    file = tmp_path / "ben.zip"
    file.write_bytes(ben.http.get(path).content)
    assert dora.http.get(path).status_code == 404
    [key, *_] = ben.http.get("/.well-known/steward-archive-key").json()["keys"]
    told = verified(file, key["key"])
    me, contacts = ben.ask(MINE)["viewer"]["id"], ben.ask(OWNED)["contacts"]["nodes"]
    mine = [contact for contact in contacts if contact["owner"]["id"] == me]
    assert (told.returncode, told.stderr) == (0, "")
    assert f"is whole: what {me} owned" in told.stdout and "as it should be" in told.stdout
    assert f"data/contacts.jsonl {len(mine)} records" in " ".join(told.stdout.split())
    assert not (tmp_path / "nothing" / "postgres").exists()
    # It is all still here; and who may look at nothing of it brings in nothing either.
    assert brought_back(ben, file) == ["ACCOUNT_NOT_EMPTY"]
    assert brought_back(dora, file) == ["ARCHIVE_RECORDS_EXIST"] and dora.contacts() == []
    octets = bytearray(file.read_bytes())
    octets[len(octets) // 2] ^= 1
    file.write_bytes(octets)
    told = verified(file, key["key"])
    assert (told.returncode, told.stdout) == (1, "")
    assert "ben.zip: The archive is not as it was signed, or not whole." in told.stderr
