"""One small configuration of every architecture that transformers registers, made generically.

In: a model type's word. Out: the model, few layers deep. Widths are all divided by one factor, so
that their ratios stay; where the library refuses that, only the number of layers is cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch

_LAYERS = re.compile(
    r"^(n_layers?|num_layers|depth|.*num_.*(hidden_)?layers|(encoder|decoder)_layers|.*_layers_num"
    r"|encoder_depth|decoder_depth|num_.*_blocks|qformer_layers|resampler_depth|num_hidden_groups)$"
)
_WIDTHS = re.compile(
    r"^(.*hidden_size|.*hidden_dim|d_model|d_ff|d_kv|d_inner|n_embd|n_inner|dim|.*intermediate_size"
    r"|.*embed_dim|.*ffn_dim|head_dim|.*_head_dim|.*lora_rank|.*projection_dim|projection_size"
    r"|embedding_size|ffn_dim|dim_feedforward|.*embed_size|.*inner_dim|hidden_channels"
    r"|mrope_section|emb_dim|n_ff|ff_dim|mlp_dim|width|upsample_groups|mamba_n_heads)$"
)
_TOKEN = re.compile(r"token_(id|index)s?$|tokens_id$|^(image|video|audio)_token(_index)?$")
_COUNTS = {"vocab_size": 1024, "num_experts": 4, "num_local_experts": 4, "n_routed_experts": 4}
_COUNTS |= {"num_experts_per_tok": 2, "num_queries": 20, "n_group": 1, "topk_group": 1}
_COUNTS |= {"moe_topk": 2, "moe_k": 2, "num_experts_per_token": 2, "num_kv_shared_layers": 0}
#: What the library works out from the rest.
_DERIVED = ("out_features", "out_indices", "stage_names")
#: What widths are divided by, and how many layers stay; some kinds of layer come later than others.
_STEPS = ((8, 2), (8, 8), (4, 2), (1, 2))
#: What some configurations leave open by default, and their models need.
_MISSING: dict[str, Any] = {"prediction_length": 8, "num_experts_per_tok": 2, "vocab_size": 1024}
_MISSING |= {"attn_layer_indices": [1]}
#: A word per layer, where configurations that name none do not build.
_MISSING_PER_LAYER = {"layer_types": "full_attention", "mlp_layer_types": "dense"}
_LAST_TOKEN = 1000


def names() -> list[str]:
    """Every model type that has a base model."""
    from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES

    return sorted(MODEL_MAPPING_NAMES)


def models(name: str, largest: int) -> Iterator[Any]:
    """From the smallest to the library's default; on meta where there are over `largest` weights.

    Raises:
        Exception: the library builds none of them.
    """
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    kind, made = CONFIG_MAPPING[name], _class_of(name)
    built, last = 0, None
    steps: list[Callable[[], Any]] = [partial(_small, kind, step) for step in _STEPS]
    steps.append(partial(_sectioned, kind))
    for configuration in (*steps, kind, None):
        if configuration is None and built:
            return
        try:
            config = configuration() if configuration else _filled(_small(kind, _STEPS[0]))
            found = _built(lambda config=config: made(config), largest)
        except Exception as error:  # noqa: BLE001 - the library's own code
            last = error
            continue
        built += 1
        yield found
    if not built and last is not None:
        raise last


def _class_of(name: str) -> Any:
    """What makes the base model of an architecture; the first of several that the library has."""
    import transformers
    from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES

    word = MODEL_MAPPING_NAMES[name]
    found = getattr(transformers, word if isinstance(word, str) else word[0], None)
    return found._from_config if found is not None else transformers.AutoModel.from_config


def _filled(config: Any) -> Any:
    """With what the configuration leaves open and its model cannot do without."""
    for part in (config, *(getattr(config, name) for name in getattr(config, "sub_configs", ()))):
        layers = getattr(part, "num_hidden_layers", 0)
        for name, word in _MISSING_PER_LAYER.items():
            if getattr(part, name, word) is None:
                setattr(part, name, [word] * layers)
        heads = getattr(part, "num_attention_heads", None)
        if heads and getattr(part, "head_dim", heads) is None:
            part.head_dim = part.hidden_size // heads
    return config


def _sectioned(kind: Any) -> Any:
    """With rotary sections for time, height and width that add up, which some defaults do not."""
    config = _small(kind, _STEPS[2])
    text = getattr(config, "text_config", config)
    head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    pairs = int(head * text.rope_parameters.get("partial_rotary_factor", 1)) // 2
    third = pairs // 3
    text.rope_parameters["mrope_section"] = [pairs - 2 * third, third, third]
    return config


def _built(make: Callable[[], Any], largest: int) -> Any:
    with torch.device("meta"):
        found = make()
    if sum(weight.numel() for weight in found.parameters()) > largest:
        return found.eval()
    torch.manual_seed(0)
    return make().eval()


def _small(kind: Any, step: tuple[int, int]) -> Any:
    settings = kind().to_dict()
    tokens = iter(range(_LAST_TOKEN, 0, -1))
    return kind.from_dict(_cut(settings, step, tokens))


def _cut(settings: dict[str, Any], step: tuple[int, int], tokens: Any) -> dict[str, Any]:
    layers = {value for name, value in settings.items() if _LAYERS.match(name) and _whole(value)}
    return {
        name: _cut_value(name, value, (step, layers), tokens)
        for name, value in settings.items()
        if name not in _DERIVED
    }


def _cut_value(name: str, value: Any, how: tuple[tuple[int, int], set[int]], tokens: Any) -> Any:
    step, layers = how
    factor, kept = step
    if isinstance(value, dict):
        named = all(isinstance(key, str) for key in value)
        kept_keys = {key: item for key, item in value.items() if not _is_late(key, kept)}
        return _cut(value, step, tokens) if named and len(kept_keys) == len(value) else kept_keys
    if _LAYERS.match(name) and _whole(value):
        return min(value, kept)
    if isinstance(value, list) and len(value) in layers and len(value) > kept:
        return value[:kept]
    if name == "depths" and isinstance(value, list):
        return [1] * len(value)
    if _WIDTHS.match(name):
        return _divided(value, factor)
    if name in _COUNTS and _whole(value):
        return min(value, _COUNTS[name])
    if _TOKEN.search(name) and _whole(value) and value >= _LAST_TOKEN:
        return next(tokens)
    if value is None and name in _MISSING:
        return _MISSING[name]
    if value is None and name in ("image_token_id", "image_token_index", "audio_token_id"):
        return next(tokens)
    return value


def _is_late(key: Any, kept: int) -> bool:
    """Whether a setting is that of a layer that was cut off."""
    number = int(key) if isinstance(key, int) or str(key).isdecimal() else 0
    return number >= kept


def _divided(value: Any, factor: int) -> Any:
    if isinstance(value, list):
        return [_divided(item, factor) for item in value]
    return value // factor if _whole(value) and value % factor == 0 else value


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
