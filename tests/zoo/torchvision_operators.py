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
    order = scores.argsort(descending=True).tolist()
    boxes = dets.tolist()
    kept: list[int] = []
    for index in order:
        if all(_overlap(boxes[index], boxes[other]) <= iou_threshold for other in kept):
            kept.append(index)
        if len(kept) >= 100:
            break
    return torch.tensor(kept, dtype=torch.int64)


def _overlap(first: list[float], second: list[float]) -> float:
    def area(box: list[float]) -> float:
        return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])

    corner = [max(first[0], second[0]), max(first[1], second[1])]
    shared = area([*corner, min(first[2], second[2]), min(first[3], second[3])])
    union = area(first) + area(second) - shared
    return shared / union if union else 0.0


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
