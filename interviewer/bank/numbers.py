"""Numbers in a text, Arabic, Chinese or in words, compared as values with their units.

`128 KiB`, `131072 bytes` and `128KB` are one value, `14 万亿` is `14T`, `百分之九十` is `90%`,
`两倍` is `2x`. A number without a unit agrees with the same number of anything but a percentage.
"""

import re
from dataclasses import dataclass

from interviewer.bank.text import Folded


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its unit, and where in the folded text it stands."""

    values: tuple[float, ...]
    """More than one where a spelling is ambiguous: a KB is 1000 or 1024 bytes."""
    dimension: str | None
    """`data` (bytes), `time` (seconds), `ratio`, `times`, `compute` (FLOPs), `percentage points`,
    `scaled` (a number that ends in K, M, G, B or T, which may also count bytes), or None."""
    start: int
    end: int

    def agrees(self, other: "Number") -> bool:
        """Tell whether the two can be the same quantity."""
        if not _same_dimension(self, other):
            return False
        return any(_equal(mine, its) for mine in self.values for its in other.values)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _same_dimension(one: Number, other: Number) -> bool:
    dimensions = {one.dimension, other.dimension}
    if len(dimensions) == 1:
        return True
    if "scaled" in dimensions:
        return bool(dimensions & {None, "data", "compute"})
    if None in dimensions:
        bare = one if one.dimension is None else other
        # 0.9 and 90% are the same share, 90 and 90% need not be
        return "ratio" not in dimensions or max(bare.values) < 1
    return False


_UNITS: dict[str, tuple[str, tuple[float, ...]]] = {
    "bytes|byte|字节": ("data", (1.0,)),
    "bits|bit|比特|位": ("data", (0.125,)),
    "kib": ("data", (2.0**10,)),
    "mib": ("data", (2.0**20,)),
    "gib": ("data", (2.0**30,)),
    "tib": ("data", (2.0**40,)),
    "kb": ("data", (1e3, 2.0**10)),
    "mb": ("data", (1e6, 2.0**20)),
    "gb": ("data", (1e9, 2.0**30)),
    "tb": ("data", (1e12, 2.0**40)),
    "pb": ("data", (1e15, 2.0**50)),
    "nanoseconds|nanosecond|ns|纳秒": ("time", (1e-9,)),
    "microseconds|microsecond|us|μs|微秒": ("time", (1e-6,)),
    "milliseconds|millisecond|msec|ms|毫秒": ("time", (1e-3,)),
    "seconds|second|secs|sec|s|秒": ("time", (1.0,)),
    "minutes|minute|mins|min|分钟": ("time", (60.0,)),
    "hours|hour|小时": ("time", (3600.0,)),
    "days|day|天": ("time", (86400.0,)),
    "percentage points|percentage point|个百分点|百分点": ("percentage points", (1.0,)),
    "%|percent|per cent": ("ratio", (0.01,)),
    "成": ("ratio", (0.1,)),
    "times|fold|x|×|倍": ("times", (1.0,)),
    "pflops|pflop": ("compute", (1e15,)),
    "tflops|tflop": ("compute", (1e12,)),
    "gflops|gflop": ("compute", (1e9,)),
    "flops|flop": ("compute", (1.0,)),
}
_UNIT_OF = {name: unit for names, unit in _UNITS.items() for name in names.split("|")}
_SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6,
    "万": 1e4, "千": 1e3, "trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3,
    "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_LETTERS = {
    "k": (1e3, 2.0**10),
    "m": (1e6, 2.0**20),
    "b": (1e9,),
    "g": (1e9, 2.0**30),
    "t": (1e12, 2.0**40),
}
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10.0 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety hundred".split(), 2
    )
}
_WHOLE = {
    "twice": (2.0, "times"), "thrice": (3.0, "times"), "half": (0.5, "ratio"),
    "一半": (0.5, "ratio"), "one third": (1 / 3, "ratio"), "a third": (1 / 3, "ratio"),
    "two thirds": (2 / 3, "ratio"), "one quarter": (0.25, "ratio"), "a quarter": (0.25, "ratio"),
}  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2,
}  # fmt: skip
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
_COUNTED = "个份组层头张条次步倍位字节半维类种行列块轮段套路台卡章秒小天成阶遍项"
"""Characters after which a single Chinese numeral counts something (otherwise it is a word)."""

_ZH = "[零〇一二两三四五六七八九十百千]"
_LATER = "|".join(sorted((re.escape(name) for name in _UNIT_OF), key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"""
      百分之(?P<hundredths>{_ZH}+(?:点{_ZH}+)?|\d+(?:\.\d+)?)
    | (?P<parts>{_ZH}+)分之(?P<share>{_ZH}+)
    | (?<![\w])(?P<whole>twice|thrice|half|one\ third|a\ third|two\ thirds|one\ quarter|a\ quarter)
        (?![\w])
    | (?P<whole_zh>一半)
    | (?P<base>10|2|10\.0)\s?(?:\^|\*\*)\s?[({{]?\s?(?P<exponent>[-+]?\d+)\s?[)}}]?
    | (?:
          (?<![\da-z_^])(?<!\d\.)(?P<arabic>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)
            |\d+(?:\.\d+)?(?:e[+-]?\d+)?|(?<![^\s(=<>~])\.\d+)
        | (?P<zh>{_ZH}+(?:点[零〇一二三四五六七八九]+)?)
        | (?<![\w])(?P<word>{"|".join(_WORDS)})(?![a-z])
            (?!(?<=zero)[\s-]?(?:\d|stage|offload|infinity|\+\+))  # the optimiser
      )
      (?P<scales>(?:[\s-]?(?:{_SCALE})(?![a-z]))*)
      (?P<letter>\s?[kmbgt](?![a-z0-9_/]))?
      (?:(?<![kmbgt])[\s-]{{0,2}}(?P<unit>{_LATER})(?![a-z]))?
    """,
    re.VERBOSE,
)


def zh_numeral(text: str) -> float | None:
    """Read a Chinese numeral (`一百二十八`, `三点五`, `二零二四`), or return None if it is none."""
    whole, _, fraction = text.partition("点")
    if fraction and any(digit not in _DIGITS for digit in fraction):
        return None
    decimals = float("0." + "".join(str(_DIGITS[digit]) for digit in fraction)) if fraction else 0.0
    if len(whole) > 1 and all(digit in _DIGITS for digit in whole):
        return float("".join(str(_DIGITS[digit]) for digit in whole)) + decimals
    total, current = 0, None
    for character in whole:
        if character in _DIGITS:
            if current:
                return None
            current = _DIGITS[character]
        else:
            total += (1 if current is None else current) * _MULTIPLIERS[character]
            current = None
    return total + (current or 0) + decimals


def _is_counted(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a single Chinese character that may be a numeral is one here."""
    numeral = match["zh"]
    if match["scales"] or match["unit"]:
        return True
    if numeral == "零":
        return True
    if len(numeral) == 1 or (len(numeral) == 2 and "千百" in numeral):
        return folded[match.end("zh") : match.end("zh") + 1] in tuple(_COUNTED)
    return True


