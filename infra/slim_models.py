"""Service models with only the operations we call: S3's alone would be 180 KB and 30 ms of every cold start."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# Every AWS service the code makes a client of, and what it calls there; tests/infra/test_package.py compares this with
# the source. DynamoDB is called through pynamodb, which may use any of its item operations.
OPERATIONS: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset({
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "DescribeEndpoints", "DescribeTable", "GetItem", "PutItem",
        "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem",
    }),
    # CreateBucket is never called: botocore reads there how a form that uploads is addressed.
    "s3": frozenset({"CreateBucket", "DeleteObjects", "GetObject", "HeadObject", "ListObjectVersions", "PutObject"}),
    "sesv2": frozenset({"SendEmail"}),
    "sns": frozenset({"Publish"}),
    "sqs": frozenset({"GetQueueAttributes", "SendMessage", "SendMessageBatch"}),
    "ssm": frozenset({"GetParameter", "PutParameter"}),
}  # fmt: skip


def trim_models(data: Path) -> None:
    """Cut the models in botocore's `data` folder down to OPERATIONS."""
    for service, operations in OPERATIONS.items():
        for path in sorted((data / service).glob("*/service-2.json.gz")):
            model = json.loads(gzip.decompress(path.read_bytes()))
            text = json.dumps(trimmed(model, operations), separators=(",", ":"), sort_keys=True)
            path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
        for path in sorted((data / service).glob("*/paginators-1.json*")):
            _keep_paginators(path, operations)
        for path in sorted((data / service).glob("*/waiters-2.json*")):
            path.unlink()


def trimmed(model: Mapping[str, Any], operations: frozenset[str]) -> dict[str, Any]:
    """`model` with these operations, the shapes they reach, and no documentation.

    raises  KeyError for an operation the service does not have
    """
    kept = {name: model["operations"][name] for name in sorted(operations)}
    reached: set[str] = set()
    waiting = [shape for operation in kept.values() for shape in _named(operation)]
    while waiting:
        shape = waiting.pop()
        if shape not in reached:
            reached.add(shape)
            waiting += _named(model["shapes"][shape])
    shapes = {name: model["shapes"][name] for name in sorted(reached)}
    bare: dict[str, Any] = _without_words({**model, "operations": kept, "shapes": shapes})
    return bare


def _named(node: Any) -> Iterator[str]:
    """Every shape a part of a model names."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for part in node.values():
            yield from _named(part)
    elif isinstance(node, list):
        for part in node:
            yield from _named(part)


def _without_words(node: Any) -> Any:
    """Documentation is emptied, not left out: of some parts botocore reads it."""
    if isinstance(node, dict):
        silent = {name: "" for name, part in node.items() if name == "documentation" and isinstance(part, str)}
        return {name: _without_words(part) for name, part in node.items()} | silent
    return [_without_words(part) for part in node] if isinstance(node, list) else node


def _keep_paginators(path: Path, operations: frozenset[str]) -> None:
    packed = path.suffix == ".gz"
    raw = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    document = json.loads(raw)
    document["pagination"] = {name: row for name, row in document["pagination"].items() if name in operations}
    text = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
    path.write_bytes(gzip.compress(text, compresslevel=9, mtime=0) if packed else text)
