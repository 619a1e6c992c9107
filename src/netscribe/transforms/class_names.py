"""Names of classes without the words that all classes of a library's model start with.

In: a class's name and the Graph. Out: `LlamaDecoderLayer` of a Llama is a `DecoderLayer`, where
enough is left to say what it is.
"""

from __future__ import annotations

import re

from netscribe.graph.types import Graph

#: So many classes with one first word are a library's, named after the model.
_LIBRARY = 4
_LEAST_WORDS = 3


def short_class(name: str, graph: Graph) -> str:
    """The class's name without the model's own prefix."""
    name = name.lstrip("_")
    own, model = _words(name), _words(graph.name)
    if len(own) < _LEAST_WORDS or not model or own[0].casefold() != model[0].casefold():
        return name
    classes = {module.class_name for module in graph.modules}
    alike = sum(_words(other)[:1] == own[:1] for other in classes)
    return "".join(own[1:]) if alike >= _LIBRARY else name


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
