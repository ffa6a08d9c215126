"""What do processes cost? CPU time and memory of a tree, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stat:
    """What /proc/PID/stat says: the parent, and the ticks of the process and of its children that have ended."""

    parent: int
    ticks: int


def _stats() -> dict[int, Stat]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # has ended meanwhile
        found[int(folder.name)] = Stat(int(fields[1]), sum(map(int, fields[11:15])))
    return found


def _tree(root: int, stats: dict[int, Stat]) -> set[int]:
    tree = {root} & stats.keys()
    while more := {pid for pid, stat in stats.items() if stat.parent in tree} - tree:
        tree |= more
    return tree


def cpu_seconds(root: int) -> float:
    """Return the CPU time that a process and its descendants have used so far."""
    stats = _stats()
    return sum(stats[pid].ticks for pid in _tree(root, stats)) / TICKS_PER_SECOND


def peak_mib(root: int) -> float:
    """Return the sum of the greatest resident sizes of a process and its descendants; shared pages count for each."""
    return sum(map(_peak_kib, _tree(root, _stats()))) / 1024


def _peak_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
