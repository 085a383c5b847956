"""What a format has no place for, as one JSON text beside the data, so that the way back gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from koprep import artifact
from koprep.artifact import Artifact, Tensor
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.recipe import Recipe, to_json
from koprep.vocab import Vocab

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

FORMAT = 1
_DTYPES = ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "|u1")
_VOCAB = ("vocab", "vocab_offsets", "counts")


class Packed(msgspec.Struct, frozen=True):
    """A tensor: its item type and shape, and its bytes unless it stands in the rows."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes | None = None


class Words(msgspec.Struct, frozen=True):
    """The vocabulary, the token of id 0 first."""

    tokens: list[str]
    counts: list[Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]]


class Envelope(msgspec.Struct, frozen=True):
    """Kind, recipe and info of an artifact, its vocabulary, and the tensors that don't stand in the rows."""

    kind: str
    recipe: Recipe
    info: dict[str, Any]
    vocab: Words | None = None
    tensors: dict[str, Packed] = {}
    format: int = FORMAT

    def kept(self) -> dict[str, Tensor]:
        """The tensors inside the envelope, ready to be written. Raises ValueError where one is no array."""
        import numpy as np

        found = {
            name: artifact.of(np.frombuffer(packed.data, packed.dtype).reshape(packed.shape))
            for name, packed in self.tensors.items()
            if packed.data is not None
        }
        return found if self.vocab is None else found | words(self.vocab)


def bare(opened: Artifact) -> Envelope:
    """The envelope of a format that stores every tensor itself."""
    return Envelope(opened.kind, opened.recipe, _info(opened))


def full(opened: Artifact, rows: set[str]) -> Envelope:
    """The envelope of a format whose rows hold only the tensors named in ``rows``."""
    vocab = vocab_of(opened)
    tensors = {
        name: Packed(tensor.dtype.str, tensor.shape, None if name in rows else tensor.tobytes())
        for name, tensor in opened.tensors.items()
        if name not in _VOCAB
    }
    known = Words(vocab.tokens, vocab.counts.tolist())
    return Envelope(opened.kind, opened.recipe, _info(opened), known, tensors)


def encode(envelope: Envelope) -> bytes:
    """The JSON text; the same envelope gives the same bytes."""
    return to_json(envelope)


def decode(data: bytes | str, where: str) -> Envelope:
    """Read the JSON text. Raises InputError naming ``where``."""
    try:
        envelope = msgspec.json.decode(data, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{where}: what koprep wrote beside the data is damaged ({error})") from None
    if envelope.format != FORMAT:
        raise InputError(f"{where}: not the format this koprep reads ({FORMAT}); update koprep")
    for name, packed in envelope.tensors.items():
        if packed.dtype not in _DTYPES or min(packed.shape, default=0) < 0:
            raise InputError(f"{where}: {name} is a tensor of {packed.dtype} {list(packed.shape)}, which there is not")
    return envelope


def words(known: Words | Vocab) -> dict[str, Tensor]:
    """The three tensors of a vocabulary. Raises ValueError where tokens and counts are not equally many."""
    vocab = known if isinstance(known, Vocab) else Vocab.of(known.tokens, known.counts)
    if len(vocab.counts) != len(vocab.offsets) - 1:
        raise ValueError(f"{len(vocab.offsets) - 1} tokens but {len(vocab.counts)} counts")
    return {
        name: artifact.of(array) for name, array in zip(_VOCAB, (vocab.data, vocab.offsets, vocab.counts), strict=True)
    }


def _info(opened: Artifact) -> dict[str, Any]:
    return {key: value for key, value in opened.info.items() if key != "sha256"}
