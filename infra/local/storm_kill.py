"""Kills the courier's workers of one local cloud without warning: the children of its process, and no others."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
COURIER = "deliver"  # part of the names of the functions that send


def workers(cloud: int, name: str = COURIER) -> list[int]:
    """Processes below the cloud whose command line names such a function."""
    found = []
    for pid in _below(cloud):
        try:
            line = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it has just ended
            continue
        if name in line.lower():
            found.append(pid)
    return found


def kill(run_folder: Path, name: str = COURIER) -> int:
    """How many were killed; 0 while none is at work."""
    cloud = json.loads((run_folder / "pids.json").read_text("utf-8"))["cloud"]
    killed = 0
    for pid in workers(int(cloud), name):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed += 1
    return killed


def _below(pid: int) -> Iterator[int]:
    """The children of a process, and theirs."""
    children = [child for child, parent in _parents() if parent == pid]
    for child in children:
        yield child
        yield from _below(child)


def _parents() -> Iterator[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        yield int(folder.name), int(stat.rpartition(")")[2].split()[1])
