"""Lets torchvision be imported beside a PyTorch that its compiled operators do not fit.

Import this before torchvision (timm and transformers import it too). The two operators that its
Python code needs are defined in Python, slowly; where the compiled ones load, nothing is done.
"""

from __future__ import annotations

import torch

#: Kept alive for as long as the process runs: the operators go with it.
LIBRARY = torch.library.Library("torchvision", "DEF")


def _kept_boxes(dets: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """Greedy non-maximum suppression; at most 100 boxes, so that it ends soon."""
    from torchvision.ops import box_iou

    order = scores.argsort(descending=True)
    kept: list[int] = []
    while order.numel() and len(kept) < 100:
        first, order = order[0], order[1:]
        kept.append(int(first))
        order = order[box_iou(dets[first][None], dets[order])[0] <= iou_threshold]
    return torch.tensor(kept, dtype=torch.int64)


def _fake_kept_boxes(
    dets: torch.Tensor, scores: torch.Tensor, iou_threshold: float
) -> torch.Tensor:
    return dets.new_empty((torch.library.get_ctx().new_dynamic_size(),), dtype=torch.int64)


def _define() -> None:
    for name in ("nms", "qnms"):
        LIBRARY.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    LIBRARY.impl("nms", _kept_boxes, "CPU")
    torch.library.register_fake("torchvision::nms", _fake_kept_boxes, lib=LIBRARY)
    from torchvision.ops import boxes

    boxes._assert_has_ops = lambda: None


_define()
