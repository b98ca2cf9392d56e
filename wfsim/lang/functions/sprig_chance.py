"""sprig's functions of chance, which comes from the seed of the run, and those that make keys and certificates.

In: values, and the chance of the run. Out: the table for ``table``. Random texts have Go's alphabets and lengths; that
no Go program would draw the same ones is the nature of chance.
"""

from __future__ import annotations

import base64
import string
from typing import Final

from wfsim.lang import aes
from wfsim.lang.ambient import Ambient, chance
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.functions.signatures import Table, exact, refuse
from wfsim.lang.functions.sprig_encodings import from_base64
from wfsim.lang.functions.sprig_texts import within
from wfsim.lang.govalues import Cost, characters, octets
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)
_LONGEST: Final = 1_000_000
_LONGEST_SECRET: Final = 200_000
_OF_SECRETS: Final = Cost(each=200)

_ALPHABETS: Final = {
    "randAlphaNum": (string.ascii_letters + string.digits, "letters and digits"),
    "randAlpha": (string.ascii_letters, "letters"),
    "randNumeric": (string.digits, "digits"),
    "randAscii": ("".join(map(chr, range(32, 127))), "printable characters"),
}


def _of(ambient: Ambient | None, name: str, count: int) -> Json:
    alphabet = _ALPHABETS[name][0]
    if count > _LONGEST:
        raise BudgetSpent("memory budget exceeded")
    if count <= 0:
        return ""
    return chance(ambient, name).text(alphabet, count)


for _name, (_, _what) in _ALPHABETS.items():

    def _random(ambient: Ambient | None, count: int, name: str = _name) -> Json:
        return _of(ambient, name, count)

    declare(_name, "(count: int) -> string", f"So many {_what} by chance.", ambient=True)(_random)


def _rand_bytes(ambient: Ambient | None, count: int) -> Json:
    if count < 0:
        raise LangError("runtime error: makeslice: len out of range")
    within(2 * count)
    return base64.b64encode(chance(ambient, "randBytes").octets(count)).decode() if count else ""


def _rand_int(ambient: Ambient | None, least: int, limit: int) -> Json:
    if limit <= least:
        raise LangError("invalid argument to Intn")
    return least + chance(ambient, "randInt").below(limit - least)


def _uuid(ambient: Ambient | None) -> Json:
    from uuid import UUID

    return str(UUID(bytes=chance(ambient, "uuidv4").octets(16), version=4))


def _shuffle(ambient: Ambient | None, text: str) -> Json:
    runes = list(text)
    if not runes:
        return ""
    drawn = memoryview(chance(ambient, "shuffle").octets(8 * len(runes))).cast("Q")
    for place in range(len(runes) - 1, 0, -1):
        other = drawn[place] % (place + 1)
        runes[place], runes[other] = runes[other], runes[place]
    return "".join(runes)


def _padded(password: str) -> bytes:
    return octets(password)[:32].ljust(32, b"\0")


def _encrypt(ambient: Ambient | None, password: str, text: str) -> Json:
    data = octets(text)
    if not data:
        return ""
    _check_length(data)
    filling = aes.BLOCK - len(data) % aes.BLOCK
    first = chance(ambient, "encryptAES").octets(aes.BLOCK)
    return base64.b64encode(first + aes.encrypt(_padded(password), first, data + bytes([filling]) * filling)).decode()


def _check_length(data: bytes) -> None:
    if len(data) > _LONGEST_SECRET:
        raise BudgetSpent(f"a secret of more than {_LONGEST_SECRET} bytes")


_BY_CHANCE = (
    ("randBytes", "(count: int) -> string", "So many bytes by chance, in base64.", _rand_bytes),
    ("randInt", "(least: int, limit: int) -> int", "A number by chance, below the limit.", _rand_int),
    ("uuidv4", "() -> string", "A UUID by chance.", _uuid),
    ("shuffle", "(text: string) -> string", "The characters in an order by chance.", _shuffle),
    ("encryptAES", "(password: string, text: string) -> string", "The text encrypted, in base64.", _encrypt),
)
for _name, _signature, _doc, _how in _BY_CHANCE:
    _cost = _OF_SECRETS if _name == "encryptAES" else None
    declare(_name, _signature, _doc, ambient=True, cost=_cost, fails=_name in ("encryptAES", "randBytes"))(_how)


@declare(
    "decryptAES",
    "(password: string, text: string) -> string",
    "The text that `encryptAES` encrypted.",
    cost=_OF_SECRETS,
    fails=True,
)
def _decrypt(password: str, text: str) -> Json:
    if not text:
        return ""
    data = from_base64(text)
    _check_length(data)
    first, data = data[: aes.BLOCK], data[aes.BLOCK :]
    if len(first) < aes.BLOCK:
        raise LangError(f"runtime error: slice bounds out of range [:{aes.BLOCK}] with length {len(first)}")
    if len(data) % aes.BLOCK or not data:
        raise LangError("crypto/cipher: input not full blocks")
    found = aes.decrypt(_padded(password), first, data)
    if found[-1] > len(found):
        raise LangError(f"runtime error: slice bounds out of range [:{len(found) - found[-1]}]")
    return characters(found[: len(found) - found[-1]])


# -- keys and certificates ------------------------------------------------------------------------------------------

_UNKNOWN_TO_US: Final = "makes keys, which a simulation does not"


@declare("genPrivateKey", "(type: string) -> string", "Not here: it makes a key. What a type that is none gives.")
def _gen_private_key(type: str) -> Json:
    if type in ("", "rsa", "dsa", "ecdsa", "ed25519"):
        raise LangError(f"genPrivateKey {_UNKNOWN_TO_US}")
    return f"Unknown type {type}"


@declare(
    "htpasswd", "(user: string, password: string) -> string", "Not here: it hashes by chance. What a bad user gives."
)
def _htpasswd(user: str, password: str) -> Json:
    if ":" in user:
        return f"invalid username: {user}"
    raise LangError("htpasswd hashes with bcrypt, which a simulation does not have")


_NAMES: Final = "string, []interface {}, []interface {}, int"
_CERTIFICATES: Final = {
    "buildCustomCert": "string, string",
    "genCA": "string, int",
    "genCAWithKey": "string, int, string",
    "genSelfSignedCert": _NAMES,
    "genSelfSignedCertWithKey": f"{_NAMES}, string",
    "genSignedCert": f"{_NAMES}, sprig.certificate",
    "genSignedCertWithKey": f"{_NAMES}, sprig.certificate, string",
}
for _name, _parameters in _CERTIFICATES.items():
    refuse(TABLE, _name, "makes keys and certificates", f"func({_parameters}) (sprig.certificate, error)")
refuse(TABLE, "bcrypt", "hashes with bcrypt", "func(string) string")
refuse(TABLE, "getHostByName", "asks the network", "func(string) string")
