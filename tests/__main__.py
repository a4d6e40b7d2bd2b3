"""python -m tests: every test, in processes side by side. Journeys mostly wait, the others mostly compute.

Each line says whose it is; what failed is told once more at the end. With `--coverage` the lines that ran are counted,
which takes half as long again.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

from infra.local.cloud import prepare_venv

ROOT = Path(__file__).parent.parent
CLOUD = ["tests/contracts", "tests/infra", "tests/journeys"]
ROUGH = [  # a cloud apart: the weather is everybody's, and who calls everything changes a province
    "tests/journeys/test_storm.py", "tests/journeys/test_openapi.py", "tests/journeys/test_two_tenants.py",
]  # fmt: skip
ROOMS = [  # the longest of the others: beside them, they wait at the same time
    f"tests/journeys/test_{name}.py" for name in ("broadcasts", "dossiers", "looking_back", "posts", "surveys")
]  # fmt: skip
PARTS = {
    "units": ["tests", *(f"--ignore={folder}" for folder in CLOUD)],
    "cloud": [*CLOUD, *(f"--ignore={file}" for file in (*ROUGH, *ROOMS))],
    "rooms": ROOMS,
    "rough": ROUGH,
}
COVERAGE = [sys.executable, "-m", "coverage"]
COUNTED = ["--cov", "--cov-report="] if "--coverage" in sys.argv else []


class Part:
    """One process of pytest."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.told: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *COUNTED, *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=os.environ | {"COVERAGE_FILE": f".coverage.{name}", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            sys.stdout.write(f"{self.name} │ {line}")
            sys.stdout.flush()
            if line.startswith(("FAILED ", "ERROR ")) or (line.startswith("=") and " in " in line):
                self.told.append(line)

    def ended(self) -> int:
        code = self.process.wait()
        self.reader.join()
        sys.stdout.writelines(self.told)
        return code


def main() -> int:
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    prepare_venv()  # before two want to install it at once
    parts = [Part(name, arguments) for name, arguments in PARTS.items()]
    try:
        for part in parts:
            part.process.wait()
    except KeyboardInterrupt:  # they have heard it as well, and stop their clouds
        pass
    codes = [part.ended() for part in parts]
    if COUNTED:
        subprocess.run([*COVERAGE, "combine", "--quiet"], cwd=ROOT, check=False)
        subprocess.run([*COVERAGE, "report"], cwd=ROOT, check=False)
    return max(codes, key=abs)


if __name__ == "__main__":
    sys.exit(main())
