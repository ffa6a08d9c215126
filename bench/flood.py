"""What do honest people notice of an attack? Point queries alone, and beside eight connections that send bombs."""

import json
import subprocess
from pathlib import Path

from bench import load
from bench.database import DATA, Server
from bench.load import Measured
from bench.requests import Person, prepare
from bench.systems import Running

SCRIPT = Path(__file__).with_name("bombs.lua")
CONNECTIONS = 8
SECONDS = 5
NONCE = "@@@@@@@@"  # bombs.lua puts a number here, so that no text comes twice


def _bombs() -> dict[str, str]:
    doubled = " ".join(f"fragment F{n} on Contact {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    opened, closed = "company { contacts { nodes { " * 1_666, " } } }" * 1_666
    lists = " ".join(f"a{n}: contacts(first: 100) {{ nodes {{ id }} }}" for n in range(400))
    selections = {
        "fragments that double on 30 levels": "contacts { nodes { ...F0 } }",
        "5,000 aliases": " ".join(f"a{n}: viewer {{ id }}" for n in range(5_000)),
        "20,000 fields": f"viewer {{ {'id ' * 20_000} }}",
        "5,000 levels": f"contacts {{ nodes {{ {opened} id {closed} }} }}",
        "400 lists": lists,
        "1,900 unknown fields": f"viewer {{ {' '.join(f'x{n}' for n in range(1_900))} }}",
        "3,000 directives": f"viewer {{ id {'@include(if: true) ' * 3_000} }}",
        "a comment of 1 MB": f"viewer {{ id }} #{'x' * 1_000_000}\n",
    }
    fragments = f"{doubled} fragment F30 on Contact {{ id }}"
    return {
        title: f"query Q{NONCE} {{ {selection} }} {fragments if '...' in selection else ''}"
        for title, selection in selections.items()
    }


def run(asked: Running, server: Server, asking: list[Person]) -> tuple[Measured, Measured]:
    """Return the point queries alone, and under the flood."""
    honest = prepare(DATA / "flood-point.txt", asked.system.dialect, "point", asking[50:])
    alone = load.ask(asked, server, honest, connections=CONNECTIONS, seconds=SECONDS)
    flood = _flood(asked, asking[:50])
    try:
        beside = load.ask(asked, server, honest, connections=CONNECTIONS, seconds=SECONDS)
    finally:
        flood.terminate()
        flood.wait()
    return alone, beside


def _flood(asked: Running, attackers: list[Person]) -> subprocess.Popen[bytes]:
    file = DATA / "bombs.txt"
    bombs = [json.dumps({"query": text}) for text in _bombs().values()]
    file.write_text(
        "".join(
            f"{asked.system.dialect.header(person)}\t{asked.system.dialect.path}\t{bomb}\n"
            for person, bomb in zip(attackers, bombs, strict=False)
        )
    )
    seconds = SECONDS + load.WARM_UP_SECONDS + 5
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), f"http://127.0.0.1:{asked.port}"]
    return subprocess.Popen([*command, "--", str(file)], stdout=subprocess.DEVNULL)
