"""The page of well-known architectures: docs/gallery.md and its figures.

In: the stored graphs of tests/data/graphs. Out: docs/gallery/architectures/NAME.svg, each drawn
with default options, and the page's text. No framework and no library of models is needed.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.models.architectures.stored import stored  # noqa: E402
from tests.models.architectures.table import ARCHITECTURES  # noqa: E402

import netscribe as ns  # noqa: E402

FIGURES = ROOT / "docs" / "gallery" / "architectures"
PAGE = ROOT / "docs" / "gallery.md"
#: Names of figures under their headings.
GROUPS: dict[str, tuple[str, ...]] = {
    "Image classification": (
        *("alexnet", "vgg16", "resnet18", "resnet50", "resnet152", "googlenet", "inception_v3"),
        *("densenet121", "mobilenet_v2", "mobilenet_v3", "efficientnet_b0", "regnet", "convnext"),
        *("vit", "swin"),
    ),
    "Detection and segmentation": ("unet", "retinanet", "detr"),
    "Language": (
        *("transformer", "bert", "gpt2", "t5", "llama", "mixtral", "mamba", "translator"),
    ),
    "Speech, and images with text": ("whisper", "wav2vec2", "clip"),
    "Functional Keras models, without any modules": (
        *("keras_vgg16", "keras_resnet50", "keras_densenet121", "keras_mobilenet_v2"),
        "keras_efficientnet_b0",
    ),
}
_OPENING = """# Gallery

Well-known architectures in their published sizes, each drawn by one call with default options:

```python
ns.diagram(model).save("figure.svg")
```

No figure was touched by hand. All are for a page (text of 6 pt or more when printed 6.9 in wide),
all are tests: what is here is what is drawn today. `python tools/build_gallery.py` draws them
again.
"""
_LONGEST_ALTERNATIVE = 240


@cache
def draw(name: str) -> ns.Diagram:
    """The figure of one architecture; drawn once, however often it is asked for."""
    return ns.diagram(stored(name))


def page_text() -> str:
    """docs/gallery.md."""
    parts = [_OPENING]
    for heading, names in GROUPS.items():
        parts.append(f"## {heading}\n")
        parts.extend(_entry(name) for name in names)
    return "\n".join(parts)


def _entry(name: str) -> str:
    entry, graph = ARCHITECTURES[name], stored(name)
    code = f"`{entry.code}`" if "(" in entry.code else entry.code
    return (
        f"### {entry.title}\n\n"
        f"{code}, {len(graph.nodes):,} operations, {graph.parameter_count:,} parameters\n\n"
        f"![{_alternative(name)}](gallery/architectures/{name}.svg)\n"
    )


def _alternative(name: str) -> str:
    """The first sentences of the figure's own description."""
    svg = (FIGURES / f"{name}.svg").read_text("utf-8")
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    assert found is not None, name
    sentences = unescape(found[1]).split("\n")[0].split(". ")
    told = sentences[0]
    for sentence in sentences[1:]:
        if len(told) + len(sentence) > _LONGEST_ALTERNATIVE:
            break
        told = f"{told}. {sentence}"
    return told.replace("[", "(").replace("]", ")").rstrip(".") + "."
