"""`sentences`: one record a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from koprep import modelfile
from koprep.errors import InputError, UsageError
from koprep.record import Record, Reject
from koprep.stages import sentence_auto, sentence_rules
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi, kss, mecab, punkt
from koprep.taggers.base import Fault
from koprep.userfile import kept

Split = Sequence[list[str] | Fault]


@dataclass(frozen=True)
class Sentences(Stage):
    """Split text into sentences (문장 토큰화), each a record of its own; a period alone is not an end (3.14, Mr. Kim).

    kiwi cuts where `morphs:sentences=yes` does. auto decides anew over the same analysis: the best for what people
    type without periods (tweets, chats, reviews), quotes and line breaks, at about kiwi's time. kss, by far the
    slowest, is as good on blogs that have their punctuation; rule needs no analyzer and is a hundred times as fast:
    for edited text. punkt splits at marks only and learns from your text which periods end nothing: for text that is
    not Korean.
    """

    name: ClassVar[str] = "sentences"
    example: ClassVar[str] = "sentences:engine=rule"
    engine: str = option("kiwi", help="what finds the ends", choices=("kiwi", "auto", "kss", "rule", "punkt"))
    model: str = option("", help="what `koprep fit punkt` wrote, for engine=punkt", file=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.engine == "punkt" and not self.model:
            raise UsageError(
                "sentences: engine=punkt needs a model: type koprep fit punkt SRC -o punkt.tsv, "
                "then sentences:engine=punkt,model=punkt.tsv"
            )
        if self.model and self.engine != "punkt":
            raise UsageError(
                f"sentences: engine={self.engine} takes no model; type sentences:engine=punkt,model={self.model}"
            )

    @property
    def threads(self) -> bool:
        return self.engine in ("kiwi", "auto")

    def __call__(self, batch: Batch) -> Output:
        records = composed(batch)
        output: Output = []
        for record, sentences in zip(records, self._split([r.text for r in records]), strict=True):
            if isinstance(sentences, Fault):
                output.append(Reject(record.id, self.name, sentences.reason, record.text))
                continue
            id, doc, label = record.id, record.doc, record.label
            if len(sentences) == 1:
                output.append(Record(f"{id}.1", sentences[0], doc, None, None, label))
            else:
                numbered = enumerate(sentences or [""], 1)
                output += [Record(f"{id}.{number}", text, doc, None, None, label) for number, text in numbered]
        return output

    def _split(self, texts: list[str]) -> Split:
        return _punkt(self.model)(texts) if self.engine == "punkt" else _SPLIT[self.engine](texts)

    def engines(self) -> dict[str, str]:
        match self.engine:
            case "kss":
                return {"kss": kss.version(), "mecab": mecab.version()}
            case "punkt":
                return {"nltk": punkt.version()}
            case "kiwi" | "auto":
                return {"kiwi": kiwi.version()}
        return {}

    def warm(self) -> None:
        match self.engine:
            case "kss":
                kss.load()
            case "punkt":
                _punkt(self.model)
            case "kiwi" | "auto":
                kiwi.load()


@kept
def _punkt(model: Path) -> punkt.Split:
    rows, _ = modelfile.read(model, "punkt")
    try:
        return punkt.splitter(rows)
    except InputError as error:
        raise InputError(f"{model}: {error}") from None


def _by_kiwi(texts: list[str]) -> list[list[str] | Fault]:
    return [
        found if isinstance(found, Fault) else _slices(text, [tokens[0].start for tokens in found])
        for text, found in zip(texts, kiwi.tag_sentences(texts), strict=True)
    ]


def _slices(text: str, starts: list[int]) -> list[str]:
    """The text from each start to the next one; what stands before the first belongs to it."""
    bounds = [0, *starts[1:], len(text)]
    return [text[start:end].strip() for start, end in pairwise(bounds)]


_SPLIT: dict[str, Callable[[list[str]], Split]] = {
    "kiwi": _by_kiwi,
    "auto": sentence_auto.split,
    "kss": kss.split,
    "rule": sentence_rules.split,
}
