"""What functions remember of earlier calls (`functools.lru_cache`), where it holds tensors.

In: nothing. Out: nothing; afterwards no such function remembers a tensor. A tensor without numbers
must not come up again in the user's own runs, nor a real one in the place of the operations that
made it. Whatever was remembered is worked out anew when it is asked for.
"""

from __future__ import annotations

import functools
import gc
import sys
import weakref
from typing import Any

import torch

_MEMO = type(functools.lru_cache(maxsize=1)(lambda: None))
#: How many objects of one memo are looked at.
_MOST = 4096


def forget_tensors() -> None:
    """Empties the memos that hold tensors."""
    notebook = [item for item in vars(sys.modules["__main__"]).values() if type(item) is _MEMO]
    for memo in (*notebook, *(reference() for reference in _memos(len(sys.modules)))):
        if memo is not None and memo.cache_info().currsize and _holds_tensor(memo):
            memo.cache_clear()


@functools.lru_cache(maxsize=1)
def _memos(imported: int) -> tuple[Any, ...]:
    """All memos, looked for again when anything was imported: a look takes a hundredth second."""
    return tuple(weakref.ref(item) for item in gc.get_objects() if type(item) is _MEMO)


def _holds_tensor(memo: Any) -> bool:
    """Whether a tensor is among what a memo keeps, at any depth of plain containers."""
    waiting, seen = [*gc.get_referents(memo)], 0
    while waiting and seen < _MOST:
        item = waiting.pop()
        seen += 1
        if issubclass(type(item), torch.Tensor):
            return True
        if type(item) in (dict, tuple, list) or type(item).__name__ == "_lru_list_elem":
            waiting.extend(gc.get_referents(item))
    return False
