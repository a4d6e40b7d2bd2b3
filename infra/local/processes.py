"""Processes of a local run: started apart from the terminal, found by command line, ended by id."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PROC = Path("/proc")


def start(command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> int:
    """Start `command` in a session of its own, so that Ctrl-C reaches the launcher alone; returns its id."""
    with log.open("ab") as words:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=words, stderr=words,
            start_new_session=True,
        )  # fmt: skip
    process.returncode = 0  # its end is watched by id, by whichever process asks; Popen must not complain
    return process.pid


def alive(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def commands() -> dict[int, str]:
    """The command line of every process we may see, by process id."""
    if PROC.is_dir():
        found = {}
        for entry in PROC.iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found
    listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 1) for line in listing.stdout.splitlines())
    return {int(row[0]): row[1] for row in rows if len(row) == 2}


def containing(*words: str) -> list[int]:
    """Processes whose command line holds all of `words`."""
    return sorted(pid for pid, command in commands().items() if all(word in command for word in words))


def stop(pid: int, patience: float) -> bool:
    """Ask process `pid` to end and wait; past `patience` seconds end it. True when it ended by itself."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    if _gone(pid, patience):
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _gone(pid, 5)
    return False


def _gone(pid: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
