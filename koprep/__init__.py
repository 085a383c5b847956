"""koprep: Korean-aware text preprocessing and embeddings for the command line.

The public names are loaded when they are first used, so that ``import koprep`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Embedding", "Pipeline", "Record", "Reject", "Token", "Vocab", "load"]

if TYPE_CHECKING:
    from koprep.embed.embedding import Embedding
    from koprep.embed.opening import load
    from koprep.pipeline import Pipeline
    from koprep.record import Record, Reject, Token
    from koprep.vocab import Vocab

_HOMES = {
    "Embedding": "embed.embedding",
    "Pipeline": "pipeline",
    "Record": "record",
    "Reject": "record",
    "Token": "record",
    "Vocab": "vocab",
    "load": "embed.opening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'koprep' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"koprep.{_HOMES[name]}"), name)
