"""Merkle trees as RFC 6962 (certificate transparency) builds them, over SHA-256. Pure; all digests are 32 bytes."""

from collections.abc import Sequence
from hashlib import sha256


def leaf(data: bytes) -> bytes:
    """The digest of a leaf; its prefix differs from a node's, so that neither passes for the other."""
    return sha256(b"\x00" + data).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over digests of leaves; of none at all, the digest of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:  # the same tree as splitting at powers of two: a last one without a pair goes up as it is
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The digests that lead from the leaf at `index` to the root, from below."""
    level, place, path = list(leaves), index, list[bytes]()
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(level[beside])
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
        place //= 2
    return path


def root_of(leaf_digest: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root a proof leads to, of a tree of `count` leaves; None when it cannot be a proof for `index`."""
    if not 0 <= index < count:
        return None
    digest, place, last, rest = leaf_digest, index, count - 1, list(path)
    while last:
        if place % 2 or place < last:
            if not rest:
                return None
            beside = rest.pop(0)
            digest = _node(beside, digest) if place % 2 else _node(digest, beside)
        place, last = place // 2, last // 2
    return digest if not rest else None


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
