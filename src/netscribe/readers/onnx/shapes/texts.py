"""Operators on strings, and classical machine learning (ai.onnx.ml).

In: a step. Out: its results.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes.broadcast import broadcast
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.results import of_rank, one, same, same_shape
from netscribe.readers.onnx.shapes.step import Known, Results, Rule, ShapeStep


def _concatenated(step: ShapeStep) -> Results:
    return one("string", broadcast([step.shape(0), step.shape(1)]))


def _split(step: ShapeStep) -> Results:
    """Substrings on a new last axis, and how many there are."""
    shape = step.shape()
    found = None if shape is None else (*shape, None)
    return (*one("string", found), *one("int64", shape))


def _normalized(step: ShapeStep) -> Results:
    """Words that are stop words are gone."""
    shape = step.shape()
    return one("string", None if not shape else (*shape[:-1], None))


def _counted_words(step: ShapeStep) -> Results:
    shape, places = step.shape(), step.integers("ngram_indexes")
    width = max(places) + 1 if places else None
    return one("float32", None if shape is None else (*shape[:-1], width))


def _rows(shape: Shape | None) -> Dim:
    """How many samples; a single one may come without an axis of its own."""
    if shape is None:
        return None
    return shape[0] if len(shape) != 1 else 1


def _classes(step: ShapeStep) -> tuple[int | None, str]:
    for name in ("classlabels_strings", "classlabels_ints", "classlabels_int64s"):
        labels = step.attributes.get(name)
        if isinstance(labels, tuple) and labels:
            return len(labels), "string" if name.endswith("strings") else "int64"
    return None, "int64"


def _classifier(step: ShapeStep) -> Results:
    """The label of each sample and the scores (samples, classes)."""
    count, dtype = _classes(step)
    rows = _rows(step.shape())
    return (*one(dtype, (rows,)), *one("float32", (rows, count)))


def _regressor(targets: str) -> Rule:
    def rule(step: ShapeStep) -> Results:
        return one("float32", (_rows(step.shape()), step.integer(targets, 1)))

    return rule


def _one_hot(step: ShapeStep) -> Results:
    shape = step.shape()
    labels = step.attributes.get("cats_int64s") or step.attributes.get("cats_strings")
    width = len(labels) if isinstance(labels, tuple) else None
    return one("float32", None if shape is None else (*shape, width))


def _features(step: ShapeStep) -> Results:
    widths = step.integers("inputdimensions")
    shape = step.shape()
    rows = shape[0] if shape and len(shape) == 2 else None
    return one("float32", (rows, sum(widths) if widths else None))


def _labels(step: ShapeStep) -> Results:
    """Dtype from the values that the labels become."""
    for name, dtype in _LABELS.items():
        if name in step.attributes:
            return one(dtype, step.shape())
    values = step.attributes.get("values_tensor")
    return one(values.dtype if isinstance(values, Known) else "", step.shape())


_LABELS = {
    "values_strings": "string",
    "values_int64s": "int64",
    "values_floats": "float32",
}


def _categories(step: ShapeStep) -> Results:
    return one("int64" if step.dtype() == "string" else "string", step.shape())


def _cast_map(step: ShapeStep) -> Results:
    to = {"TO_FLOAT": 1, "TO_STRING": 8, "TO_INT64": 7}.get(step.text("cast_to", "TO_FLOAT"), 0)
    return one(dtype_of(to), of_rank(2))


def _trees(step: ShapeStep) -> Results:
    return one(step.dtype(), (_rows(step.shape()), step.integer("n_targets") or None))


TEXTS: Mapping[str, Rule] = {
    "StringConcat": _concatenated,
    "StringSplit": _split,
    "StringNormalizer": _normalized,
    "RegexFullMatch": same_shape("bool"),
    "TfIdfVectorizer": _counted_words,
}
MACHINE_LEARNING: Mapping[str, Rule] = {
    **dict.fromkeys(("Binarizer", "Imputer"), same),
    **dict.fromkeys(("Normalizer", "Scaler"), same_shape("float32")),
    **dict.fromkeys(("LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier"), _classifier),
    **dict.fromkeys(("LinearRegressor",), _regressor("targets")),
    **dict.fromkeys(("TreeEnsembleRegressor",), _regressor("n_targets")),
    "SVMRegressor": _regressor(""),
    "TreeEnsemble": _trees,
    "OneHotEncoder": _one_hot,
    "FeatureVectorizer": _features,
    "LabelEncoder": _labels,
    "CategoryMapper": _categories,
    "CastMap": _cast_map,
}
