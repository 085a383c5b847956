"""Which encoding a text is in: BOM, UTF-8, CP949, and only then a detector."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from koprep.errors import InputError

SAMPLE = 1 << 20
"""At most this many bytes decide."""

_MOST = 0.95
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-16", "utf-32")
"""Encodings whose line ends are not single bytes: their text is turned into UTF-8 as it is read."""


@dataclass(frozen=True)
class Encoding:
    """An encoding and why it was chosen; ``bom`` is the number of bytes to skip."""

    name: str
    why: str
    bom: int = 0

    @property
    def wide(self) -> bool:
        return self.name.startswith(WIDE)


def resolve(option: str, sample: bytes, where: str) -> Encoding:
    """The encoding of a source: the user's own choice, or detected from its first bytes.

    Raises InputError for bytes that are no text, or an unknown name.
    """
    if option == "auto":
        return detect(sample, where)
    name = canonical(option)
    for mark, marked in _BOMS:
        if sample.startswith(mark) and name[:6] == marked[:6]:
            return Encoding(marked, "as told", len(mark))
    return Encoding(name, "as told")


def canonical(option: str) -> str:
    """Python's name of an encoding; EUC-KR is read as its superset CP949. Raises InputError."""
    try:
        name = codecs.lookup(option).name
        b"".decode(name)
    except (LookupError, UnicodeError):
        raise InputError(f"--encoding {option}: no such encoding; use auto, utf-8, cp949 or utf-16") from None
    if name in ("utf-16", "utf-32"):
        return f"{name}-le"
    return {"euc_kr": "cp949", "utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name)


def detect(sample: bytes, where: str) -> Encoding:
    """Choose by the rule of the module. Raises InputError for a binary file.

    UTF-8, else CP949, needs 95 % of the lines that are not ASCII to decode; lines that don't become rejects later.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return Encoding(name, "byte order mark", len(mark))
    if _binary(sample):
        raise InputError(f"{where} looks like a binary file, not text; convert it first, or name its --encoding")
    lines = [line for line in _whole_lines(sample) if not line.isascii()]
    if not lines:
        return Encoding("utf-8", "plain ASCII")
    for name in ("utf-8", "cp949"):
        share = sum(_decodes(line, name) for line in lines) / len(lines)
        if share >= _MOST:
            return Encoding(name, f"{share:.0%} of the non-ASCII lines decode")
    return _guess(sample)


def _whole_lines(sample: bytes) -> list[bytes]:
    """Lines of the sample; one cut off in the middle of a character doesn't count unless it is the only one."""
    lines = sample.split(b"\n")
    if len(sample) < SAMPLE:
        return lines
    return lines[:-1] or [lines[0][:-4]]


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _binary(sample: bytes) -> bool:
    """More than one byte in a hundred is a control character no text holds, or a known magic number is in front."""
    if sample.startswith((b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\x7fELF", b"PAR1", b"\xd0\xcf\x11\xe0",
                          b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xff\xd8\xff", b"GIF8")):
        return True
    control = len(sample) - len(sample.translate(None, bytes(set(range(32)) - {8, 9, 10, 12, 13, 27} | {127})))
    return control * 100 > len(sample) and control > 1


def _guess(sample: bytes) -> Encoding:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: 64 << 10]).best()
    if best is None:
        return Encoding("utf-8", "nothing fits better")
    return Encoding(canonical(best.encoding), "guessed")
