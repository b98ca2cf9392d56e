"""Small texts: durations, quantities, formats of sequences, schedules, numbers, quoting, JSON."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS, mutated

DURATIONS = ("1h30m", "10s", "1.5h", "0", "-5m", "100ms", "1us", "1µs", "2h45m30.5s", "+3s", ".5s", "1.s", "", "1", "1d", "9999999h",
             "2562047h47m16.854775807s", "-2562047h47m16.854775808s", "0.000000001s", "1h-2m", "1ns1ns")  # fmt: skip
QUANTITIES = ("100m", "1Gi", "1.5Gi", "1e3", "0", "-1", "+5k", "1E", "1Ei", "0.1", ".5", "1.", "5e-3", "12E2", "100n", "3u", "1e30",
              "1_000", "1 Gi", "Gi", "", "1.5.5", "9223372036854775807", "0.0000000001", "1e-10", "1KI", "2Ti", "8Pi")  # fmt: skip
FORMATS = ("%d", "%02X", "testuser%02X", "%s", "%v", "%5d|%-5d|", "%+d", "%x", "%o", "%b", "%c", "%q", "%U", "%e", "%08.3f", "%%", "%",
           "%d%d", "%[1]d %[1]x", "%[2]d", "% d", "%#x", "%#o", "%t", "%T", "%p", "%.3d", "%*d", "%!", "%z", "a%", "%6.3d", "%O", "%#U",
           "%+q", "%-08d", "%+.2e", "%[1]", "%[x]d", "%1000d", "% x", "%#q", "%.d", "%w", "%é")  # fmt: skip
SCHEDULES = ("* * * * *", "0 0 * * *", "*/15 9-17 * * MON-FRI", "30 2 * * *", "0 0 29 2 *", "0 0 31 4 *", "@hourly", "@daily",
             "@every 1h30m", "@every 10s", "CRON_TZ=Europe/Berlin 30 2 * * *", "TZ=America/New_York 0 0 1 */3 ?", "0 12 1,15 * 5",
             "5-59/20 * * JAN,jul *", "0 0 * * 7", "CRON_TZ=Asia/Kolkata */30 * * * *", "@weekly", "@monthly", "@yearly", "@every 500ms",
             "CRON_TZ=Australia/Lord_Howe 15 2 * * *", "0 0 1-7 * 1", "CRON_TZ=America/Sao_Paulo 0 0 * * *", "59 23 31 12 *",
             "CRON_TZ=UTC @daily", "0 0 ? * ?", "1/10 * * * *", "CRON_TZ=Africa/Cairo 0 0 * * 5", "@midnight", "@reboot",
             "CRON_TZ=Pacific/Apia 0 0 30 12 *", "0 0 1 1 0-6/2")  # fmt: skip
STARTS = ("2024-01-01T00:00:00Z", "2024-03-31T00:30:00Z", "2024-10-27T00:15:30Z", "2024-02-28T23:59:59Z", "2023-11-05T05:30:00Z",
          "2024-12-31T23:59:30Z", "2018-11-03T12:00:00Z", "2011-12-29T00:00:00Z", "2024-04-06T15:00:00Z", "2024-03-10T06:59:00Z")  # fmt: skip


_HUGE = re.compile(r"([eE][-+]?[0-9]{4})[0-9]+")  # the libraries write such numbers out, digit by digit


def duration(random: Random) -> dict[str, Any]:
    if random.random() < 0.5:
        units = ("h", "m", "s", "ms", "us", "µs", "ns")
        parts = [_number(random) + random.choice(units) for _ in range(random.randint(1, 3))]
        return {"op": "duration", "text": random.choice(("", "", "-", "+")) + "".join(parts)}
    return {"op": "duration", "text": mutated(random, random.choice(DURATIONS), DURATIONS)}


def _number(random: Random) -> str:
    whole = str(random.choice((random.randint(0, 99), random.choice(INTEGERS)))).lstrip("-")
    return whole + (f".{random.randint(0, 10 ** random.randint(1, 12))}" if random.random() < 0.4 else "")


def quantity(random: Random) -> dict[str, Any]:
    if random.random() < 0.5:
        suffix = random.choice(
            ("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti", "n", "u", "e3", "E-2", "E", "P", "Ei", "e+5")
        )
        return {"op": "quantity", "text": random.choice(("", "", "-", "+")) + _number(random) + suffix}
    text = mutated(random, random.choice(QUANTITIES), QUANTITIES)
    return {"op": "quantity", "text": _HUGE.sub(r"\1", text)}


def printf(random: Random) -> dict[str, Any]:
    number = random.choice((*INTEGERS, random.randint(-1000, 1000), 65, 128512, 55296))
    if random.random() < 0.5:
        flags = "".join(random.sample("+-# 0", random.randint(0, 3)))
        width = random.choice(("", "", str(random.randint(0, 30))))
        precision = random.choice(("", "", ".", f".{random.randint(0, 20)}"))
        text = f"a%{flags}{width}{precision}{random.choice('dxXobcqUvTsetfgOpw')}z"
    else:
        text = mutated(random, random.choice(FORMATS), FORMATS)
    return {"op": "printf", "text": text, "number": number}


def cron(random: Random) -> dict[str, Any]:
    text = random.choice(SCHEDULES)
    kind = random.random()
    if kind < 0.4:
        text = mutated(random, text, SCHEDULES)
    elif kind < 0.8:
        zone = random.choice(
            (
                "",
                "",
                "CRON_TZ=Europe/Paris ",
                "CRON_TZ=America/Chicago ",
                "TZ=Asia/Tokyo ",
                "CRON_TZ=Africa/Casablanca ",
            )
        )
        limits = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
        text = zone + " ".join(_field(random, low, high) for low, high in limits)
    day = random.randint(0, 3650)
    start = random.choice(STARTS)
    if random.random() < 0.5:
        start = f"{2015 + day % 15}-{1 + day % 12:02}-{1 + day % 28:02}T{day % 24:02}:{day % 60:02}:{day * 7 % 60:02}Z"
    return {"op": "cron", "text": text, "start": start, "count": 4}


def _field(random: Random, low: int, high: int) -> str:
    one, two = sorted((random.randint(low, high), random.randint(low, high)))
    return random.choice(
        ("*", "*", "*", str(one), f"{one}-{two}", f"*/{random.randint(1, 20)}", f"{one},{two}", f"{one}/{1 + two}", "?")
    )


def floats(random: Random) -> dict[str, Any]:
    kind = random.random()
    if kind < 0.3:
        return {"op": "floats", "text": mutated(random, random.choice(FLOATS), FLOATS)}
    if kind < 0.6:
        return {"op": "floats", "text": repr(random.uniform(-1, 1) * 10.0 ** random.randint(-320, 308))}
    digits = str(random.randint(0, 10 ** random.randint(1, 25)))
    return {"op": "floats", "text": f"{digits}.{random.randint(0, 999)}e{random.randint(-40, 40)}"}


def text(random: Random) -> dict[str, Any]:
    return {"op": "quote", "text": _text(random)}


def _text(random: Random) -> str:
    if random.random() < 0.3:
        return mutated(random, random.choice(WORDS), WORDS)
    ranges = ((0, 31), (32, 126), (127, 255), (256, 0x2FFF), (0x3000, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))
    return "".join(chr(random.randint(*random.choice(ranges))) for _ in range(random.randint(0, 6)))


def value(random: Random, depth: int = 3) -> Any:
    """Plain data."""
    kind = random.randrange(7 if depth else 5)
    match kind:
        case 0:
            return random.choice((None, True, False))
        case 1:
            return random.choice(INTEGERS)
        case 2:
            return float(random.choice(FLOATS))
        case 3 | 4:
            return _text(random)
        case 5:
            return [value(random, depth - 1) for _ in range(random.randint(0, 3))]
        case _:
            return {_text(random): value(random, depth - 1) for _ in range(random.randint(0, 3))}


def json_text(random: Random) -> dict[str, Any]:
    """A JSON text to be decoded and written again."""
    made = json.dumps(value(random), ensure_ascii=random.random() < 0.5)
    if random.random() < 0.5:
        made = mutated(
            random, made, ('{"a": [1, 2.50, "\\u00e9"]}', "[01]", "1e400", '"\\ud800"', "nul", "-", '{"a":1,}')
        )
    return {"op": "json", "text": made}
