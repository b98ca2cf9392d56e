"""Durations, quantities, numbers or texts, formats of sequences and schedules: each over its whole small language."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import INTEGERS, WORDS, mutated

DURATIONS = ("1h30m", "10s", "1.5h", "0", "-5m", "100ms", "1us", "1µs", "2h45m30.5s", "+3s", ".5s", "1.s", "", "1", "1d", "9999999h",
             "2562047h47m16.854775807s", "-2562047h47m16.854775808s", "0.000000001s", "1h-2m", "1ns1ns", "-0", "+0", "1 s", "1H", "1μs",
             "9223372036854775808ns", "-9223372036854775808ns", "0.9223372036854775808h", "3000000h", "1.h.5m", "..5s", "5e3s")  # fmt: skip
QUANTITIES = ("100m", "1Gi", "1.5Gi", "1e3", "0", "-1", "+5k", "1E", "1Ei", "0.1", ".5", "1.", "5e-3", "12E2", "100n", "3u", "1e30", "Ei",
              "1_000", "1 Gi", "Gi", "", "1.5.5", "9223372036854775807", "0.0000000001", "1e-10", "1KI", "2Ti", "8Pi", "+", "-", ".", "Pi",
              ".Ei", "1.Ei", "e3", "e-10", ".e-10", "1e4294967298", "1E-4294967295", "1e9223372036854775808", "9Ei", "0.1n", "-0.1n", "1Mi5",
              "7999999999999999999Ki", "1m5", "0x1", "1e+3", "1e", "12kk", "-+5", "00012", "1.0000000000000000001", "1024Ki", "inf")  # fmt: skip
FORMATS = ("%d", "%02X", "testuser%02X", "%s", "%v", "%5d|%-5d|", "%+d", "%x", "%o", "%b", "%c", "%q", "%U", "%e", "%08.3f", "%%", "%",
           "%d%d", "%[1]d %[1]x", "%[2]d", "% d", "%#x", "%#o", "%t", "%T", "%p", "%.3d", "%*d", "%!", "%z", "a%", "%6.3d", "%O", "%#U",
           "%+q", "%-08d", "%+.2e", "%[1]", "%[x]d", "%1000d", "% x", "%#q", "%.d", "%w", "%é", "%1000001d", "%[1]*[1]d", "%.*d", "%[0]d",
           "%.[1]d", "%5[1]d", "%[1]5d", "%[1].[1]d", "%[", "%[]d", "%[1", "%[-1]d", "%[1 ]d", "%- +#05d", "%.-3d", "item-%03d", "%+v", "%#v",
           "%08b", "%+d|% d", "%+U", "%-10q|", "%010c|", "%05s", "%-5v|", "%.2v", "%5t", "%9T|", "%+08d", "%x%%", "%5%", "%-5%|")  # fmt: skip
SCHEDULES = ("* * * * *", "0 0 * * *", "*/15 9-17 * * MON-FRI", "30 2 * * *", "0 0 29 2 *", "0 0 31 4 *", "@hourly", "@daily",
             "@every 1h30m", "@every 10s", "CRON_TZ=Europe/Berlin 30 2 * * *", "TZ=America/New_York 0 0 1 */3 ?", "0 12 1,15 * 5",
             "5-59/20 * * JAN,jul *", "0 0 * * 7", "CRON_TZ=Asia/Kolkata */30 * * * *", "@weekly", "@monthly", "@yearly", "@every 500ms",
             "CRON_TZ=Australia/Lord_Howe 15 2 * * *", "0 0 1-7 * 1", "CRON_TZ=America/Sao_Paulo 0 0 * * *", "59 23 31 12 *",
             "CRON_TZ=UTC @daily", "0 0 ? * ?", "1/10 * * * *", "CRON_TZ=Africa/Cairo 0 0 * * 5", "@midnight", "@reboot", "@annually",
             "CRON_TZ=Pacific/Apia 0 0 30 12 *", "0 0 1 1 0-6/2", "CRON_TZ=Asia//Kolkata 0 0 * * *", "TZ= 0 0 * * *", "TZ=UTC", "@every -1s",
             "CRON_TZ=./Europe/Berlin 0 0 * * *", "TZ=Europe/Berlin/ 0 0 * * *", "TZ=../Europe 0 0 * * *", "TZ=Local 0 0 * * *", "@every 1d",
             "60 0 * * *", "* 24 * * *", "0 0 0 * *", "0 0 * 13 *", "0 0 * * 8", "*/0 * * * *", "5-1 * * * *", "1-2-3 * * * *", "a * * * *",
             "1/2/3 * * * *", "-1 * * * *", "* * * *", "* * * * * *", ", * * * *", "1,,2 * * * *", "99999999999999999999 * * * *", "@", "",
             "0\t0\n* * *", " 0 0 * * *", "TZ=Europe/Berlin\t0 0 * * *", "+5 * * * *", "*/61 * * * *", "*-5 * * * *", "?/5 ? ? ? ?")  # fmt: skip
STARTS = ("2024-01-01T00:00:00Z", "2024-03-31T00:30:00Z", "2024-10-27T00:15:30Z", "2024-02-28T23:59:59Z", "2023-11-05T05:30:00Z",
          "2024-12-31T23:59:30Z", "2018-11-03T12:00:00Z", "2011-12-29T00:00:00Z", "2024-04-06T15:00:00Z", "2024-03-10T06:59:00Z")  # fmt: skip
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Africa/Casablanca", "America/Chicago", "Australia/Lord_Howe", "UTC", "Local",
         "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Europe/London", "Etc/GMT+5", "GMT",
         "Pacific/Chatham", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Europe/Dublin", "Antarctica/Troll", "EST5EDT")  # fmt: skip
_UNITS = ("h", "m", "s", "ms", "us", "µs", "μs", "ns")
_SUFFIXES = ("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-2", "e+5", "E0", "e-12", "e18",
             "E25", "e4294967299", "e-4294967300")  # fmt: skip
_HUGE = re.compile(r"([eE][-+]?[0-9]{3})[0-9]+")  # the libraries write such numbers out, digit by digit
_MONTHS = ("jan", "FEB", "Mar", "apr", "may", "JUN", "jul", "aug", "sep", "oct", "nov", "Dec")
_DAYS = ("sun", "MON", "Tue", "wed", "thu", "fri", "sat")


def _number(random: Random) -> str:
    """Digits, with a point or without."""
    whole = str(random.choice((random.randint(0, 99), random.randint(0, 9), random.choice(INTEGERS)))).lstrip("-")
    kind = random.random()
    if kind < 0.6:
        return whole
    fraction = str(random.randint(0, 10 ** random.randint(1, 22))).rjust(random.randint(1, 20), "0")
    return random.choice((f"{whole}.{fraction}", f"{whole}.{fraction}", f".{fraction}", f"{whole}."))


def duration(random: Random) -> dict[str, Any]:
    """Go's durations, as ``timeout`` takes them, and Argo's, which may be whole seconds."""
    kind = random.random()
    if kind < 0.7:
        parts = [_number(random) + random.choice(_UNITS) for _ in range(random.choice((1, 1, 2, 3, 4)))]
        text = random.choice(("", "", "", "-", "+")) + "".join(parts)
    elif kind < 0.8:
        text = str(
            random.choice(
                (*INTEGERS, -9223372036854775808, 9223372037, 18446744074, -9223372037, "+7", "007", "1_0", "0x10")
            )
        )
    elif kind < 0.85:
        text = random.choice(DURATIONS)
    else:
        text = mutated(random, random.choice(DURATIONS), DURATIONS)
    return {"op": random.choice(("duration", "argo_duration")), "text": text}


def quantity(random: Random) -> dict[str, Any]:
    kind = random.random()
    if kind < 0.75:
        number = _number(random) if random.random() < 0.97 else random.choice(("", "."))
        return {"op": "quantity", "text": random.choice(("", "", "", "-", "+")) + number + random.choice(_SUFFIXES)}
    if kind < 0.82:
        return {"op": "quantity", "text": random.choice(QUANTITIES)}
    text = mutated(random, random.choice(QUANTITIES), QUANTITIES)
    return {"op": "quantity", "text": _HUGE.sub(r"\1", text)}


def int_or_string(random: Random) -> dict[str, Any]:
    """A number in a text."""
    kind = random.random()
    if kind < 0.9:
        number = random.choice(
            (*INTEGERS, random.randint(-(2**63), 2**63 - 1), random.randint(-(2**33), 2**33), random.randint(-99, 99))
        )
        text = random.choice(("", "", "", "0", "00")) + str(abs(number))
        return {"op": "int_or_string", "text": random.choice(("-", "+", "", "")) + text}
    return {
        "op": "int_or_string",
        "text": mutated(random, random.choice(("10", "-3", "+7", "1e3", "0x1f", "1_000", "", " 5", *WORDS)), WORDS),
    }


def printf(random: Random) -> dict[str, Any]:
    """A format of one number, as ``withSequence`` has it."""
    number = random.choice((*INTEGERS, random.randint(-1000, 1000), 65, 128512, 55296, 1114112, -1, 33, 127, 173, 8232))
    kind = random.random()
    if kind < 0.75:
        text = "".join(
            random.choice(("", "a", "-", "é", "{", " ")) + _directive(random)
            for _ in range(random.choice((1, 1, 1, 2, 3)))
        )
        text += random.choice(("", "z", "-end"))
    elif kind < 0.83:
        text = random.choice(FORMATS)
    else:
        text = mutated(random, random.choice(FORMATS), FORMATS)
    return {"op": "printf", "text": text, "number": number}


def _directive(random: Random) -> str:
    flags = "".join(random.sample("+-# 0", random.choice((0, 0, 0, 1, 1, 2, 3))))
    index = random.choice(("", "", "", "", "", "", "[1]", "[2]", "[x]"))
    width = random.choice(("", "", "", str(random.randint(0, 30)), "*"))
    precision = random.choice(("", "", "", "", ".", f".{random.randint(0, 20)}", ".*", ".[1]"))
    verb = random.choice("dddddxXobcqUvTsetfgGEFpwO%%")
    return f"%{flags}{index}{width}{precision}{verb}"


def cron(random: Random) -> dict[str, Any]:
    kind = random.random()
    if kind < 0.68:
        text = _zone(random) + _fields(random)
    elif kind < 0.74:
        text = _zone(random) + random.choice(
            ("@hourly", "@daily", "@every 90m", "@weekly", "@monthly", "@yearly", "@every 36h", "@midnight")
        )
    elif kind < 0.85:
        text = random.choice(SCHEDULES)
    else:
        text = mutated(random, random.choice(SCHEDULES), SCHEDULES)
    day = random.randint(0, 3650)
    start = random.choice(STARTS)
    if random.random() < 0.5:
        start = f"{2015 + day % 15}-{1 + day % 12:02}-{1 + day % 28:02}T{day % 24:02}:{day % 60:02}:{day * 7 % 60:02}Z"
    return {"op": "cron", "text": text, "start": start, "count": 4}


def _zone(random: Random) -> str:
    return f"{random.choice(('TZ', 'CRON_TZ'))}={random.choice(ZONES)} " if random.random() < 0.5 else ""


def _fields(random: Random) -> str:
    limits = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 6, _DAYS))
    blank = random.choice((" ", " ", " ", "  ", "\t"))
    return blank.join(_field(random, low, high, names) for low, high, names in limits)


def _field(random: Random, low: int, high: int, names: tuple[str, ...]) -> str:
    if random.random() < 0.4:
        return random.choice(("*", "*", "*", "?"))
    return ",".join(_range(random, low, high, names) for _ in range(random.choice((1, 1, 1, 2, 3))))


def _range(random: Random, low: int, high: int, names: tuple[str, ...]) -> str:
    one, two = sorted((random.randint(low, high), random.randint(low, high)))
    step = random.choice(("", "", "", f"/{random.randint(1, 20)}"))
    first, last = (
        names[at - low] if names and random.random() < 0.4 else f"{at:0{random.choice((1, 1, 1, 2))}}"
        for at in (one, two)
    )
    if random.random() < 0.02:
        last = str(high + 1)
    return random.choice((first, f"{first}-{last}", random.choice("*?"))) + step
