"""Which encoding a text is in: BOM, UTF-8, CP949, and only then a detector."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from koprep.errors import InputError

SAMPLE = 1 << 20
"""At most this many bytes decide."""

_MOST = 0.95
_SOME = {"utf-8": 1 / 4, "cp949": 2 / 3}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"\x89PNG",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"%PDF-",
    b"\x7fELF",
    b"PAR1\x15",
    b"\xd0\xcf\x11\xe0",
    b"BZh91AY&SY",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
)
_NO_TEXT = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7")
"""Codecs that encode names and source code, and let through what is no Unicode text."""
_NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\b\t\n\f\r\x1b") | {127})


@dataclass(frozen=True)
class Encoding:
    """An encoding and why it was chosen; ``bom`` is the number of bytes to skip."""

    name: str
    why: str
    bom: int = 0

    @property
    def wide(self) -> bool:
        """Whether line ends are not single bytes: such text is turned into UTF-8 as it is read."""
        return self.name.startswith(("utf-16", "utf-32"))


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
        "a".encode(name)  # refuses codecs that are no text encodings, such as base64
    except (LookupError, UnicodeError):
        name = ""
    if not name or name in _NO_TEXT:
        raise InputError(f"--encoding {option}: no such encoding of text; use auto, utf-8, cp949 or utf-16")
    if name in ("utf-16", "utf-32"):
        return f"{name}-le"
    return {"euc_kr": "cp949", "utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name)


def detect(sample: bytes, where: str) -> Encoding:
    """Choose by the rule of the module. Raises InputError for a binary file.

    UTF-8, else CP949, if at least 95 % of the lines that are not ASCII decode; else the better of the two if that many
    lines decode as hardly happens by chance. The lines that don't become rejects later.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return Encoding(name, "byte order mark", len(mark))
    if _binary(sample):
        raise InputError(f"{where} looks like a binary file, not text; convert it first, or name its --encoding")
    *whole, last = sample.split(b"\n")
    lines = [line for line in whole if not line.isascii()]
    if last.isascii() and not lines:
        return Encoding("utf-8", "plain ASCII")
    shares = {name: _share(lines, last, name) for name in ("utf-8", "cp949")}
    most = [name for name, share in shares.items() if share >= _MOST]
    some = sorted((name for name, share in shares.items() if share >= _SOME[name]), key=lambda name: -shares[name])
    for name in most + some:
        return Encoding(name, f"{shares[name]:.0%} of the non-ASCII lines decode")
    return _guess(sample)


def _share(lines: list[bytes], last: bytes, encoding: str) -> float:
    """How many of the lines decode; the last may be cut off in the middle of a character."""
    decoded = [_decodes(line, encoding) for line in lines]
    if not last.isascii():
        decoded.append(_decodes(last, encoding, final=False))
    return sum(decoded) / len(decoded)


def _decodes(line: bytes, encoding: str, final: bool = True) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(line, final)
    except UnicodeDecodeError:
        return False
    return True


def _binary(sample: bytes) -> bool:
    """A known beginning, or many control characters that no text holds: one byte in twenty, if not just a few."""
    control = len(sample) - len(sample.translate(None, _NEVER_IN_TEXT))
    return sample.startswith(_MAGIC) or control > max(3, len(sample) / 20)


def _guess(sample: bytes) -> Encoding:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: 64 << 10]).best()
    name = canonical(best.encoding) if best else "utf-8"
    if best is None or b"\n".decode(name, "replace") != "\n":
        return Encoding("utf-8", "nothing fits better")
    return Encoding(name, "guessed")
