"""Tables as their papers print them; the tests say where an implementation differs, and why.

ResNet: He et al. 2015, Table 1. VGG: Simonyan and Zisserman 2014, Tables 1 and 2. AlexNet:
Krizhevsky et al. 2012, section 3.5. DenseNet: Huang et al. 2016, Table 1. MobileNetV2: Sandler et
al. 2018, Table 2. EfficientNet: Tan and Le 2019, Table 1.
"""

from __future__ import annotations

from typing import NamedTuple


class Convolved(NamedTuple):
    """A plain convolution: kernel, filters, stride, and the side of what comes out."""

    kernel: int
    filters: int
    stride: int
    side: int


class Stage(NamedTuple):
    """A row of ResNet's table: output side, filters of its blocks' convolutions, how many."""

    side: int
    filters: tuple[int, ...]
    blocks: int


class Inverted(NamedTuple):
    """A row of MobileNetV2's or EfficientNet's table; `side` is that of what goes in."""

    side: int
    kernel: int
    expansion: int
    channels: int
    repeats: int
    stride: int


#: Section 3.5; the side of the first output is 55, as 227 pixels give (the paper says 224).
ALEXNET = (
    Convolved(11, 96, 4, 55),
    Convolved(5, 256, 1, 27),
    Convolved(3, 384, 1, 13),
    Convolved(3, 384, 1, 13),
    Convolved(3, 256, 1, 13),
)
ALEXNET_UNITS = (4096, 4096, 1000)
ALEXNET_MILLION_PARAMETERS = 60

#: Table 1, configuration D.
VGG16 = (
    *(Convolved(3, 64, 1, 224),) * 2,
    *(Convolved(3, 128, 1, 112),) * 2,
    *(Convolved(3, 256, 1, 56),) * 3,
    *(Convolved(3, 512, 1, 28),) * 3,
    *(Convolved(3, 512, 1, 14),) * 3,
)
VGG16_UNITS = (4096, 4096, 1000)
VGG16_MILLION_PARAMETERS = 138

RESNET = {
    "resnet18": tuple(
        Stage(side, (width, width), 2) for side, width in ((56, 64), (28, 128), (14, 256), (7, 512))
    ),
    "resnet50": tuple(
        Stage(side, (width, width, 4 * width), blocks)
        for side, width, blocks in ((56, 64, 3), (28, 128, 4), (14, 256, 6), (7, 512, 3))
    ),
    "resnet152": tuple(
        Stage(side, (width, width, 4 * width), blocks)
        for side, width, blocks in ((56, 64, 3), (28, 128, 8), (14, 256, 36), (7, 512, 3))
    ),
}
#: In units of 10^9; the paper calls multiply-adds FLOPs.
RESNET_GIGA_MULTIPLY_ADDS = {"resnet18": 1.8, "resnet50": 3.8, "resnet152": 11.3}

#: (side, layers) of each dense block, and the side that each transition halves it to.
DENSENET121 = ((56, 6), (28, 12), (14, 24), (7, 16))
DENSENET_GROWTH = 32

MOBILENET_V2 = (
    Inverted(112, 3, 1, 16, 1, 1),
    Inverted(112, 3, 6, 24, 2, 2),
    Inverted(56, 3, 6, 32, 3, 2),
    Inverted(28, 3, 6, 64, 4, 2),
    Inverted(14, 3, 6, 96, 3, 1),
    Inverted(14, 3, 6, 160, 3, 2),
    Inverted(7, 3, 6, 320, 1, 1),
)
MOBILENET_V2_MILLION_PARAMETERS = 3.4
MOBILENET_V2_MILLION_MULTIPLY_ADDS = 300

#: The paper's table has no column of strides: they follow from the sides.
EFFICIENTNET_B0 = (
    Inverted(112, 3, 1, 16, 1, 1),
    Inverted(112, 3, 6, 24, 2, 2),
    Inverted(56, 5, 6, 40, 2, 2),
    Inverted(28, 3, 6, 80, 3, 2),
    Inverted(14, 5, 6, 112, 3, 1),
    Inverted(14, 5, 6, 192, 4, 2),
    Inverted(7, 3, 6, 320, 1, 1),
)
EFFICIENTNET_B0_MILLION_PARAMETERS = 5.3
EFFICIENTNET_B0_GIGA_MULTIPLY_ADDS = 0.39
