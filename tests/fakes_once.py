"""Calls under their keys in memory, held to the contract of DynamoDB's in tests/contracts/test_once.py."""

from dataclasses import dataclass, field

from chalicelib.once.once import Call, Record


@dataclass
class ShelfRecords:
    kept: dict[tuple[str, str, str], Record] = field(default_factory=dict)

    def begin(self, call: Call, now: int, until: int) -> Record | None:
        found = self.kept.get(_whose(call))
        if found and found.until > now:
            return found
        self.kept[_whose(call)] = Record(digest=call.digest, until=until)
        return None

    def finish(self, call: Call, record: Record) -> None:
        self.kept[_whose(call)] = record

    def release(self, call: Call) -> None:
        self.kept.pop(_whose(call), None)


def _whose(call: Call) -> tuple[str, str, str]:
    return call.tenant, call.caller, call.key
