"""Names of classes without the word that all classes of a library's model start with.

In: a Graph. Out: the Graph in which a `LlamaDecoderLayer` of a Llama is a `DecoderLayer`, where
enough is left to say what it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from netscribe.graph.types import Graph

#: So many classes with one first word are a library's, named after the model.
_LIBRARY = 4
_LEAST_WORDS = 3


def with_short_classes(graph: Graph) -> Graph:
    """The graph with shorter names of classes; the same graph if there are none. O(modules)."""
    model = _words(graph.name)[:1]
    classes = {module.class_name for module in graph.modules}
    alike = {name for name in classes if _first(_words(name)) == _first(model)}
    short = {name: "".join(_words(name)[1:]) for name in alike if len(_words(name)) >= _LEAST_WORDS}
    if len(alike) < _LIBRARY or not model or not short:
        return graph
    modules = tuple(
        replace(module, class_name=short.get(module.class_name, module.class_name))
        for module in graph.modules
    )
    return replace(graph, modules=modules)


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+(?![a-z])|[A-Z]?[a-z0-9]+", name)


def _first(words: list[str]) -> str:
    return words[0].casefold() if words else ""
