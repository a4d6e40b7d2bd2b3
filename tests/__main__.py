"""python -m tests: every test, in processes side by side. Journeys mostly wait, the others mostly compute.

Each line says whose it is; what failed is told once more at the end. With `--coverage` the lines that ran are counted,
which takes half as long again.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from infra.local.cloud import prepare_venv

ROOT = Path(__file__).parent.parent
CLOUD = ["tests/contracts", "tests/infra", "tests/journeys"]
# Clouds apart: the weather is everybody's, and who calls everything changes a province.
ROUGH = ["tests/journeys/test_storm.py", "tests/journeys/test_openapi.py"]
TENANTS = ["tests/journeys/test_two_tenants.py"]
ROOMS = [  # the longest of the others: beside them, they wait at the same time
    f"tests/journeys/test_{name}.py"
    for name in ("broadcasts", "dossiers", "looking_back", "posts", "surveys", "briefings", "league", "training")
]  # fmt: skip
PARTS = {  # each with its turns, one after the other
    "units": [["tests", *(f"--ignore={folder}" for folder in CLOUD)]],
    "cloud": [[*CLOUD, *(f"--ignore={file}" for file in (*ROUGH, *TENANTS, *ROOMS))]],
    "rooms": [ROOMS, TENANTS],
    "rough": [ROUGH],
}
YIELDING = ("units",)  # nobody in them waits for an answer in time: they take what the journeys leave of the machine
COVERAGE = [sys.executable, "-m", "coverage"]
_STOPPED = (2, -2)  # pytest was interrupted, or killed by the same signal
COUNTED = ["--cov", "--cov-report="] if "--coverage" in sys.argv else []


class Part:
    """Turns of pytest, one after the other, each in a process of its own."""

    def __init__(self, name: str, turns: list[list[str]]) -> None:
        self.name = name
        self.told: list[str] = []
        self.codes: list[int] = []
        self.thread = threading.Thread(target=self._run, args=(turns,))
        self.thread.start()

    def _run(self, turns: list[list[str]]) -> None:
        first = ["nice"] if self.name in YIELDING and shutil.which("nice") else []
        for number, arguments in enumerate(turns):
            with subprocess.Popen(
                [*first, sys.executable, "-m", "pytest", *COUNTED, *arguments],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env=os.environ | {"COVERAGE_FILE": f".coverage.{self.name}.{number}", "PYTHONUNBUFFERED": "1"},
            ) as process:  # fmt: skip
                self._read(process)
            self.codes.append(process.returncode)
            if process.returncode in _STOPPED:
                return

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            sys.stdout.write(f"{self.name} │ {line}")
            sys.stdout.flush()
            if line.startswith(("FAILED ", "ERROR ")) or (line.startswith("=") and " in " in line):
                self.told.append(line)

    def ended(self) -> int:
        self.thread.join()
        sys.stdout.writelines(self.told)
        return max(self.codes, key=abs)


def main() -> int:
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    prepare_venv()  # before two want to install it at once
    parts = [Part(name, turns) for name, turns in PARTS.items()]
    try:
        for part in parts:
            part.thread.join()
    except KeyboardInterrupt:  # they have heard it as well, and stop their clouds
        pass
    codes = [part.ended() for part in parts]
    if COUNTED:
        subprocess.run([*COVERAGE, "combine", "--quiet"], cwd=ROOT, check=False)
        subprocess.run([*COVERAGE, "report"], cwd=ROOT, check=False)
    return max(codes, key=abs)


if __name__ == "__main__":
    sys.exit(main())
