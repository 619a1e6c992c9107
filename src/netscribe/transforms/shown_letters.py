"""Letters that a block card shows, so that a use states those and no others.

In: a card's lettering, its items and what its inner blocks say. Out: letters. What stands inside of
a closed block prints nothing, so that its letters would be riddles at a use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from netscribe.graph.letters import FloatLetter, Letter
from netscribe.graph.types import Node
from netscribe.graph.walks import with_folded
from netscribe.transforms.amounts import amounts
from netscribe.transforms.closing import Closed
from netscribe.transforms.lettering import Lettering

_LETTER = re.compile(r"[A-Za-z]\d*")


def shown_letters(
    lettering: Lettering, items: Sequence[Node | Closed], facts: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """The letters in what the items print, and in the sizes of what passes between them."""
    texts = [text for item in items for text in _texts(lettering, item)]
    texts += [said.partition(" = ")[2] for stated in facts.values() for said in stated]
    return frozenset(letter for text in texts for letter in _LETTER.findall(text))


def _texts(lettering: Lettering, item: Node | Closed) -> Iterator[str]:
    if isinstance(item, Closed):
        values = [value for one in item.run for value in one.leaving if value is not None]
    else:
        node = lettering.nodes[item.id]
        values = [*node.outputs, *(argument.value for argument in node.inputs)]
        for part in with_folded(node):
            numbers = (number for _, number in amounts(part.attributes))
            yield from (str(one) for one in numbers if isinstance(one, (Letter, FloatLetter)))
    for value in values:
        shape = lettering.types[value].shape if value in lettering.types else None
        yield from (dim for dim in shape or () if isinstance(dim, str))
