"""Parses JSON that nobody has checked: bounded in depth before the parser runs.

In: text or bytes, and a name for error messages. Out: the parsed value, or one clear ReadError.
"""

from __future__ import annotations

import json
import re

from netscribe.errors import ReadError

#: Every nested model adds four levels; real configurations stay below forty.
DEEPEST_NESTING = 200
_AGAIN = "save the model again with model.save('name.keras')"
#: A whole string (or an unfinished one, to the end), or one bracket. Possessive, so that no text
#: makes it go back.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def parsed(content: str | bytes, where: str) -> object:
    """The value that `content` says.

    Raises:
        ReadError: it is not JSON in UTF-8, or is nested too deeply.
    """
    text = _decoded(content, where)
    if text.count("[") + text.count("{") > DEEPEST_NESTING and _depth(text) > DEEPEST_NESTING:
        raise _too_deep(where)
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{where}: not JSON: {error.msg} in line {error.lineno}, column {error.colno}",
            hint=_AGAIN,
        ) from None
    except RecursionError:
        raise _too_deep(where) from None
    except ValueError:
        raise ReadError(f"{where}: not JSON: a number is too long", hint=_AGAIN) from None
    return value


def _decoded(content: str | bytes, where: str) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError(f"{where}: not JSON: it is not UTF-8 text", hint=_AGAIN) from None


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


def _too_deep(where: str) -> ReadError:
    return ReadError(
        f"{where}: nested more than {DEEPEST_NESTING} levels deep",
        hint="this is no model configuration that Keras writes",
    )
