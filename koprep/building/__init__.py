"""Vocabularies and tensors from token files: what ``koprep vocab`` and ``koprep tensor`` call."""

from __future__ import annotations

from koprep.building.tensor import TensorSummary, build_tensor
from koprep.building.vocab import VocabSummary, build_vocab

__all__ = ["TensorSummary", "VocabSummary", "build_tensor", "build_vocab"]
