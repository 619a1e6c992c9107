"""Parses JSON that nobody has checked: bounded in depth before the parser runs.

In: text or bytes, and words for error messages. Out: the parsed value, or one clear ReadError.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from netscribe.errors import ReadError

#: Every nested model adds four levels; real configurations stay below forty.
DEEPEST_NESTING = 200
#: A whole string (or an unfinished one, to the end), or one bracket. Possessive, so that no text
#: makes it go back.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Advice:
    """The way out where a text is no JSON, and where it is nested too deeply."""

    damaged: str
    too_deep: str


def parsed(content: str | bytes, where: str, advice: Advice) -> object:
    """The value that `content` says.

    Raises:
        ReadError: it is not JSON in UTF-8, or is nested too deeply.
    """
    text = _decoded(content, where, advice)
    if text.count("[") + text.count("{") > DEEPEST_NESTING and _depth(text) > DEEPEST_NESTING:
        raise _too_deep(where, advice)
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{where}: not JSON: {error.msg} in line {error.lineno}, column {error.colno}",
            hint=advice.damaged,
        ) from None
    except RecursionError:
        raise _too_deep(where, advice) from None
    except ValueError:
        raise ReadError(f"{where}: not JSON: a number is too long", hint=advice.damaged) from None
    return value


def _decoded(content: str | bytes, where: str, advice: Advice) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError(f"{where}: not JSON: it is not UTF-8 text", hint=advice.damaged) from None


def _depth(text: str) -> int:
    """The deepest nesting, up to the first level that is too deep. O(length)."""
    depth = deepest = 0
    for match in _TOKEN.finditer(text):
        first = text[match.start()]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST_NESTING:
                break
        elif first in "]}":
            depth -= 1
    return deepest


def _too_deep(where: str, advice: Advice) -> ReadError:
    return ReadError(
        f"{where}: nested more than {DEEPEST_NESTING} levels deep",
        hint=advice.too_deep,
    )
