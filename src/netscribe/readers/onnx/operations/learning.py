"""Classic machine learning (ai.onnx.ml) and texts: trees, linear models, encoders.

In: calls. Out: `Function` facts, in the words of the specification's operator names.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Function
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall

#: operator=function, then the attributes that are settings.
_MODELS = """
LinearClassifier=linear_classifier post_transform multi_class
LinearRegressor=linear_regressor targets post_transform
SVMClassifier=support_vector_classifier kernel_type post_transform
SVMRegressor=support_vector_regressor kernel_type post_transform n_supports
TreeEnsemble=tree_ensemble n_targets aggregate_function post_transform
TreeEnsembleClassifier=tree_ensemble_classifier post_transform
TreeEnsembleRegressor=tree_ensemble_regressor n_targets aggregate_function post_transform
"""
_PREPARING = """
Binarizer=binarize threshold
CastMap=cast_map map_form
CategoryMapper=map_categories
DictVectorizer=vectorize_dictionary
FeatureVectorizer=join_features
Imputer=impute
LabelEncoder=encode_labels
Normalizer=normalize norm
OneHotEncoder=one_hot
Scaler=scale_and_shift
ZipMap=zip_map
TfIdfVectorizer=tf_idf mode
StringNormalizer=normalize_text case_change_action
StringSplit=split_text delimiter
RegexFullMatch=match_text pattern
ImageDecoder=decode_image pixel_format
WordConvEmbedding=word_embedding
"""


def _function(kind: Kind, word: str, names: tuple[str, ...]) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        settings = tuple(item for item in call.settings(*names) if item[1] not in ("NONE", ""))
        return Facts(kind, Function(function=word, settings=settings))

    return describe


def _table(text: str, kind: Kind) -> dict[str, Describer]:
    table: dict[str, Describer] = {}
    for line in text.strip().splitlines():
        head, *names = line.split()
        operator, _, word = head.partition("=")
        table[operator] = _function(kind, word, tuple(names))
    return table


LEARNING: Mapping[str, Describer] = {
    **_table(_MODELS, Kind.MATH),
    **_table(_PREPARING, Kind.PREPROCESS),
}
