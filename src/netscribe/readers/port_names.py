"""Names of a model's inputs and outputs: distinct ones, and the user's own where given.

In: the names in the code. Out: one name per tensor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.errors import InputError


def distinct(names: Sequence[str]) -> list[str]:
    """The names with "_1", "_2" behind those that come again."""
    found: list[str] = []
    for name in names:
        wanted, count = name, 0
        while wanted in found:
            count += 1
            wanted = f"{name}_{count}"
        found.append(wanted)
    return found


def renamed(
    names: Sequence[str], given: Sequence[str] | Mapping[str, str] | None, what: str
) -> list[str]:
    """The user's names in place of the code's.

    Raises:
        InputError: more names than there are tensors, or a name that is not there.
    """
    if given is None:
        return list(names)
    if isinstance(given, Mapping):
        unknown = [name for name in given if name not in names]
        if unknown:
            raise InputError(
                f"the model has no {what} named {unknown[0]!r}", hint=f"it has {', '.join(names)}"
            )
        return [given.get(name, name) for name in names]
    if len(given) > len(names):
        raise InputError(
            f"{len(given)} names were given for {len(names)} {what}s",
            hint=f"the model's {what}s are {', '.join(names)}",
        )
    return [*given, *names[len(given) :]]
