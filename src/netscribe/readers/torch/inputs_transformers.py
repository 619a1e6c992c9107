"""Candidates for models of the transformers library, from their configuration (see below)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from netscribe.readers.torch.inputs import Candidate


def is_transformers(model: Any) -> bool:
    """Whether the model carries a configuration as that library makes them."""
    return hasattr(getattr(model, "config", None), "model_type")


def transformers_candidates(model: Any) -> Iterator[Candidate]:
    """Candidates."""
    yield from ()
