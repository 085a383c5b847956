"""The fonts of pictures: one that has Hangul, others for what it lacks, and never a box.

NanumGothic, which the package koreanize-matplotlib carries, has every syllable, the jamo, kana and 4,620 Hanja; DejaVu
Sans, which matplotlib carries, has signs, many emoji and other alphabets. Only for what both lack are the fonts of the
system asked, so that pictures don't change from machine to machine.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from koprep.errors import MissingError
from koprep.view.plots.mpl import INSTALL, manager

_HANGUL = "가힣뷁ㅋㅠ"
_KNOWN = ("NanumGothic", "Nanum Gothic", "Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic")
_BACKSLASH, _WON = "\\", "₩"
_LIKE_BACKSLASH = "∖⧵＼"
"""Signs that look the same, for fonts made for Korean Windows, where a backslash is drawn as a won sign."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
_SELECTORS = "\ufe0e\ufe0f"
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


class Face(NamedTuple):
    """The files of a font; ``bold`` may be the same as ``regular``."""

    regular: Path
    bold: Path


class Chain(NamedTuple):
    """Font families for some texts, asked in this order, and the characters that none of them has.

    ``backslash`` is what is written for one, so that it looks like one.
    """

    families: tuple[str, ...]
    missing: frozenset[str]
    backslash: str = _BACKSLASH

    def spell(self, text: str) -> str:
        """The text as it can be drawn: NFC, with code points for what no font has and for what can't be seen.

        >>> Chain((), frozenset("🥰")).spell("좋아🥰")
        '좋아<U+1F970>'
        """
        return "".join(
            f"<U+{ord(char):04X}>" if char in self.missing or unseen(char) else char for char in composed(text)
        ).replace(_BACKSLASH, self.backslash)


def chain(texts: Iterable[str]) -> Chain:
    """The fonts that draw these texts. Raises MissingError where no font has Hangul."""
    faces = [face for face in (korean(), _dejavu()) if face.regular.is_file()]
    chars = {char for text in texts for char in composed(text) if not unseen(char)}
    backslash = _backslash(faces)
    if _BACKSLASH in chars:
        chars = chars - {_BACKSLASH} | {backslash}
    missing = {char for char in chars if not any(draws(face.regular, char) for face in faces)}
    for path in _system() if missing else ():
        found = {char for char in missing if draws(path, char)}
        if found:
            faces.append(Face(path, path))
            missing -= found
    return Chain(tuple(map(_family, faces)), frozenset(missing), backslash)


def _backslash(faces: list[Face]) -> str:
    """A backslash, or, where the first font with one draws a won sign, a sign that the next font has for it."""
    first = next((face.regular for face in faces if draws(face.regular, _BACKSLASH)), None)
    if first is None or not draws(first, _WON) or _outline(first, _BACKSLASH) != _outline(first, _WON):
        return _BACKSLASH
    return next((sign for sign in _LIKE_BACKSLASH if any(draws(face.regular, sign) for face in faces)), _BACKSLASH)


def composed(text: str) -> str:
    """NFC, without the selectors that only say how the emoji before them is to look."""
    text = unicodedata.normalize("NFC", text)
    return "".join(char for char in text if char not in _SELECTORS)


def unseen(char: str) -> bool:
    """Whether a character has nothing to see: a control, a filler, an unassigned code point."""
    return char in _FILLERS or unicodedata.category(char) in _UNSEEN


@cache
def korean() -> Face:
    """The font with Hangul: NanumGothic of koreanize-matplotlib, else the best of the system's.

    That package is not imported, since it needs distutils, which Python 3.12 has no more. Raises MissingError.
    """
    package = importlib.util.find_spec("koreanize_matplotlib")
    for folder in (package and package.submodule_search_locations) or ():
        face = Face(Path(folder, "fonts", "NanumGothic.ttf"), Path(folder, "fonts", "NanumGothicBold.ttf"))
        if all(path.is_file() for path in face):
            return face
    entries = [entry for entry in _entries() if entry.name in _KNOWN] + _entries()
    for entry in entries:
        if all(draws(Path(entry.fname), char) for char in _HANGUL):
            return Face(Path(entry.fname), _bold_of(entry))
    raise MissingError(f"no font with Hangul is here; {INSTALL} (or install one: apt install fonts-nanum)")


@cache
def draws(path: Path, char: str) -> bool:
    """Whether a font file has a glyph for a character, and one that isn't empty."""
    font = _opened(path)
    if font is None or ord(char) not in font.get_charmap():
        return False
    if char.isspace():
        return True
    font.load_char(ord(char))
    return len(font.get_path()[0]) > 0


def _outline(path: Path, char: str) -> bytes:
    font = _opened(path)
    font.load_char(ord(char))
    return bytes(font.get_path()[0].tobytes())


@cache
def _opened(path: Path) -> Any:
    """The font as FreeType sees it, ``None`` for a file that is gone or broken."""
    manager()
    from matplotlib.ft2font import FT2Font

    try:
        return FT2Font(str(path))
    except (OSError, RuntimeError):
        return None


def _dejavu() -> Face:
    manager()
    import matplotlib

    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return Face(folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf")


@cache
def _entries() -> list[Any]:
    """The upright fonts of normal weight that matplotlib found, by name; its last resort, which is boxes, left out."""
    upright = [entry for entry in manager().fontManager.ttflist if entry.style == "normal" and entry.weight == 400]
    named = [entry for entry in upright if "last resort" not in entry.name.lower() and not _ours(entry)]
    return sorted(named, key=lambda entry: (entry.name, entry.fname))


def _ours(entry: Any) -> bool:
    return str(entry.name).startswith("koprep ")


def _system() -> list[Path]:
    return list(dict.fromkeys(Path(entry.fname) for entry in _entries()))


def _bold_of(entry: Any) -> Path:
    bold = [
        Path(other.fname)
        for other in manager().fontManager.ttflist
        if (other.name, other.style, other.weight) == (entry.name, "normal", 700)
    ]
    return min(bold, default=Path(entry.fname))


@cache
def _family(face: Face) -> str:
    """The family under which matplotlib knows a face: a name of our own, since a system may have other versions."""
    name = f"koprep {face.regular}"
    known = manager().fontManager.ttflist
    for weight, path in ((400, face.regular), (700, face.bold)):
        known.append(manager().FontEntry(fname=str(path), name=name, weight=weight))
    return name