def numbers(folded: Folded) -> tuple[Number, ...]:
    """Find the numbers of a folded text, in order, each with its scale and unit."""
    text = folded.text
    found = (_read(folded, match) for match in _NUMBER.finditer(text))
    return tuple(number for number in found if number is not None)


def _read(folded: Folded, match: re.Match[str]) -> Number | None:
    where = match.span()
    if match["hundredths"]:
        digits = match["hundredths"]
        share = float(digits) if digits[0].isdigit() else zh_numeral(digits)
        return None if share is None else Number((share / 100,), "ratio", *where)
    if match["parts"]:
        parts, share = zh_numeral(match["parts"]), zh_numeral(match["share"])
        return Number((share / parts,), "ratio", *where) if parts and share is not None else None
    whole = match["whole"] or match["whole_zh"]
    if whole:
        value, dimension = _WHOLE[whole]
        return Number((value,), dimension, *where)
    if match["base"]:
        if abs(exponent := int(match["exponent"])) > 300:
            return None
        return Number((float(match["base"]) ** exponent,), None, *where)
    return _counted(folded, match)


def _counted(folded: Folded, match: re.Match[str]) -> Number | None:
    base: float | None
    if match["arabic"]:
        base = float(match["arabic"].replace(",", ""))
    elif match["word"]:
        base = _WORDS[match["word"]]
    else:
        base = zh_numeral(match["zh"]) if _is_counted(folded.text, match) else None
    if base is None:
        return None
    for scale in re.findall(_SCALE, match["scales"] or ""):
        base *= _SCALES[scale]
    end = match.end("scales")
    factors: tuple[float, ...] = (1.0,)
    dimension: str | None = None
    letter = match["letter"]
    if letter and (len(letter) == 1 or _upper(folded, match.end("letter") - 1)):
        factors, dimension, end = _LETTERS[letter.strip()], "scaled", match.end("letter")
    elif match["unit"] and not _only_letter(folded, match):
        dimension, factors = _UNIT_OF[match["unit"]]
        end = match.end("unit")
    return Number(tuple(base * factor for factor in factors), dimension, match.start(), end)


def _upper(folded: Folded, at: int) -> bool:
    return folded.original[folded.starts[at]].isupper()


def _only_letter(folded: Folded, match: re.Match[str]) -> bool:
    """Tell whether the unit is a single letter that more likely names something else.

    `2 x 3` multiplies, and `3 s` or `4 x` apart from their number are no unit.
    """
    unit, start, end = match["unit"], match.start("unit"), match.end("unit")
    apart = folded.text[start - 1] in " -"
    if unit in ("x", "×"):
        after = folded.text[end : end + 1]
        multiplies = after.isascii() and after.isalnum()
        return apart or multiplies or folded.text[end : end + 2].lstrip()[:1].isdigit()
    return unit == "s" and apart
