"""MeCab with mecab-ko-dic (python-mecab-ko): the fast analyzer. The one module that knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from koprep.errors import MissingError
from koprep.hangul import strip_coda
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import DEFAULT, Fault, Settings, installed
from koprep.taggers.dictionary import Dictionary, wanted
from koprep.taggers.mecab_userdic import compiled
from koprep.taggers.mecab_words import Words
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import names_of

_NUL = "\x01"
"""Stands in for NUL, at which MeCab would stop."""

_FUSED = re.compile(
    "[{}](?=ㅋ)|[{}](?=ㅎ)".format(
        *("".join(chr(code) for code in range(0xAC00 + coda, 0xD7A4, 28)) for coda in (24, 27))
    )
)
_REAL = "엌녘"
"""The syllables of real words that end in ㅋ: 부엌, 동녘."""
_BLANK = " \t\n\v\r"
"""What the dictionary calls space (char.def)."""
_UNKNOWN = ("NA", "UNKNOWN")
_new = tuple.__new__


class Lexicon(NamedTuple):
    """What MeCab knows: its tagger, its words taken apart, and the user's words, which the tagger knows, too."""

    tagger: Any
    words: Words
    dictionary: Dictionary | None


def version() -> str:
    """The versions of the installed python-mecab-ko and its dictionary. Raises MissingError if there are none."""
    return f"{installed('python-mecab-ko', _missing())} dic {installed('python-mecab-ko-dic', _missing())}"


@cache
def load(settings: Settings = DEFAULT) -> Any:
    """MeCab's own tagger object with the dictionary mecab-ko-dic, which threads may share: 0.03 s and 14 MB.

    A user dictionary is compiled first, 0.1 s for 10,000 words. Raises MissingError if python-mecab-ko is not
    installed, InputError for a broken dictionary.
    """
    dictionary = wanted(settings)
    return _with_words(dictionary) if dictionary else _made()


@lru_cache(maxsize=4)
def _with_words(dictionary: Dictionary) -> Any:
    with TemporaryDirectory(prefix="koprep-", ignore_cleanup_errors=True) as folder:
        words = compiled(dictionary, Path(folder))
        return _made(user_dictionary_path=words) if words else load()


def _made(**options: Any) -> Any:
    try:
        from mecab import MeCab
    except ImportError:
        raise _missing() from None
    return MeCab(**options)._tagger


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC.

    Words of several morphemes (했: 하 + 았) are taken apart, compounds (삼성전자) stay whole. A text with
    a lone surrogate gives a Fault.

    >>> [f"{token.form}/{token.tag}" for token in tag(["난 공부했다."], Settings("surface"))[0]]
    ['나/NP', 'ㄴ/JX', '공부/NNG', '하/XSV', '았/EP', '다/EF', './SF']
    """
    words = _words(settings.allomorph, settings.native)
    words.forget()
    dictionary = wanted(settings)
    lexicon = Lexicon(_with_words(dictionary) if dictionary else load(), words, dictionary)
    return [
        result if isinstance(result, Fault) else list(chain(*result))
        for result in analyze(texts, lambda fit: _run(fit, lexicon), dictionary)
    ]


@cache
def _words(allomorph: str, native: bool) -> Words:
    return Words(names_of("mecab", native), allomorph)


def _run(texts: list[str], lexicon: Lexicon) -> list[Sentences]:
    spans, lattice, user = find_all(texts, ellipses=True), _lattice(), lexicon.dictionary
    if user:
        found = {text: user.amid(text, spans.get(text, ())) for text in texts}
        spans = {text: places for text, places in found.items() if places}
    results = [
        _spanned(text, spans[text], lexicon) if text in spans else _tokens(text, lattice, lexicon) for text in texts
    ]
    if has_conjoining("\n".join(texts)):
        results = [compatible(tokens) for tokens in results]
    return [[tokens] for tokens in results]


def _tokens(text: str, lattice: Any, lexicon: Lexicon, spans: Sequence[Span] = ()) -> list[Token]:
    """Analyze one text with a token boundary at both ends of every span.

    The result comes as one string, which costs a third of reading MeCab's nodes; it leaves out nothing but spaces.
    """
    sentence = text.replace("\0", _NUL)
    lattice.set_sentence(sentence)
    for place in _boundaries(text, spans):
        lattice.set_boundary_constraint(place, _request()[2])
    lexicon.tagger.parse(lattice)
    tokens = lexicon.words.tokens(lattice.to_string(), sentence)
    if sentence is not text:
        tokens = [token._replace(form=token.form.replace(_NUL, "\0")) for token in tokens]
    return tokens


def _spanned(text: str, spans: list[Span], lexicon: Lexicon) -> list[Token]:
    """Analyze a text with spans, each of which becomes one token whatever MeCab saw in it.

    Laughter fused into a syllable MeCab then doesn't know (맠ㅋㅋ) is taken off it: 말 + 어 + ㅋ. 부엌ㅋㅋ stays.
    """
    covered = {place for start, end, _ in spans for place in range(start, end)}
    found = _tokens(text, _lattice(), lexicon, spans)
    unknown = {place for _, tag, start, end in found if tag in _UNKNOWN for place in range(start, end)}
    fused = {match.start(): text[match.end()] for match in _FUSED.finditer(text)}
    fused = {
        place: coda
        for place, coda in fused.items()
        if place not in covered and (place in unknown or (coda == "ㅋ" and text[place] not in _REAL))
    }
    if fused:
        repaired = "".join([strip_coda(char) if place in fused else char for place, char in enumerate(text)])
        found = _tokens(repaired, _lattice(), lexicon, spans)
    spelled = lexicon.dictionary.form if lexicon.dictionary else str
    whole = [_new(Token, (spelled(text[start:end]), tag, start, end)) for start, end, tag in spans]
    whole += [_new(Token, (coda, "SW", place, place + 1)) for place, coda in fused.items()]
    return sorted([token for token in found if token[2] not in covered] + whole, key=itemgetter(2))


def _boundaries(text: str, spans: Sequence[Span]) -> Iterator[int]:
    """The ends of spans, in bytes of UTF-8, as MeCab counts; not those at spaces, where tokens end anyway."""
    last, count = 0, 0
    for place in sorted({place for start, end, _ in spans for place in (start, end)}):
        count += len(text[last:place].encode())
        last = place
        if 0 < place < len(text) and text[place - 1] not in _BLANK and text[place] not in _BLANK:
            yield count


@cache
def _request() -> tuple[Any, int, int]:
    import _mecab

    return _mecab.Lattice, _mecab.MECAB_ALLOCATE_SENTENCE, _mecab.MECAB_TOKEN_BOUNDARY


def _lattice() -> Any:
    make, allocate, _ = _request()
    lattice = make()
    lattice.add_request_type(allocate)
    return lattice


def _missing() -> MissingError:
    return MissingError("MeCab is not installed; pip install python-mecab-ko (Python 3.12 or older)")
