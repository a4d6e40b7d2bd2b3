"""Trees of RFC 6962, held to its own examples."""

from hashlib import sha256

import pytest

from chalicelib.ledger import merkle

# Inputs and roots of the reference implementation of certificate transparency, for 0 to 8 leaves.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(9))
def test_roots_are_those_of_the_reference(count: int) -> None:
    leaves = [merkle.leaf(bytes.fromhex(one)) for one in INPUTS[:count]]
    assert merkle.root(leaves).hex() == ROOTS[count]


def test_every_leaf_of_every_tree_up_to_70_is_proved_and_nothing_else_is() -> None:
    leaves = [sha256(bytes([n])).digest() for n in range(70)]
    for count in range(1, 71):
        root = merkle.root(leaves[:count])
        for index in range(count):
            path = merkle.proof(leaves[:count], index)
            assert merkle.root_of(leaves[index], index, count, path) == root
            assert merkle.root_of(leaves[index - 1], index, count, path) != root or count == 1
            assert merkle.root_of(leaves[index], count, count, path) is None
            assert merkle.root_of(leaves[index], index, count, [*path, root]) is None
            if path:
                assert merkle.root_of(leaves[index], index, count, path[:-1]) is None
