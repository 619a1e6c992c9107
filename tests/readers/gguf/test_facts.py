"""Language models in GGUF files have their architecture's wiring and the file's own numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.readers.model_files import DATA, read, reader_of

from netscribe.errors import NoGraphError
from netscribe.graph.attributes import Attention, Embedding, Linear
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.readers.gguf.header import header_of
from netscribe.transforms.pipeline import simplified

FILES = DATA / "gguf"
NAMES = ("llama", "mixtral", "gemma2", "qwen3", "gpt2")


def _read(name: str) -> Graph:
    return read(FILES / f"{name}.gguf")


def _sources(graph: Graph, node: Node) -> list[str]:
    return [graph.value[argument.value].producer or "input" for argument in node.inputs]


@pytest.mark.parametrize("name", [*NAMES, "other"])
def test_every_tensor_of_the_file_is_a_parameter_once(name: str) -> None:
    path = FILES / f"{name}.gguf"
    assert reader_of(path) == "gguf"
    listed = header_of(path.read_bytes(), name).tensors
    found = {parameter.path: parameter.type for parameter in _read(name).parameters}
    assert found == dict(listed)


@pytest.mark.parametrize("name", NAMES)
def test_simplifying_keeps_the_accounts(name: str) -> None:
    graph = _read(name)
    assert simplified(graph).parameter_count == graph.parameter_count


def test_shapes_are_turned_round_from_the_files_order() -> None:
    table = next(p for p in _read("llama").parameters if p.path == "token_embd.weight")
    assert (table.type.shape, table.type.dtype) == ((40, 32), "Q5_0")


def test_a_llama_block_is_wired_as_it_is() -> None:
    graph = _read("llama")
    scores = graph.node["blk.0.attn_scores"]
    attributes = scores.attributes
    assert isinstance(attributes, Attention)
    assert (attributes.heads, attributes.kv_heads, attributes.key_dim) == (4, 2, 8)
    assert attributes.causal
    assert _sources(graph, scores) == [
        "blk.0.attn_q_rotary",
        "blk.0.attn_k_rotary",
        "blk.0.attn_v_turn",
    ]
    assert _sources(graph, graph.node["blk.0.attn_add"]) == ["token_embd", "blk.0.attn_output"]
    assert _sources(graph, graph.node["blk.0.ffn_product"]) == ["blk.0.ffn_act", "blk.0.ffn_up"]
    assert _sources(graph, graph.node["blk.1.attn_norm"]) == ["blk.0.ffn_add"]
    assert graph.outputs[0].meaning == "next-token scores"
    assert graph.inputs[0].meaning == "token ids"


def test_blocks_are_as_many_as_the_file_says() -> None:
    kinds = Counter(module.class_name for module in _read("llama").modules)
    assert kinds == {"Block": 3, "Attention": 3, "FeedForward": 3}


def test_a_mixture_says_how_many_experts_work() -> None:
    up = _read("mixtral").node["blk.0.ffn_up_exps"]
    assert ("2 of 4 experts", "yes") in up.attributes.settings
    assert [argument.role for argument in up.inputs] == ["", "expert"]


def test_gemma_scales_its_embeddings_and_caps_its_scores() -> None:
    graph = _read("gemma2")
    assert graph.node["embedding_scale"].attributes.constant == "5.65685"  # type: ignore[attr-defined]
    assert graph.node["output_cap"].attributes.settings == (("at", "30"),)
    assert graph.node["output"].parameters == graph.node["token_embd"].parameters
    assert _sources(graph, graph.node["blk.0.attn_add"])[1] == "blk.0.post_attention_norm"


def test_gpt2_splits_one_matrix_and_learns_positions() -> None:
    graph = _read("gpt2")
    joined = graph.node["blk.0.attn_qkv"].attributes
    assert isinstance(joined, Linear)
    assert (joined.units, joined.bias) == (96, True)
    assert len(graph.node["blk.0.attn_split"].outputs) == 3
    places = graph.node["position_embd"].attributes
    assert isinstance(places, Embedding)
    assert places.positional
    assert not any(node.op.type_name == "Rotary" for node in graph.nodes)


def test_queries_and_keys_have_norms_per_head() -> None:
    graph = _read("qwen3")
    norm = graph.node["blk.2.attn_q_norm"]
    assert norm.op.kind is Kind.NORM
    assert graph.parameter[norm.parameters[0]].type.shape == (8,)


def test_mixed_quantisation_is_told_without_making_blocks_differ() -> None:
    graph = _read("llama")
    found = {graph.node[f"blk.{number}.attn_v"].attributes for number in range(3)}
    (attributes,) = found
    assert ("Q5_0 or Q8_0", "yes") in attributes.settings
    notes = [note.message for note in graph.notes]
    assert "blk.*.attn_v.weight is Q5_0 in 2 blocks and Q8_0 in 1 blocks" in notes
    assert "the architecture llama has it" in notes[0]


def test_an_unknown_architecture_is_listed_and_not_drawn() -> None:
    graph = _read("other")
    assert graph.weights_alone
    assert [note.message for note in graph.notes] == [
        "the architecture 'rwkv6' is not one that can be drawn; its tensors are listed"
    ]
    from netscribe import diagram

    with pytest.raises(NoGraphError):
        diagram(graph).svg()
