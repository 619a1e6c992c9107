"""Runs one command and turns what went wrong into one clear line.

In: arguments. Out: an exit status: 0 done, 2 something for the user to mend, 1 a fault of ours, 130
interrupted. Data goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from netscribe.errors import NetscribeError

_REPORT = "please report it, with the lines that `--debug` adds"


def main(argv: Sequence[str] | None = None) -> int:
    """The entry point of `netscribe` and `python -m netscribe`."""
    given = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in given or os.environ.get("NETSCRIBE_DEBUG", "") not in ("", "0")
    try:
        return _run(given)
    except NetscribeError as error:
        _trace(wanted=debug)
        return _say(error.message, error.hint)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - the last line: a user never meets our traceback
        _trace(wanted=debug)
        _say(f"internal error: {type(error).__name__}: {_one_line(str(error))}", _REPORT)
        return 1


def _run(arguments: list[str]) -> int:
    from netscribe.cli.parser import make_parser

    parser = make_parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as done:  # --help and --version
        sys.stdout.flush()
        return int(done.code or 0)
    from netscribe.cli.commands import COMMANDS

    COMMANDS[options.command](options)
    sys.stdout.flush()
    return 0


def _say(message: str, hint: str | None) -> int:
    print(f"netscribe: {_one_line(message)}", file=sys.stderr)
    if hint:
        print(f"hint: {_one_line(hint)}", file=sys.stderr)
    return 2


def _one_line(text: str) -> str:
    """Foreign messages may be long and of many lines; the first ones say most."""
    joined = " ".join(text.split())
    return joined if len(joined) <= 400 else joined[:399] + "…"


def _trace(*, wanted: bool) -> None:
    if wanted:
        import traceback

        traceback.print_exc()


def _silence_stdout() -> None:
    """Whoever read our output has gone; the interpreter must not complain when it flushes."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
