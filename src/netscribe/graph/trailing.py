"""Names of functions that work on the last axes and keep those in front, and of noise.

Read by the rules for axes; a function that is not named here claims nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Over how many of the last axes a function works; all axes in front of them stay.
TRAILING: Mapping[str, int] = {
    **dict.fromkeys(("one_hot", "argsort", "normalize", "digitize", "argpartition"), 0),
    **dict.fromkeys(("top_k", "topk", "in_top_k", "multi_hot", "fft", "rfft", "irfft"), 1),
    **dict.fromkeys(("stft", "istft", "extract_sequences", "diff", "view_as_complex"), 1),
    **dict.fromkeys(("fft2", "ifft2", "det", "slogdet", "logdet", "inv", "pinv", "cholesky"), 2),
    **dict.fromkeys(("cholesky_inverse", "eig", "eigh", "qr", "svd", "lu_factor"), 2),
    **dict.fromkeys(("rgb_to_grayscale", "extract_patches", "sobel_edges"), 3),
    **dict.fromkeys(("rgb_to_hsv", "hsv_to_rgb", "gaussian_blur", "affine_transform"), 0),
    **dict.fromkeys(("elastic_transform", "perspective_transform", "view_as_real"), 0),
}

#: Random functions that read a tensor and keep its shape.
OF_TENSOR = frozenset(
    {
        *("dropout", "alpha_dropout", "shuffle", "bernoulli", "poisson"),
        *("normal_like", "rand_like", "randn_like", "randint_like"),
    }
)
