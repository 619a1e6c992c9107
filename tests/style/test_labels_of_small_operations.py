"""What constants, lookups and weights that meet one tensor say on their cards."""

from __future__ import annotations

import pytest
from tests.small_networks import Network

from netscribe.graph.attributes import Attributes, Elementwise, Settings, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from netscribe.style.labels import card_text
from netscribe.style.labels.words import title_words


def _text(graph: Graph) -> tuple[str, str]:
    found = card_text(graph.nodes[-1], graph)
    return found.headline, found.detail_line


@pytest.mark.parametrize(
    ("type_name", "settings", "text"),
    [
        ("Arange", (("start", "0"), ("stop", "16")), ("Arange 0…16", "")),
        ("Arange", (("start", "4"), ("stop", "16"), ("step", "2")), ("Arange 4…16", "step 2")),
        ("arange", (("end", "16"),), ("Arange 0…16", "")),
        ("Arange", (("start", "0"),), ("Arange", "start 0")),
        ("Full", (("value", "0.5"),), ("Full", "value 0.5")),
        ("Constant", (), ("Constant", "")),
    ],
)
def test_a_constant_says_what_it_holds(
    type_name: str, settings: Settings, text: tuple[str, str]
) -> None:
    net = Network("keras.ops")
    attributes = Attributes(settings=settings)
    made = net.call(Kind.CONSTANT, attributes, (), (16,), type_name=type_name)
    assert _text(net.finish(made)) == text


def test_a_layer_that_scales_by_weights_is_named_by_its_class() -> None:
    net = Network()
    attributes = Elementwise(operator="multiply", settings=(("per channel", "yes"),))
    x = net.input(None, 8)
    made = net.call(
        Kind.ELEMENTWISE, attributes, x, (None, 8), type_name="LayerScale", weights=((8,),)
    )
    assert _text(net.finish(made)) == ("Layer scale", "per channel")


def test_an_operation_with_a_weight_names_both() -> None:
    net = Network("keras.ops")
    x = net.input(None, 8)
    made = net.call(Kind.ELEMENTWISE, Elementwise(), x, (None, 8), weights=((8,),))
    assert _text(net.finish(made)) == ("Add", "learned w0")


def test_a_merge_of_two_tensors_keeps_its_sign() -> None:
    net = Network("keras.ops")
    x = net.input(None, 8)
    made = net.call(Kind.ELEMENTWISE, Elementwise(), (x, x), (None, 8))
    assert _text(net.finish(made)) == ("+", "")


def test_a_lookup_is_written_as_words() -> None:
    net = Network("keras.ops")
    x = net.input(None, 8)
    settings = (("axis", "1"),)
    made = net.call(Kind.SLICE, Slicing(settings=settings), x, (None, 3), type_name="TakeAlongAxis")
    assert _text(net.finish(made)) == ("Take along axis", "axis 1")


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        ("_DenseBlock", "Dense block"),
        ("the inside of EncoderLayer, _Transition", "the inside of Encoder layer, Transition"),
        ("features.7", "features.7"),
        ("Self-attention", "Self-attention"),
        ("T5Block", "T5 block"),
        ("MLPPredictionHead", "MLP prediction head"),
        ("NormMlpClassifierHead", "Norm MLP classifier head"),
        ("Conv2dNormActivation", "Conv norm activation"),
        ("ConvNeXtStage", "ConvNeXt stage"),
        ("MobileVitBlock", "MobileVit block"),
        ("Wav2Vec2EncoderLayer", "Wav2Vec2 encoder layer"),
        ("BackboneWithFPN", "Backbone with FPN"),
        ("MBConv", "MBConv"),
    ],
)
def test_class_names_in_titles_become_words(titles: str, words: str) -> None:
    assert title_words(titles) == words
