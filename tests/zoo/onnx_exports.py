"""The models of the ONNX zoo, and how each is exported, by which exporter.

In: a group's and a model's name. Out: the live model with example inputs, and an ONNX file. All
weights are random and differ, since exporters store equal tensors once. The older exporter is told
to keep batch norms apart; the newer one folds them into convolutions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tests.zoo import torchvision_operators  # noqa: F401 - before torchvision

_TOKENS = 1000
_LENGTH = 16


@dataclass(frozen=True)
class Live:
    """A model in inference mode and its inputs by name; `call` makes the arguments of forward."""

    model: Any
    inputs: Mapping[str, torch.Tensor]
    by_name: bool = False


def build(group: str, name: str) -> Live:
    """The model with random weights, none equal to another."""
    torch.manual_seed(0)
    return with_random_weights(GROUPS[group][name]())


def with_random_weights(found: Live) -> Live:
    """The same model, its weights all different."""
    with torch.no_grad():
        for tensor in (*found.model.parameters(), *found.model.buffers()):
            if tensor.is_floating_point() and tensor.numel() > 1:
                tensor.copy_(torch.rand_like(tensor) * 0.1 + 0.01)
    return found


def _image(side: int = 224) -> dict[str, torch.Tensor]:
    return {"image": torch.rand(1, 3, side, side)}


def _torchvision(name: str) -> Live:
    import torchvision

    side = 299 if name == "inception_v3" else 224
    options = {"init_weights": False} if name in ("inception_v3", "googlenet") else {}
    model = torchvision.models.get_model(name, weights=None, **options)
    return Live(model.eval(), _image(side))


def _timm(name: str) -> Live:
    import timm

    shape = timm.get_pretrained_cfg(name).input_size
    model = timm.create_model(name, pretrained=False, scriptable=True)
    return Live(model.eval(), {"image": torch.rand(1, *shape)})


def _ids(length: int = _LENGTH) -> torch.Tensor:
    return torch.randint(3, _TOKENS, (1, length))


def _small(config: str, model: str, inputs: Callable[[], Any], **settings: Any) -> Live:
    import transformers

    made = getattr(transformers, config)(**settings)
    made.use_cache = False
    return Live(getattr(transformers, model)(made).eval(), inputs(), by_name=True)


_TINY = {"hidden_size": 128, "num_attention_heads": 4, "num_hidden_layers": 2}
_TINY_WIDE = {**_TINY, "intermediate_size": 256}
_WORDS = {"vocab_size": _TOKENS}


def _masked() -> dict[str, torch.Tensor]:
    return {"input_ids": _ids(), "attention_mask": torch.ones(1, _LENGTH, dtype=torch.long)}


def _bert() -> Live:
    return _small("BertConfig", "BertModel", _masked, **_TINY_WIDE, **_WORDS)


def _gpt2() -> Live:
    sizes = {"n_layer": 2, "n_embd": 128, "n_head": 4}
    return _small("GPT2Config", "GPT2LMHeadModel", _masked, **sizes, **_WORDS)


def _llama() -> Live:
    return _small(
        "LlamaConfig",
        "LlamaForCausalLM",
        _masked,
        **_TINY_WIDE,
        **_WORDS,
        num_key_value_heads=2,
    )


def _vit() -> Live:
    def inputs() -> Any:
        return {"pixel_values": torch.rand(1, 3, 224, 224)}

    return _small("ViTConfig", "ViTForImageClassification", inputs, **_TINY_WIDE)


def _t5() -> Live:
    sizes = {"num_layers": 2, "d_model": 128, "num_heads": 4, "d_kv": 32, "d_ff": 256}

    def inputs() -> Any:
        return {"input_ids": _ids(), "decoder_input_ids": _ids(8)}

    return _small("T5Config", "T5ForConditionalGeneration", inputs, **sizes, **_WORDS)


def _whisper() -> Live:
    sides = {
        f"{side}_{what}": size
        for side in ("encoder", "decoder")
        for what, size in (("layers", 2), ("attention_heads", 4), ("ffn_dim", 256))
    }
    tokens = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 1}
    lengths = {"max_source_positions": 100, "max_target_positions": 64, "num_mel_bins": 80}

    def inputs() -> Any:
        return {
            "input_features": torch.rand(1, 80, 200),
            "decoder_input_ids": _ids(8),
            "decoder_attention_mask": torch.ones(1, 8, dtype=torch.long),
        }

    settings = {"d_model": 128, **sides, **tokens, **lengths, **_WORDS}
    return _small("WhisperConfig", "WhisperForConditionalGeneration", inputs, **settings)


def _clip() -> Live:
    tokens = {"eos_token_id": 2, "bos_token_id": 1, "pad_token_id": 0}
    vision = {**_TINY_WIDE, "image_size": 64, "patch_size": 16}

    def inputs() -> Any:
        return {
            "input_ids": _ids(),
            "pixel_values": torch.rand(1, 3, 64, 64),
            "attention_mask": torch.ones(1, _LENGTH, dtype=torch.long),
        }

    text = {**_TINY_WIDE, **tokens, **_WORDS}
    settings = {"text_config": text, "vision_config": vision, "projection_dim": 64}
    return _small("CLIPConfig", "CLIPModel", inputs, **settings)


_TORCHVISION = """
alexnet vgg11_bn googlenet inception_v3 resnet18 resnet50 resnext50_32x4d densenet121
squeezenet1_1 shufflenet_v2_x1_0 mobilenet_v2 mobilenet_v3_small mnasnet0_5 efficientnet_b0
efficientnet_v2_s regnet_y_400mf convnext_tiny vit_b_16 swin_t
"""
_TIMM = """
resnet26 mobilenetv4_conv_small efficientnet_lite0 convnextv2_atto deit_tiny_patch16_224
mixer_s32_224 repvgg_a0 ghostnet_050 poolformer_s12
"""

GROUPS: Mapping[str, Mapping[str, Callable[[], Live]]] = {
    "torchvision": {name: (lambda name=name: _torchvision(name)) for name in _TORCHVISION.split()},
    "timm": {name: (lambda name=name: _timm(name)) for name in _TIMM.split()},
    "transformers": {
        "bert": _bert,
        "gpt2": _gpt2,
        "llama": _llama,
        "vit": _vit,
        "t5": _t5,
        "whisper": _whisper,
        "clip": _clip,
    },
}


class _Results(torch.nn.Module):
    """A model of transformers as the older exporter takes it: positions in, tensors out."""

    def __init__(self, model: Any, names: tuple[str, ...]) -> None:
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        found = self.model(**dict(zip(self.names, tensors, strict=True)), return_dict=True)
        return tuple(part for part in found.to_tuple() if isinstance(part, torch.Tensor))


def _by_script(live: Live, file: Path) -> None:
    """torch.onnx.export(dynamo=False), with a free batch."""
    names = tuple(live.inputs)
    torch.onnx.export(
        _Results(live.model, names) if live.by_name else live.model,
        tuple(live.inputs.values()),
        str(file),
        dynamo=False,
        input_names=list(names),
        dynamic_axes={name: {0: "batch"} for name in names},
        training=torch.onnx.TrainingMode.PRESERVE,
        opset_version=17,
    )


def _by_dynamo(live: Live, file: Path) -> None:
    """torch.onnx.export(dynamo=True), with every size fixed; it folds batch norms into convolutions
    unless it is told to leave out all its optimizations, which nobody does.
    """
    program = torch.onnx.export(
        live.model,
        () if live.by_name else tuple(live.inputs.values()),
        kwargs=dict(live.inputs) if live.by_name else None,
        dynamo=True,
        verbose=False,
    )
    program.save(str(file), external_data=False)


EXPORTERS: Mapping[str, Callable[[Live, Path], None]] = {
    "script": _by_script,
    "dynamo": _by_dynamo,
}
