"""The error tree: everything netscribe raises on purpose.

An error says what is wrong, where, what was expected, and the way out. `str(error)` is one or two
lines: the message, then `hint: ...` where there is a way out. The command line prints it and exits
with status 2.
"""

from __future__ import annotations


class NetscribeError(Exception):
    """Base of all errors that are the user's to mend; `hint` is the way out, if there is one."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class SettingError(NetscribeError, ValueError):
    """An option has a value that it cannot have."""


class TargetError(NetscribeError):
    """What was named cannot be found, or is nothing that netscribe reads."""


class ReadError(NetscribeError):
    """A model or a model file was found but cannot be read."""


class NoGraphError(ReadError):
    """A file holds weights alone: enough for a table, not for a drawing."""


class InputError(ReadError):
    """The model cannot be followed without an input shape, or not with the one given."""


class GraphError(NetscribeError):
    """A graph breaks one of its laws: the fault of a reader or a transform."""


class OutputError(NetscribeError):
    """A picture or text cannot be written where it was asked for."""


class MissingLibraryError(NetscribeError, ImportError):
    """An optional library is needed and not installed; the hint is the pip line."""
