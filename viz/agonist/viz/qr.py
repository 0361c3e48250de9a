"""An address as a QR code: byte mode, level L, versions 1 to 5 (up to 106 characters), drawn as SVG.

After ISO/IEC 18004. Enough for the address of a room; a longer text raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

CODEWORDS = ((19, 7), (34, 10), (55, 15), (80, 20), (108, 26))  # data and correction of versions 1 to 5
FIELD = 0x11D  # the polynomial of the Galois field of 256
FORMAT, FORMAT_MASK = 0x537, 0x5412  # of the 15 bits that tell level and mask
LEVEL_L = 1
QUIET = 4  # light modules around
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)

Grid = list[list[int]]


def _product(a: int, b: int) -> int:
    """Product in the field."""
    found = 0
    while b:
        found ^= a if b & 1 else 0
        a = (a << 1) ^ (FIELD if a & 0x80 else 0)
        b >>= 1
    return found


def _correction(data: list[int], count: int) -> list[int]:
    """Reed-Solomon: the rest of the data divided by the generator with `count` roots."""
    generator, root = [1], 1
    for _ in range(count):
        shifted = [*generator, 0]
        for k, value in enumerate(generator):
            shifted[k + 1] ^= _product(value, root)
        generator, root = shifted, _product(root, 2)
    rest = [*data, *([0] * count)]
    for k in range(len(data)):
        lead = rest[k]
        for j, value in enumerate(generator):
            rest[k + j] ^= _product(value, lead)
    return rest[len(data) :]


def _bits(text: str) -> tuple[int, list[int]]:
    """Version and all bits of a text, data and correction. Raises ValueError where it is too long."""
    content = text.encode()
    fitting = [v for v, (size, _) in enumerate(CODEWORDS) if len(content) + 2 <= size]
    if not fitting:
        raise ValueError(f"{len(content)} bytes do not fit into a code; it takes {CODEWORDS[-1][0] - 2}")
    size, correction = CODEWORDS[fitting[0]]
    stream = f"0100{len(content):08b}" + "".join(f"{byte:08b}" for byte in content) + "0000"
    words = [int(stream[k : k + 8].ljust(8, "0"), 2) for k in range(0, len(stream), 8)][:size]
    words += [(0xEC, 0x11)[k % 2] for k in range(size - len(words))]
    words += _correction(words, correction)
    return fitting[0] + 1, [word >> shift & 1 for word in words for shift in range(7, -1, -1)]


def _frame(version: int) -> tuple[Grid, Grid]:
    """The fixed patterns, and which modules they take."""
    size = 17 + 4 * version
    dark, taken = [[0] * size for _ in range(size)], [[0] * size for _ in range(size)]

    def put(row: int, column: int, value: int) -> None:
        if 0 <= row < size and 0 <= column < size:
            dark[row][column], taken[row][column] = value, 1

    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for r in range(-1, 8):
            for c in range(-1, 8):
                ring = max(abs(r - 3), abs(c - 3))
                put(top + r, left + c, int(ring != 2 and ring < 4))
    for k in range(8, size - 8):
        put(6, k, 1 - k % 2)
        put(k, 6, 1 - k % 2)
    if version > 1:
        for r in range(-2, 3):
            for c in range(-2, 3):
                put(size - 7 + r, size - 7 + c, int(max(abs(r), abs(c)) != 1))
    for k in range(9):
        for row, column in ((8, k), (k, 8), (8, size - 1 - k), (size - 1 - k, 8)):
            if k < 8 or column == row:
                taken[row][column] = 1
    put(size - 8, 8, 1)
    return dark, taken


def _places(taken: Grid) -> Iterator[tuple[int, int]]:
    """Free modules in the order of the bits: two columns at a time, up and down from the right."""
    size = len(taken)
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for k in range(size):
            row = size - 1 - k if upwards else k
            for column in (right, right - 1):
                if not taken[row][column]:
                    yield row, column
        upwards = not upwards


def _write_format(dark: Grid, mask: int) -> None:
    """Level and mask, twice, beside the finders."""
    size, value = len(dark), LEVEL_L << 3 | mask
    rest = value << 10
    for shift in range(14, 9, -1):
        rest ^= FORMAT << shift - 10 if rest >> shift & 1 else 0
    bits = (value << 10 | rest) ^ FORMAT_MASK
    first = [(8, k) for k in (0, 1, 2, 3, 4, 5, 7, 8)] + [(k, 8) for k in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - k, 8) for k in range(7)] + [(8, size - 8 + k) for k in range(8)]
    for place in (first, second):
        for k, (row, column) in enumerate(place):
            dark[row][column] = bits >> 14 - k & 1


def _unrest(dark: Grid) -> int:
    """How hard a code is to read: runs of one colour, blocks, and an uneven part of dark modules."""
    size, cost = len(dark), 0
    for line in [*dark, *zip(*dark, strict=True)]:
        run = 1
        for a, b in zip(line, line[1:], strict=False):
            run = run + 1 if a == b else 1
            cost += 3 if run == 5 else int(run > 5)
    for r in range(size - 1):
        for c in range(size - 1):
            cost += 3 * (dark[r][c] == dark[r][c + 1] == dark[r + 1][c] == dark[r + 1][c + 1])
    return cost + 10 * int(abs(sum(map(sum, dark)) * 20 / size**2 - 10))


def modules(text: str) -> Grid:
    """The code of a text: rows of 1 (dark) and 0. Raises ValueError where the text is too long."""
    version, bits = _bits(text)
    made = []
    for mask, rule in enumerate(MASKS):
        dark, taken = _frame(version)
        for k, (row, column) in enumerate(_places(taken)):
            dark[row][column] = (bits[k] if k < len(bits) else 0) ^ int(rule(row, column) == 0)
        _write_format(dark, mask)
        made.append(dark)
    return min(made, key=_unrest)


def svg(text: str, title: str = "QR code") -> str:
    """The code as an SVG that fills its place."""
    dark = modules(text)
    size = len(dark) + 2 * QUIET
    path = "".join(f"M{c + QUIET} {r + QUIET}h1v1h-1z" for r, row in enumerate(dark) for c, on in enumerate(row) if on)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-label="{title}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
