"""Names of single marks for those who cannot see the picture; the whole is told in `prose`.

In: a node, or a block card's panel. Out: its accessible name.
"""

from __future__ import annotations

from netscribe.figure.types import Panel
from netscribe.graph.types import Graph, Module, Node
from netscribe.style.badges import letter_of
from netscribe.style.families import Mark, mark_of
from netscribe.style.group_titles import group_aside, group_title
from netscribe.style.labels import card_text


def panel_words(panel: Panel) -> str:
    """A block card in words; the accessible name of its frame as well."""
    aside = f", {panel.aside}" if panel.aside else ""
    return f"Block card {panel.letter}: {panel.title}{aside}"


def group_words(module: Module, graph: Graph) -> str:
    """A container in words; the accessible name of its frame as well."""
    repeated = f"repeated {module.repeat} times" if module.repeat > 1 else ""
    parts = (group_title(module), repeated, group_aside(module, graph))
    return ", ".join(part for part in parts if part)


def node_words(node: Node, graph: Graph) -> str:
    """One operation in words; the accessible name of its mark as well."""
    text = card_text(node, graph)
    headline = node.op.type_name if mark_of(node) is Mark.CIRCLE else text.headline
    if letter_of(node):
        headline = f"{headline} (block card {letter_of(node)})"
    repeated = (f"repeated {node.repeat} times",) if node.repeat > 1 else ()
    parts = [", ".join((*text.before, headline, *repeated, *text.details, *text.after))]
    if node.name:
        parts.append(f"named {node.name}")
    if text.count:
        parts.append(f"{text.count} parameters")
    return ", ".join(parts)
