"""`stopwords`: drop tokens by a list or by their part of speech."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from koprep.errors import UsageError
from koprep.files import require_file
from koprep.stages import stoplists
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.stoplists import StopList, is_negation
from koprep.stages.tokenizing import Tokens, retokenize
from koprep.taggers import tagset


@dataclass(frozen=True)
class Stopwords(Stage):
    """Drop stop words (불용어): by the list koprep ships for a language, by your own list, or by part of speech.

    The Korean list holds morphemes with their tags (form/TAG), since 이, 은 and 수 are nouns as well; it is taken if
    nothing else is asked for, and needs `morphs` before it. The English one matches in any case but capitals. An
    entry of your own list is a form, which matches whatever its tag, or form/TAG. Negations (안, 못, 않, 말, 아니, 없,
    not) stay unless `negations=drop`.
    """

    name: ClassVar[str] = "stopwords"
    example: ClassVar[str] = "stopwords:tags=조사+어미"
    lang: str = option(
        "", help="the list koprep ships for this language; ko if neither list nor tags are given", choices=("ko", "en")
    )
    list_: str = option("", help="your own list: txt, an entry a line, or the first column of a csv", file=True)
    tags: tuple[str, ...] = option((), help="parts of speech to drop: tags, groups (J) or names (조사+어미+접속사)")
    negations: str = option("keep", help="whether negations the list or the tags mean go too", choices=("keep", "drop"))

    def __post_init__(self) -> None:
        super().__post_init__()
        self._tagged()
        if self.list_:
            require_file(self.list_)

    @property
    def needs(self) -> str:
        return "tagged" if self.tags else "tokens"

    @property
    def reads_tags(self) -> bool:
        return bool(self.tags) or self._language == "ko"

    def __call__(self, batch: Batch) -> Output:
        return retokenize(batch, _without(self._entries(), self.negations == "keep"))

    def warnings(self, tagged: bool) -> list[str]:
        entries, found = self._entries(), []
        if entries.pairs and not tagged:
            which = "the Korean list is" if self._language == "ko" else "entries of the list are"
            found.append(f"stopwords: {which} form/TAG and can't match tokens without tags; put morphs before it")
        kept = sorted(form for form in self._own().forms if is_negation(form))
        kept += sorted(f"{form}/{tag}" for form, tag in self._own().pairs if is_negation(form, tag))
        if kept and self.negations == "keep":
            found.append(
                f"stopwords: the list has negations, which stay ({', '.join(kept[:5])}); negations=drop drops them too"
            )
        return found

    def warm(self) -> None:
        self._entries()

    def _tagged(self) -> StopList:
        try:
            found = tagset.expand(self.tags)
        except UsageError as error:
            raise UsageError(f"stopwords: tags={error}") from None
        pairs = frozenset((form, tag) for form, slash, tag in (name.rpartition("/") for name in found) if slash)
        return StopList(tags=found, pairs=pairs)

    @property
    def _language(self) -> str:
        return self.lang or ("" if self.list_ or self.tags else "ko")

    def _own(self) -> StopList:
        return stoplists.own(self.list_) if self.list_ else StopList()

    def _entries(self) -> StopList:
        shipped = stoplists.shipped(self._language) if self._language else StopList()
        return shipped | self._own() | self._tagged()


def _fold(form: str) -> str:
    """Lower case, but not for words in capitals: US and IT are not us and it."""
    return form if len(form) > 1 and form.isupper() else form.lower()


def _without(stop: StopList, keep_negations: bool) -> Callable[[Tokens], Tokens]:
    forms, folded, pairs, tags = stop.forms, stop.folded, stop.pairs | stop.lemmas, stop.tags

    def stops(form: str, tag: str) -> bool:
        listed = tag in tags or form in forms or (form, tag) in pairs or (bool(folded) and _fold(form) in folded)
        return listed and not (keep_negations and is_negation(form, tag))

    return lambda tokens: tuple([token for token in tokens if not stops(token[0], token[1])])
