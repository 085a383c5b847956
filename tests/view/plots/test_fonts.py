"""The fonts of pictures: Hangul is there, nothing becomes a box, and what no font has is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.ft2font import FT2Font

from koprep.errors import MissingError
from koprep.view.plots import fonts
from koprep.view.plots.fonts import Chain, chain, draws, korean, unseen

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]
JAMO = [chr(code) for code in range(0x3131, 0x318F) if code != 0x3164]


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if koreanize-matplotlib weren't installed."""
    found = fonts.importlib.util.find_spec
    monkeypatch.setattr(
        fonts.importlib.util, "find_spec", lambda name: None if name == "koreanize_matplotlib" else found(name)
    )
    korean.cache_clear()
    yield
    korean.cache_clear()


def shape(font: FT2Font, glyph: int) -> bytes:
    font.load_glyph(glyph)
    vertices, codes = font.get_path()
    return vertices.tobytes() + codes.tobytes()


@pytest.mark.parametrize("path", korean(), ids=["regular", "bold"])
def test_every_syllable_and_letter_has_a_glyph_of_its_own(path: Path) -> None:
    font = FT2Font(str(path))
    box = shape(font, font.get_char_index(0xF0000))
    syllables = {shape(font, font.get_char_index(ord(char))) for char in SYLLABLES}
    letters = {shape(font, font.get_char_index(ord(char))) for char in JAMO}
    assert len(syllables) > 0.99 * len(SYLLABLES), "hardly any two look alike"
    assert len(letters) == len(JAMO)
    assert box not in syllables | letters
    assert draws(path, "한")
    assert not draws(path, "\U000f0000")


def test_signs_emoji_kana_and_hanja_are_found_in_the_fonts_that_are_shipped() -> None:
    found = chain(["−1 ≤ 2", "❤️ 😀", "かな カナ", "漢字 大韓民國", "Ünïcode", "“…” · ㎏"])
    assert (len(found.families), found.missing) == (2, frozenset())


def test_what_no_font_has_is_written_as_its_code_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_system", list)
    found = chain(["좋아🥰 体", "가\u200b나"])
    assert found.missing == frozenset("🥰体")
    assert found.spell("좋아🥰 体") == "좋아<U+1F970> <U+4F53>"
    assert found.spell("가\u200b나\n\u3164") == "가<U+200B>나<U+000A><U+3164>"


@pytest.mark.parametrize("path", korean(), ids=["regular", "bold"])
def test_no_ascii_character_looks_like_a_won_sign(path: Path) -> None:
    font = FT2Font(str(path))
    won = shape(font, font.get_char_index(ord("₩")))
    alike = [chr(code) for code in range(0x21, 0x7F) if shape(font, font.get_char_index(code)) == won]
    assert alike == ["\\"], "the font draws it so"
    found = chain(["C:\\밥 ₩5"])
    written = found.spell("C:\\밥 ₩5~")
    assert written == "C:∖밥 ₩5~"
    assert not draws(path, "∖"), "so that the next font draws it"
    assert found.missing == frozenset()


def test_a_font_with_a_backslash_of_its_own_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    dejavu = fonts._dejavu()
    monkeypatch.setattr(fonts, "korean", lambda: dejavu)
    assert chain(["a\\b"]).spell("a\\b") == "a\\b"


def test_the_system_is_asked_only_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    everything = Path(matplotlib.get_data_path(), "fonts", "ttf", "LastResortHE-Regular.ttf")
    asked = []
    monkeypatch.setattr(fonts, "_system", lambda: asked.append(1) or [Path("gone.ttf"), everything])
    assert len(chain(["한글 abc 😀"]).families) == 2
    assert not asked
    found = chain(["🥰"])
    assert (len(found.families), found.missing, found.spell("🥰")) == (3, frozenset(), "🥰")


def test_the_last_resort_of_boxes_is_no_font_of_the_system() -> None:
    assert not [path for path in fonts._system() if "LastResort" in path.name]


@pytest.mark.usefixtures("without_package")
def test_without_the_package_a_font_of_the_system_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:

    here = FONTS / "NanumGothic.ttf"
    entries: list[Any] = [SimpleNamespace(fname=name, name=name) for name in (str(fonts._dejavu().regular), str(here))]
    monkeypatch.setattr(fonts, "_entries", lambda: entries)
    monkeypatch.setattr(fonts, "_bold_of", lambda entry: Path(entry.fname))
    assert korean() == (here, here)


FONTS = korean().regular.parent


@pytest.mark.usefixtures("without_package")
def test_no_font_with_hangul_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_entries", list)
    with pytest.raises(MissingError, match=r"no font with Hangul is here; pip install matplotlib koreanize-matplotlib"):
        chain(["한글"])


def test_decomposed_hangul_is_composed_and_selectors_are_left_out() -> None:
    assert Chain((), frozenset()).spell("한글❤️") == "한글❤"


@pytest.mark.parametrize("char", "\n\u200b\u200d\u3164\uffa0\ue000\ud800\u2028")
def test_what_cannot_be_seen_is_known(char: str) -> None:
    assert unseen(char)
    assert not unseen("가")
    assert not unseen(" ")
