"""The dependencies as one small, repeatable zip: what Lambda never reads is left out, and bytecode is put in.

A package as Chalice makes it is 18 MB, carries 440 service models for the six we call, and is compiled anew
at every cold start because the code directory is read-only. Bytecode marked "unchecked" is used as it is,
whatever the file times say.
"""

import ast
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from infra.slim_models import OPERATIONS, trim_models
from infra.slim_symbols import forget_symbols

SERVICES = tuple(OPERATIONS)

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DROPPED_FOLDERS = {"__pycache__", "tests", "benchmarks", "bin"}
_DROPPED_SUFFIXES = {".pyi", ".exe"}
_DROPPED_FILES = {
    "RECORD",
    "WHEEL",
    "INSTALLER",
    "REQUESTED",
    "py.typed",
    "examples-1.json",
    "examples-1.json.gz",
}
# cryptography needs the compiled _cffi_backend only; functions speak to AWS through botocore: boto3 and s3transfer
# are for tools;
# of powertools we use logs, metrics and batches. A test imports the whole application from what is left.
_DROPPED_ROOTS = (
    "cffi/",
    "pycparser/",
    "boto3/",
    "botocore/crt/auth.py",
    "s3transfer/",
    "segno/cli.py",
    "segno/helpers.py",
    "dateutil/easter.py",
    "dateutil/rrule.py",
    "dateutil/zoneinfo/",
    "urllib3/contrib/",
    "cryptography/cobblestone.py",
    "cryptography/fernet.py",
    "cryptography/hazmat/asn1/",
    "cryptography/hazmat/primitives/hpke.py",
    "cryptography/hazmat/primitives/kdf/",
    "cryptography/hazmat/primitives/serialization/pkcs7.py",
    "cryptography/hazmat/primitives/serialization/pkcs12.py",
    "cryptography/hazmat/primitives/twofactor/",
    "aws_lambda_powertools/event_handler/",
    "aws_lambda_powertools/metrics/provider/datadog/",
    *(
        f"aws_lambda_powertools/utilities/{unused}/"
        for unused in (
            "auth_alpha",
            "circuit_breaker",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
        )
    ),
    *(f"aws_lambda_powertools/utilities/{unused}/" for unused in ("parameters", "parser", "streaming", "validation")),
)
# Put in as sources: their bytecode is twice as large, and only what makes reports or QR codes imports them (0.2 s).
AS_SOURCES = frozenset({"segno", "xlsxwriter"})
_ZONES = ("tzdata/zoneinfo/Asia/", "tzdata/zoneinfo/Etc/", "tzdata/zoneinfo/UTC")


def layer(requirements: Path, cache: Path, stage: str) -> Path:
    """The zip of everything in `requirements`, made once for each content of that file and kept in `cache`.

    stage   "local" takes the wheels of this machine; others take the wheels of Lambda (Linux x86_64)
    raises  subprocess.CalledProcessError when a package cannot be downloaded
    """
    here = stage == "local" and (sys.platform, platform.machine()) != ("linux", "x86_64")
    key = hashlib.sha256(requirements.read_bytes())
    for source in ("slim.py", "slim_models.py", "slim_symbols.py"):
        key.update(Path(__file__).with_name(source).read_bytes())
    key.update(f"{sys.version_info[:2]} {platform.platform() if here else 'lambda'}".encode())
    kept = cache / f"{key.hexdigest()[:16]}.zip"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            site = Path(scratch) / "site"
            _install_here(requirements, site) if here else _install_for_lambda(requirements, site)
            trim(site)
            compile_all(site)
            half_made = Path(scratch) / "layer.zip"
            with zipfile.ZipFile(half_made, "w") as target:
                add(target, site)
            half_made.replace(kept)
    return kept


