"""Small pieces of label text: sizes, counts, numbers, names of functions as people write them."""

from __future__ import annotations

import re

from netscribe.graph.attributes import Padding, Sizes

#: Spellings that the field uses and that capitalising a lower-case name would miss.
_SPELLINGS = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "leaky_relu": "Leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "selu": "SELU",
    "celu": "CELU",
    "gelu": "GELU",
    "glu": "GLU",
    "silu": "SiLU",
    "swish": "SiLU",
    "tanh": "tanh",
    "hard_tanh": "Hard tanh",
    "hard_silu": "Hard SiLU",
    "hard_swish": "Hard SiLU",
    "log_softmax": "Log-softmax",
    "log_sigmoid": "Log-sigmoid",
    "crelu": "CReLU",
    "rms": "RMSNorm",
}


def grouped(count: int) -> str:
    """A count with its thousands grouped by commas: 25,557,032."""
    return f"{count:,}"


def times(sizes: Sizes) -> str:
    """Sizes joined as in "3×3"; equal or not, all are written."""
    return "×".join(str(size) for size in sizes)


def even(sizes: Sizes) -> str:
    """One number where all sizes are equal ("2"), else all of them ("2×1")."""
    return str(sizes[0]) if len(set(sizes)) == 1 else times(sizes)


def number(value: float) -> str:
    """A number as people write it: 0.5, 0.001, 1e-5; never 1e-05 or 0.30000000000000004."""
    short = f"{value:.6g}"
    mantissa, _, exponent = short.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else short


def function_name(function: str) -> str:
    """A function's name as the field spells it: relu -> ReLU, softmax -> Softmax."""
    known = _SPELLINGS.get(function)
    if known is not None:
        return known
    if function != function.lower():
        return function
    words = function.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def class_words(class_name: str) -> str:
    """A class name as words: LayerScale -> Layer scale, MLPHead -> MLP head.

    Names with dots or spaces are names already. What belongs to a proper name stays on it:
    ConvNeXtBlock -> ConvNeXt block, Wav2Vec2Encoder -> Wav2Vec2 encoder, MBConv.
    """
    if re.search(r"[ .]", class_name):
        return class_name
    first, *rest = _CAPITALISED.split(_DIMENSIONS.sub("", class_name))
    for word in tuple(rest):
        if not _belongs_to_name(word, first):
            break
        first += rest.pop(0)
    return " ".join([_spelled(first) or first, *(_spelled(word) or word.lower() for word in rest)])


#: Where a word of a class name starts: LayerScale, MLPHead.
_CAPITALISED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: How many dimensions a layer has is seen in its shapes: UpBlock2d, Conv2dNormActivation.
_DIMENSIONS = re.compile(r"(?<=[a-z])[123][dD](?![a-z])")
#: Ends of networks' names: MobileViT, MetaFormer, RetinaNet, FlauBERT.
_ENDS_OF_NAMES = ("vit", "former", "net", "nets", "bert", "gpt", "lm", "vgg")
_ACRONYMS = ("mlp", "ffn", "lstm", "gru", "rnn", "cnn", "fpn", "rpn", "moe", "qkv", "aspp", "vae")


def _belongs_to_name(word: str, name: str) -> bool:
    """Whether a word of a class name goes on with the proper name before it."""
    if len(word) < 3 or any(letter.isdigit() for letter in word):
        return True
    return word.lower() in _ENDS_OF_NAMES or (word == "Conv" and name.isupper() and len(name) == 2)


def _spelled(word: str) -> str:
    """A word that is written in capitals; "" for others."""
    return word.upper() if word.isupper() or word.lower() in _ACRONYMS else ""


def title_words(titles: str) -> str:
    """Class names among other words, as words: "EncoderLayer, _Block" -> "Encoder layer, Block"."""
    return " ".join(
        class_words(word[:-1].lstrip("_")) + ","
        if word.endswith(",")
        else class_words(word.lstrip("_"))
        for word in titles.split(" ")
    )


def padding_text(padding: Padding) -> str:
    """ "same", "causal", "padding 1", "padding 1,0 × 2,2"; nothing for valid, the default."""
    if isinstance(padding, str):
        return "" if padding == "valid" else padding
    if not any(amount for pair in padding for amount in pair):
        return ""
    return f"padding {pairs_text(padding)}"


def pairs_text(pairs: tuple[tuple[int, int], ...]) -> str:
    """(before, after) pairs as short as they can be said without doubt."""
    flat = {amount for pair in pairs for amount in pair}
    if len(flat) == 1:
        return str(flat.pop())
    if all(before == after for before, after in pairs):
        return "×".join(str(before) for before, _ in pairs)
    return " × ".join(f"{before},{after}" for before, after in pairs)
