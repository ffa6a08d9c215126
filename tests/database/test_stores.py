"""Does a store keep what it is given, whole or not at all? Of each kind, and a bucket by real HTTP."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from database.backups.address import store_at
from database.backups.bucket import PART_BYTES, Bucket
from database.backups.store import BackupError, NotKeptError, Store
from s3_server import PAGE, S3


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def kept(store: Store, name: str, to: Path) -> bytes:
    store.get(name, to)
    return to.read_bytes()


def test_what_is_put_there_takes_the_place_of_what_was_and_what_is_added_does_not(store: Store, file: Path) -> None:
    for content, expected in ((b"first", b"first"), (b"other", b"other")):
        file.write_bytes(content)
        store.put("wal/1.gz", file)
        assert kept(store, "wal/1.gz", file) == expected
    file.write_bytes(b"another")
    assert not store.add("wal/1.gz", file)
    assert kept(store, "wal/1.gz", file) == b"other"
    assert store.add("wal/2.gz", file)
    assert kept(store, "wal/2.gz", file) == b"other"


def test_what_is_not_there_is_told_and_deleted_without_a_word(store: Store, file: Path) -> None:
    with pytest.raises(NotKeptError, match=r"wal/1.gz is not in "):
        store.get("wal/1.gz", file)
    file.touch()
    store.put("wal/1.gz", file)
    assert kept(store, "wal/1.gz", file) == b""
    for _ in range(2):
        store.delete("wal/1.gz")
        assert store.names("wal") == []


def test_a_list_is_whole_and_sorted_however_long_it_is(store: Store, file: Path) -> None:
    file.touch()
    names = [f"wal/{number:02}.gz" for number in range(9 * PAGE + 1)]
    for name in ("base/1/label.json", "wall/1", *reversed(names)):
        store.put(name, file)
    assert store.names("wal") == names
    assert store.names("base") == ["base/1/label.json"]


@pytest.fixture
def bucket(s3: S3) -> Bucket:
    return Bucket(f"s3://backups/{os.urandom(8).hex()}")


def test_two_that_add_at_once_do_not_take_each_others_place(bucket: Bucket, tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(4)]
    for each in files:
        each.write_bytes(each.name.encode() * PAGE)
    with ThreadPoolExecutor(len(files)) as threads:
        added = list(threads.map(lambda file: bucket.add("wal/1", file), files))
    [first] = [file for file, is_first in zip(files, added, strict=True) if is_first]
    assert kept(bucket, "wal/1", tmp_path / "got") == first.read_bytes()


def test_what_is_large_goes_in_parts_and_is_there_whole_or_not_at_all(bucket: Bucket, s3: S3, file: Path) -> None:
    content = os.urandom(2 * PART_BYTES + 1)
    file.write_bytes(content)
    s3.door.octets_left = PART_BYTES + PART_BYTES // 2
    with pytest.raises(BackupError, match="does not answer"):
        bucket.put("base/1/base.tar.gz", file)
    s3.door.open()
    assert bucket.names("base") == []
    bucket.put("base/1/base.tar.gz", file)
    s3.door.octets_left = PART_BYTES
    with pytest.raises(BackupError, match="does not answer"):
        bucket.get("base/1/base.tar.gz", file)
    s3.door.open()
    assert kept(bucket, "base/1/base.tar.gz", file) == content


REFUSALS = {
    "another secret": ("s3://backups", {"AWS_SECRET_ACCESS_KEY": "wrong"}, "refuses: SignatureDoesNotMatch"),
    "another key": ("s3://backups", {"AWS_ACCESS_KEY_ID": "AKIAWRONG"}, "refuses: InvalidAccessKeyId"),
    "no bucket": ("s3://nowhere", {}, "refuses: NoSuchBucket"),
    "nobody there": ("s3://backups", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "does not answer"),
    "half a key": ("s3://backups", {"AWS_ACCESS_KEY_ID": None}, "cannot be asked"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_store_that_refuses_or_is_away_is_told_without_a_secret(
    case: str, s3: S3, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, variables, told = REFUSALS[case]
    file.touch()
    Bucket("s3://backups").put("wal/1.gz", file)
    for name, value in variables.items():
        monkeypatch.delenv(name)
        if value:
            monkeypatch.setenv(name, value)
    for ask in (
        lambda: Bucket(address).put("wal/1.gz", file),
        lambda: Bucket(address).get("wal/1.gz", file),
        lambda: Bucket(address).names("wal"),
        lambda: Bucket(address).delete("wal/1.gz"),
    ):
        with pytest.raises(BackupError, match=rf"^{address} {told}.*\.\Z") as failed:
            ask()
        assert not isinstance(failed.value, NotKeptError)
        assert failed.value.__suppress_context__
        said = str(failed.value)
        assert [value for value in (s3.secret, "wrong", "AKIAWRONG") if value in said] == []
    for name, value in s3.variables.items():
        monkeypatch.setenv(name, value)
    assert kept(Bucket("s3://backups"), "wal/1.gz", file) == b""


@pytest.mark.parametrize(
    "address",
    ["s3://AKIAKEY:secret@backups/x", "s3://", "s3:/backups", "s3://backups/../x y", "gs://backups", "https://x"],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BackupError, match="s3://bucket/prefix") as failed:
        store_at(address)
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("endpoint", ["s3.example.org", "ftp://s3.example.org", "https://key:secret@s3.example.org"])
def test_what_is_no_address_of_a_server_is_refused_and_not_repeated(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(BackupError, match="AWS_ENDPOINT_URL is like https://") as failed:
        store_at("s3://backups")
    assert "secret" not in str(failed.value)