def _install_for_lambda(requirements: Path, site: Path) -> None:
    """Chalice's own builder, in its own process: it knows which wheels fit which Lambda runtime."""
    abi = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    build = (
        "import sys; from chalice.deploy.packager import DependencyBuilder;"
        "from chalice.utils import OSUtils;"
        "DependencyBuilder(OSUtils()).build_site_packages(*sys.argv[1:])"
    )
    _quietly([sys.executable, "-c", build, abi, str(requirements), str(site)])


def _install_here(requirements: Path, site: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _quietly([*pip, "--target", str(site), "--requirement", str(requirements)])


def _quietly(command: list[str]) -> None:
    """Run `command`; its words appear only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


def trim(site: Path) -> None:
    """Remove from `site` what no function of ours ever reads."""
    for path in sorted(site.rglob("*")):
        if path.is_file() and not _wanted(PurePosixPath(path.relative_to(site).as_posix())):
            path.unlink()
    for library in site.rglob("*.so"):
        forget_symbols(library)
    _trim_endpoints(site / "botocore" / "data" / "endpoints.json")
    trim_models(site / "botocore" / "data")


def _wanted(path: PurePosixPath) -> bool:
    name, folders = str(path), path.parts[:-1]
    if _DROPPED_FOLDERS & set(folders) or path.suffix in _DROPPED_SUFFIXES or path.name in _DROPPED_FILES:
        return False
    if name.startswith(_DROPPED_ROOTS) or (folders and folders[0].endswith(".data")):
        return False
    if name.startswith("tzdata/zoneinfo/") and path.suffix != ".py":
        return name.startswith(_ZONES)
    service_model = folders[:2] == ("botocore", "data") and len(folders) > 2
    return not service_model or folders[2] in SERVICES


def _trim_endpoints(path: Path) -> None:
    """Keep the addresses of our services only: 1.2 MB that each first client would parse."""
    if not path.exists():
        return
    document = json.loads(path.read_text("utf-8"))
    for partition in document["partitions"]:
        kept = {name: row for name, row in partition["services"].items() if name in (*SERVICES, "email")}
        partition["services"] = kept
    path.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True), "utf-8")


def bare(source: str) -> str:
    """`source` without its docstrings, every line where it was: a tenth of the bytecode, which no function reads.

    Assertions stay: Python's own way of leaving docstrings out would take them along.
    """
    lines = source.encode().splitlines(keepends=True)
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for scope in ast.walk(ast.parse(source)):
        if isinstance(scope, scopes) and ast.get_docstring(scope, clean=False) is not None:
            said = scope.body[0]
            assert said.end_lineno
            assert said.end_col_offset
            first, last = said.lineno - 1, said.end_lineno - 1
            before, after = lines[first][: said.col_offset], lines[last][said.end_col_offset :]
            left = b"" if isinstance(scope, ast.Module) else b"..."  # before an import of __future__ nothing may stand
            lines[first : last + 1] = [before + left + (after if first == last else b"\n")] + (
                [b"\n"] * (last - first - 1) + [after] if first != last else []
            )
    return b"".join(lines).decode()


def compile_all(folder: Path) -> None:
    """Bytecode in the place of sources; the same bytes on every run and in every place.

    Sources are 3 MB that Python never reads: a traceback names file and line without them.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", "-b"]
    command += ["-x", f"/({'|'.join(sorted(AS_SOURCES))})/", "-s", str(folder), "-p", "/var/task", str(folder)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    for source in folder.rglob("*.py"):
        if AS_SOURCES.isdisjoint(source.parts):
            source.unlink()


def add(target: zipfile.ZipFile, folder: Path) -> None:
    """Put every file of `folder` into `target`, sorted, with a fixed time and fixed rights."""
    for path, name in _sorted_files(folder):
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # Unix, also when built elsewhere
        entry.external_attr = 0o100644 << 16
        target.writestr(entry, path.read_bytes(), compresslevel=9)


def _sorted_files(folder: Path) -> Iterator[tuple[Path, str]]:
    found = ((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())
    yield from sorted(found, key=lambda pair: pair[1])
