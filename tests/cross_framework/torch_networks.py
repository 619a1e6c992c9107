"""The networks of this room in PyTorch; `keras_networks` has their counterparts, name by name."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SmallCnn(nn.Module):
    """Two convolutions with pooling, two dense layers: the third example of the README."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.pool2 = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(3136, 128)
        self.output_layer = nn.Linear(128, 10)

    def forward(self, image: Tensor) -> Tensor:
        x = self.pool1(torch.relu(self.conv1(image)))
        x = self.pool2(torch.relu(self.conv2(x)))
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return torch.softmax(self.output_layer(x), dim=-1)


class _Bottleneck(nn.Module):
    """Version 1 of the paper as Keras has it: biases, and the stride in the first convolution."""

    def __init__(self, channels: int, width: int, stride: int, *, project: bool) -> None:
        super().__init__()
        if project:
            self.shortcut = nn.Conv2d(channels, 4 * width, 1, stride=stride)
            self.shortcut_norm = _norm(4 * width)
        self.project = project
        self.conv1, self.norm1 = nn.Conv2d(channels, width, 1, stride=stride), _norm(width)
        self.conv2, self.norm2 = nn.Conv2d(width, width, 3, padding=1), _norm(width)
        self.conv3, self.norm3 = nn.Conv2d(width, 4 * width, 1), _norm(4 * width)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norm1(self.conv1(x)))
        y = self.norm3(self.conv3(torch.relu(self.norm2(self.conv2(y)))))
        shortcut = self.shortcut_norm(self.shortcut(x)) if self.project else x
        return torch.relu(shortcut + y)


def _norm(channels: int) -> nn.BatchNorm2d:
    """Keras counts how much of the running mean stays, PyTorch how much of it goes."""
    return nn.BatchNorm2d(channels, eps=1.001e-5, momentum=0.01)


class ResNet50(nn.Module):
    """ResNet-50 with the margins of Keras, which pads before it convolves and pools."""

    def __init__(self) -> None:
        super().__init__()
        self.margin1, self.conv1 = nn.ZeroPad2d(3), nn.Conv2d(3, 64, 7, stride=2)
        self.norm1, self.margin2 = _norm(64), nn.ZeroPad2d(1)
        self.pool1 = nn.MaxPool2d(3, stride=2)
        blocks, channels = [], 64
        for width, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
            for index in range(count):
                first = index == 0
                block_stride = stride if first else 1
                blocks.append(_Bottleneck(channels, width, block_stride, project=first))
                channels = 4 * width
        self.blocks = nn.ModuleList(blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.predictions = nn.Linear(2048, 1000)

    def forward(self, image: Tensor) -> Tensor:
        x = torch.relu(self.norm1(self.conv1(self.margin1(image))))
        x = self.pool1(self.margin2(x))
        for block in self.blocks:
            x = block(x)
        x = torch.flatten(self.pool(x), 1)
        return torch.softmax(self.predictions(x), dim=1)


class EncoderBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(32), nn.LayerNorm(32)
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)
        self.wide, self.narrow = nn.Linear(32, 128), nn.Linear(128, 32)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        normal = self.norm1(x)
        x = x + self.attention(normal, normal, normal, need_weights=False)[0]
        wide = self.dropout(nn.functional.gelu(self.wide(self.norm2(x))))
        return x + self.narrow(wide)


class Transformer(nn.Module):
    """Two encoder blocks, pre-norm, over token ids; a classifier on the mean of all positions."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.position = nn.Embedding(1000, 32), nn.Embedding(12, 32)
        self.blocks = nn.Sequential(EncoderBlock(), EncoderBlock())
        self.norm = nn.LayerNorm(32)
        self.classifier = nn.Linear(32, 5)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens) + self.position(torch.arange(12))
        return self.classifier(self.norm(self.blocks(x)).mean(dim=1))


class Separable(nn.Module):
    """One-by-one, depthwise, strided, transposed and resized convolutions, and a concatenation."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, bias=False)
        self.stem_norm, self.stem_activation = nn.BatchNorm2d(16, momentum=0.01), nn.ReLU6()
        self.pointwise = nn.Conv2d(16, 24, 1)
        self.depthwise = nn.Conv2d(16, 16, 3, padding=1, groups=16)
        self.halve, self.upsample = nn.AvgPool2d(2), nn.Upsample(scale_factor=2)
        self.enlarge = nn.ConvTranspose2d(40, 8, 4, stride=2, padding=1)
        self.margin = nn.ZeroPad2d(1)
        self.dilated = nn.Conv2d(8, 4, 3, dilation=2)
        self.peak = nn.AdaptiveMaxPool2d(1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.stem_activation(self.stem_norm(self.stem(image)))
        x = torch.cat([self.pointwise(x), self.depthwise(x)], dim=1)
        x = self.margin(self.enlarge(self.upsample(self.halve(x))))
        return self.peak(torch.sigmoid(self.dilated(x))).flatten(1)


class Recurrent(nn.Module):
    """An embedding, a bidirectional GRU, a GRU, a dense layer at each step."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(100, 16)
        self.both_ways = nn.GRU(16, 8, batch_first=True, bidirectional=True)
        self.ahead = nn.GRU(16, 8, batch_first=True)
        self.tags = nn.Linear(8, 3)

    def forward(self, tokens: Tensor) -> Tensor:
        x, _ = self.both_ways(self.embedding(tokens))
        return self.tags(self.ahead(x)[0])


#: Every network, and an input for it.
NETWORKS = {
    "small_cnn": (SmallCnn, (2, 1, 28, 28)),
    "resnet50": (ResNet50, (2, 3, 224, 224)),
    "transformer": (Transformer, torch.ones((2, 12), dtype=torch.int64)),
    "separable": (Separable, (2, 3, 33, 33)),
    "recurrent": (Recurrent, torch.ones((2, 12), dtype=torch.int64)),
}
