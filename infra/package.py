"""python -m infra.package --stage local --out build

`chalice package` with infra/resources.yaml merged in, then made small and repeatable (slim.py). Leaves
<out>/deployment.zip and <out>/template.json; does nothing when no input has changed since.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import yaml

from infra import slim

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ROOT / ".local" / "layers"
STAGES = ("prod", "local")
REGION = "ap-southeast-1"
LIMIT = 10_000_000  # bytes, design.md section 6


def package(stage: str, out: Path) -> bool:
    """Make <out>/deployment.zip and <out>/template.json; returns False when they were up to date already."""
    inputs = fingerprint(stage)
    note = out / "package.json"
    if note.exists() and json.loads(note.read_text("utf-8")).get("inputs") == inputs:
        return False
    out.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    layer = slim.layer(ROOT / "requirements.txt", LAYERS, stage)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        made = _chalice_package(stage, Path(scratch))
        code = Path(scratch) / "code"
        with zipfile.ZipFile(made / "deployment.zip") as archive:
            archive.extractall(code)
        for source in (code / "chalicelib").rglob("*.py"):
            source.write_text(slim.bare(source.read_text("utf-8")), "utf-8")
        slim.compile_all(code)
        bundle = Path(scratch) / "bundle.zip"
        shutil.copyfile(layer, bundle)
        with zipfile.ZipFile(bundle, "a") as target:
            slim.add(target, code)
        template = yaml.safe_load((made / "sam.yaml").read_text("utf-8"))
        bundle.replace(out / "deployment.zip")
    # JSON, because CloudFormation refuses the anchors of the YAML that Chalice writes.
    (out / "template.json").write_text(json.dumps(template, indent=1, sort_keys=True, ensure_ascii=False), "utf-8")
    note.write_text(json.dumps({"inputs": inputs, "stage": stage, "sha256": digest(out / "deployment.zip")}), "utf-8")
    return True


def fingerprint(stage: str) -> str:
    """A digest of everything the package depends on."""
    found = hashlib.sha256(f"{stage} {sys.version_info[:2]} {sys.platform}".encode())
    for path in sorted(_inputs()):
        found.update(f"{path.relative_to(ROOT).as_posix()} {digest(path)}\n".encode())
    return found.hexdigest()


def _inputs() -> list[Path]:
    code = [path for path in (ROOT / "chalicelib").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    named = [ROOT / "app.py", ROOT / "requirements.txt", ROOT / "infra" / "resources.yaml"]
    return [*code, *named, *(ROOT / ".chalice").glob("*.json"), *(ROOT / "infra").glob("*.py")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _chalice_package(stage: str, scratch: Path) -> Path:
    """Run `chalice package` on a copy without requirements: it downloads them at each change of a line."""
    project, made = scratch / "project", scratch / "made"
    clean = shutil.ignore_patterns("__pycache__", "deployments", "deployed")
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=clean)
    shutil.copytree(ROOT / ".chalice", project / ".chalice", ignore=clean)
    shutil.copyfile(ROOT / "app.py", project / "app.py")
    (project / "requirements.txt").touch()
    command = [
        sys.executable,
        "-c",
        "from chalice.cli import main; main()",
        "--project-dir",
        str(project),
        "package",
    ]
    merge = ["--stage", stage, "--merge-template", str(ROOT / "infra" / "resources.yaml"), str(made)]
    environment = {**os.environ, "AWS_DEFAULT_REGION": REGION, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*command, *merge], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit("chalice package failed; its own words stand above")
    return made


def describe(out: Path) -> dict[str, Any]:
    """Name, size and digest of the package that lies in `out`."""
    bundle = out / "deployment.zip"
    with zipfile.ZipFile(bundle) as archive:
        entries = archive.infolist()
    unzipped = sum(entry.file_size for entry in entries)
    return {
        "bytes": bundle.stat().st_size,
        "unzipped": unzipped,
        "files": len(entries),
        "sha256": digest(bundle),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="local")
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    built = package(options.stage, options.out.resolve())
    facts = describe(options.out)
    how = f"built in {time.monotonic() - started:.1f} s" if built else "unchanged"
    megabytes = facts["bytes"] / 1e6
    sys.stdout.write(f"deployment.zip {megabytes:.1f} MB, {facts['files']} files, {facts['sha256'][:12]}, {how}\n")
    return 0 if facts["bytes"] <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
