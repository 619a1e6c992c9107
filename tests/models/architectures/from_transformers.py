"""Language, speech and vision models of transformers, from configurations in published sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.models.architectures.entry import Architecture


def _transformers(
    title: str, model: str, config: str, small: Mapping[str, Any], **settings: Any
) -> Architecture:
    """In published size with `settings`, narrower with those of `small`."""

    def make() -> Any:
        import transformers
        from tests.zoo import torchvision_operators  # noqa: F401 - transformers imports torchvision

        return getattr(transformers, model)(getattr(transformers, config)(**settings))

    def make_small() -> Any:
        import transformers
        from tests.zoo import torchvision_operators  # noqa: F401 - transformers imports torchvision

        made = getattr(transformers, config)(**{**settings, **small})
        made.use_cache = False
        return getattr(transformers, model)(made)

    given = "..." if settings else ""
    code = f"transformers.{model}(transformers.{config}({given}))"
    return Architecture(title, "transformers", code, make, make_small=make_small)


#: Narrower models with as many layers and heads, and a small vocabulary.
_WORDS = {"vocab_size": 1000}
_ENDS = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
_NARROW = {"hidden_size": 96, "intermediate_size": 384}
_NARROW_GROUPED = {"hidden_size": 256, "intermediate_size": 896, **_WORDS}

TRANSFORMERS: dict[str, Architecture] = {
    "bert": _transformers("BERT base", "BertForMaskedLM", "BertConfig", {**_NARROW, **_WORDS}),
    "gpt2": _transformers("GPT-2", "GPT2LMHeadModel", "GPT2Config", {"n_embd": 96, **_WORDS}),
    "t5": _transformers(
        "T5 base",
        "T5ForConditionalGeneration",
        "T5Config",
        {"d_model": 96, "d_kv": 8, "d_ff": 384, **_WORDS},
        d_model=768,
        d_ff=3072,
        num_layers=12,
        num_heads=12,
    ),
    "llama": _transformers(
        "Llama-3 8B",
        "LlamaForCausalLM",
        "LlamaConfig",
        {**_NARROW_GROUPED, "max_position_embeddings": 64},
        vocab_size=128256,
        hidden_size=4096,
        intermediate_size=14336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        rms_norm_eps=1e-5,
        max_position_embeddings=8192,
        rope_parameters={"rope_type": "default", "rope_theta": 500000.0},
    ),
    "mixtral": _transformers(
        "Mixtral 8x7B", "MixtralForCausalLM", "MixtralConfig", _NARROW_GROUPED
    ),
    "clip": _transformers(
        "CLIP ViT-B/32",
        "CLIPModel",
        "CLIPConfig",
        {
            "text_config": {"hidden_size": 64, "intermediate_size": 256, **_WORDS, **_ENDS},
            "vision_config": _NARROW,
            "projection_dim": 64,
        },
    ),
    "whisper": _transformers(
        "Whisper base",
        "WhisperForConditionalGeneration",
        "WhisperConfig",
        {
            "d_model": 64,
            "encoder_ffn_dim": 256,
            "decoder_ffn_dim": 256,
            "decoder_start_token_id": 1,
            **_WORDS,
            **_ENDS,
        },
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
    ),
    "wav2vec2": _transformers("wav2vec 2.0 base", "Wav2Vec2ForCTC", "Wav2Vec2Config", _NARROW),
    "mamba": _transformers(
        "Mamba 130M",
        "MambaForCausalLM",
        "MambaConfig",
        {"hidden_size": 96, **_WORDS},
        num_hidden_layers=24,
        hidden_size=768,
    ),
    "detr": _transformers(
        "DETR",
        "DetrForObjectDetection",
        "DetrConfig",
        {},
        use_timm_backbone=False,
        backbone=None,
        backbone_config={"model_type": "resnet", "out_features": ["stage4"]},
        use_pretrained_backbone=False,
    ),
}
