"""AES with keys of 256 bits in cipher block chaining, as the functions that encrypt and decrypt text need it.

In: a key of 32 bytes, a first block, and whole blocks of 16 bytes. Out: as many bytes. Written for single texts of a
workflow: not for speed, and not for secrets.
"""

from __future__ import annotations

from functools import cache
from typing import Final

BLOCK: Final = 16
_WORDS: Final = 8  # of a key
_ROUNDS: Final = 14


def _doubled(value: int) -> int:
    """Times x in the field of 256 elements."""
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _times(left: int, right: int) -> int:
    found = 0
    while right:
        if right & 1:
            found ^= left
        left, right = _doubled(left), right >> 1
    return found


@cache
def _boxes() -> tuple[bytes, bytes]:
    """The substitution of bytes, and its inverse."""
    forward = bytearray(256)
    for value in range(256):
        inverse = next((one for one in range(256) if _times(value, one) == 1), 0)
        turned = inverse * 0x0101
        bits = inverse ^ (turned >> 4) ^ (turned >> 5) ^ (turned >> 6) ^ (turned >> 7)
        forward[value] = (bits ^ 0x63) & 0xFF
    backward = bytearray(256)
    for place, value in enumerate(forward):
        backward[value] = place
    return bytes(forward), bytes(backward)


@cache
def _multiples(factor: int) -> bytes:
    return bytes(_times(value, factor) for value in range(256))


def _round_keys(key: bytes) -> list[bytes]:
    box = _boxes()[0]
    words = [key[at : at + 4] for at in range(0, len(key), 4)]
    constant = 1
    for place in range(_WORDS, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if place % _WORDS == 0:
            word = bytes(box[one] for one in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _doubled(constant)
        elif place % _WORDS == 4:
            word = bytes(box[one] for one in word)
        words.append(_mixed(words[place - _WORDS], word))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _mixed(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def _columns(block: bytes, factors: tuple[int, int, int, int]) -> bytes:
    """Every column of four bytes multiplied by a matrix, of which ``factors`` are the first row."""
    tables = [_multiples(factor) for factor in factors]
    found = bytearray(BLOCK)
    for start in range(0, BLOCK, 4):
        for row in range(4):
            for place in range(4):
                found[start + row] ^= tables[(place - row) % 4][block[start + place]]
    return bytes(found)


_SHIFTED: Final = [(at + 4 * (at % 4)) % BLOCK for at in range(BLOCK)]
_SHIFTED_BACK: Final = [(at - 4 * (at % 4)) % BLOCK for at in range(BLOCK)]


def _encrypted(block: bytes, keys: list[bytes]) -> bytes:
    box = _boxes()[0]
    block = _mixed(block, keys[0])
    for key in keys[1:]:
        block = bytes(box[block[at]] for at in _SHIFTED)
        if key is not keys[-1]:
            block = _columns(block, (2, 3, 1, 1))
        block = _mixed(block, key)
    return block


def _decrypted(block: bytes, keys: list[bytes]) -> bytes:
    box = _boxes()[1]
    block = _mixed(block, keys[-1])
    for key in reversed(keys[:-1]):
        block = bytes(box[block[at]] for at in _SHIFTED_BACK)
        block = _mixed(block, key)
        if key is not keys[0]:
            block = _columns(block, (14, 11, 13, 9))
    return block


def encrypt(key: bytes, first: bytes, data: bytes) -> bytes:
    """The blocks, each mixed with the one before it."""
    keys, found = _round_keys(key), [first]
    for at in range(0, len(data), BLOCK):
        found.append(_encrypted(_mixed(data[at : at + BLOCK], found[-1]), keys))
    return b"".join(found[1:])


def decrypt(key: bytes, first: bytes, data: bytes) -> bytes:
    """The blocks as they were before ``encrypt``."""
    keys, found = _round_keys(key), []
    for at in range(0, len(data), BLOCK):
        before = data[at - BLOCK : at] if at else first
        found.append(_mixed(_decrypted(data[at : at + BLOCK], keys), before))
    return b"".join(found)
