"""A training that was cut short, as a file: weights, random numbers, and how far it was. No pickle."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from koprep import artifact
from koprep.artifact import Artifact
from koprep.embed.learning import State
from koprep.embed.rows import Array
from koprep.embed.settings import Settings
from koprep.embed.subwords import Subwords
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe
from koprep.vocab import Vocab

KIND = "checkpoint"
_MORE = "subwords."


class Source(Protocol):
    """What is learned: a corpus, or counts of it."""

    @property
    def vocab(self) -> Vocab: ...

    @property
    def recipe(self) -> Recipe: ...


def path_for(output: Path) -> Path:
    """Where the checkpoint of a training lies: ``emb.checkpoint.safetensors`` beside ``emb.safetensors``."""
    return output.with_name(f"{output.name.removesuffix('.safetensors')}.checkpoint.safetensors")


def write(
    path: Path,
    name: str,
    weights: dict[str, Array],
    random: np.random.RandomState,
    source: Source,
    options: dict[str, Any],
    state: State,
) -> None:
    """Write a checkpoint. Atomic."""
    drawn: Any = random.get_state(legacy=False)
    tensors = {key: artifact.of(weight) for key, weight in weights.items()} | {
        "vocab": artifact.of(source.vocab.data),
        "vocab_offsets": artifact.of(source.vocab.offsets),
        "counts": artifact.of(source.vocab.counts),
        "random": artifact.of(np.append(drawn["state"]["key"].astype(np.int64), drawn["state"]["pos"])),
    }
    info = {"method": name, "options": options, "state": list(state)}
    artifact.write(path, KIND, tensors, source.recipe, info)


def read(path: Path, name: str, source: Source, options: dict[str, Any]) -> Artifact:
    """Open the checkpoint of the same training. Raises InputError for another file, UsageError for other options."""
    opened = artifact.read(path)
    if opened.kind != KIND:
        raise InputError(f"{path} holds {opened.kind}, no checkpoint; an interrupted training leaves one")
    if opened.info.get("method") != name:
        raise InputError(f"{path}: the checkpoint of {opened.info.get('method')}, not {name}")
    if any(
        key not in opened or not np.array_equal(opened[key], wanted)
        for key, wanted in (
            ("vocab", source.vocab.data),
            ("vocab_offsets", source.vocab.offsets),
            ("counts", source.vocab.counts),
        )
    ):
        raise InputError(
            f"{path}: the checkpoint of other words or counts; give the ids tensor and --min-count of then"
        )
    for key, then in (opened.info.get("options") or {}).items():
        if options.get(key) != then:
            option = f"--{key.removeprefix(_MORE).replace('_', '-')}"
            raise UsageError(f"{path} was trained with {option} {_spelled(then)}, not {_spelled(options.get(key))}")
    return opened


def restore(opened: Artifact, weights: dict[str, Array], random: np.random.RandomState) -> State:
    """Put weights and random numbers back as they were. Raises InputError for a damaged file."""
    try:
        for key, weight in weights.items():
            if opened[key].shape != weight.shape:
                raise ValueError(f"{key} has the shape {opened[key].shape}, not {weight.shape}")
            weight[:] = opened[key]
        drawn = opened["random"].tolist()
        random.set_state(("MT19937", np.array(drawn[:-1], np.uint32), drawn[-1], 0, 0.0))
        epochs, batches, losses = opened.info["state"]
        return State(epochs, batches, tuple(losses))
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise InputError(f"{opened.path}: not a whole checkpoint ({error}); it is damaged") from None


def options(settings: Settings, subwords: Subwords | None = None) -> dict[str, Any]:
    """What must be the same to go on."""
    more = {f"{_MORE}{key}": value for key, value in asdict(subwords).items()} if subwords else {}
    return asdict(settings) | more


def _spelled(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
