"""What a card says of parts that not every block has: rules on the card, exceptions at the uses.

In: texts of a decoded picture. Out: whether a part is there in one use.
"""

from __future__ import annotations

import re

from tests.round_trip.decoded import DrawnEdge, DrawnNode, DrawnPanel
from tests.round_trip.uses import Use

_FIRST, _REST = "first block only", "not in the first block"
_EXCEPTED, _SOME = "not in all", "in some blocks only"
RULE = re.compile(rf"(?:(.+): )?({_FIRST}|{_REST}|{_EXCEPTED}|{_SOME})")


def is_present(node: DrawnNode, edges: list[DrawnEdge], use: Use) -> bool:
    """Whether one use has a part: by the rule on the card, and what the uses around say."""
    rule = _rule(node.facts) or _rule([p for edge in edges for p in edge.label.split(" · ")])
    present = {_FIRST: use.place == 0, _REST: use.place > 0}.get(rule, True)
    said_by: Use | None = use
    while said_by is not None:
        for fact in said_by.facts:
            for name in _names(node):
                present = _excepted(fact, name, said_by.place, present)
        said_by = said_by.outer if rule == _SOME else None
    return present


def kept(panel: DrawnPanel, edges: list[DrawnEdge]) -> DrawnEdge:
    """What goes on where a part is left out: not the wire with the rule, and not the skip."""
    plain = [edge for edge in edges if not _rule(edge.label.split(" · "))]
    inner = [edge for edge in plain if edge.source not in panel.ports]
    return (inner or plain)[0]


def _names(node: DrawnNode) -> tuple[str, ...]:
    """What a part may be called at a use."""
    if node.facts and node.facts[0] == "+":
        return ("skip",)
    called = (found[1] for fact in node.facts if (found := RULE.fullmatch(fact)) and found[1])
    return (*node.asides, *node.facts[:1], *called)


def _excepted(fact: str, name: str, place: int, present: bool) -> bool:
    """Whether a part is there, by what the use says; a name may be printed shortened ("a…z")."""
    word = ".*".join(re.escape(part) for part in re.split(r"…|\.\.\.", name))
    listed = re.fullmatch(f"no {word} in block ([\\d, ]+)", fact)
    if listed is not None:
        return str(place + 1) not in listed[1].split(", ")
    said = {
        f"no {word}": False,
        f"{word} in each": True,
        f"with {word}": True,
        f"{word} in the first only": place == 0,
        f"no {word} in the first": place > 0,
    }
    found = (there for form, there in said.items() if re.fullmatch(form, fact, re.IGNORECASE))
    return next(found, present)


def _rule(parts: list[str] | tuple[str, ...]) -> str:
    return next((found[2] for part in parts if (found := RULE.fullmatch(part))), "")
