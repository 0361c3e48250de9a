"""The code of an address: read back by hand, its correction without a rest, and the patterns that a phone looks for."""

from __future__ import annotations

import pytest

from agonist.viz import qr


def read_back(text: str) -> tuple[str, list[int]]:
    """The text of a code, and all its codewords, by undoing the mask that its format names."""
    dark = qr.modules(text)
    size = len(dark)
    bits = "".join(str(dark[8][c]) for c in (0, 1, 2, 3, 4, 5, 7, 8))
    mask = (int(bits[:5], 2) ^ 0b10101) & 7  # the first five bits of the mask of the format
    _, taken = qr._frame((size - 17) // 4)
    found = [dark[r][c] ^ int(qr.MASKS[mask](r, c) == 0) for r, c in qr._places(taken)]
    words = [int("".join(map(str, found[k : k + 8])), 2) for k in range(0, len(found) - 7, 8)]
    stream = "".join(f"{w:08b}" for w in words)
    assert stream[:4] == "0100"
    count = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * k : 20 + 8 * k], 2) for k in range(count)).decode(), words


@pytest.mark.parametrize(
    "text", ["x", "http://10.0.0.5:8765/", "http://192.168.100.100:8765/?lesson=knee-effusion", "a" * 106]
)
def test_a_code_holds_its_text_and_a_whole_correction(text: str) -> None:
    back, words = read_back(text)
    assert back == text
    root, version = 1, (len(qr.modules(text)) - 17) // 4
    for _ in range(qr.CODEWORDS[version - 1][1]):  # every root of the generator is a root of the codeword
        value = 0
        for word in words[: sum(qr.CODEWORDS[version - 1])]:
            value = qr._product(value, root) ^ word
        assert value == 0
        root = qr._product(root, 2)


def test_a_code_has_its_finders_and_a_longer_text_is_refused() -> None:
    dark = qr.modules("http://10.0.0.5:8765/")
    for top, left in ((0, 0), (0, len(dark) - 7), (len(dark) - 7, 0)):
        assert all(dark[top + r][left + 3] == on for r, on in enumerate((1, 0, 1, 1, 1, 0, 1)))
    with pytest.raises(ValueError, match="do not fit"):
        qr.modules("a" * 107)
