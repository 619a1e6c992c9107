"""The commands and their options, as argparse knows them.

In: nothing. Out: a parser whose complaints are errors with a hint, in one line each.
"""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from netscribe.errors import SettingError

#: The legal words of options; the stages check them again, for they are called from Python too.
DIRECTIONS = ("down", "right", "up")
STYLES = ("blocks", "volumes", "neurons")
THEMES = ("light", "dark", "greyscale", "print")
SHAPES = ("change", "all", "none")
COLORS = ("auto", "always", "never")
DETAILS = ("auto", "overview", "layers", "ops")
SHELLS = ("bash", "zsh", "fish")

_DESCRIPTION = "Draw a neural network straight from its definition."
_TARGET = """\
TARGET is one of
  model.keras               a Keras file; it is read without Keras, and no code in it runs
  model.pt2, model.ts       an exported program or TorchScript, read without PyTorch likewise
  package.module:name       a model in an importable module, or a function that returns one
  path/to/file.py:name      the same in a file
"""
_EXAMPLES = """\
examples:
  netscribe show model.keras
  netscribe show shop/models.py:make_model --input 28,28,1
  netscribe draw model.keras -o model.svg -o model.pdf
  netscribe draw shop.models:classifier -o slide.png --theme dark --scale 3
  netscribe summary model.keras
  netscribe COMMAND --help
"""
_EXAMPLES_OF = {
    "show": """\
examples:
  netscribe show model.keras
  netscribe show models.py:make_model --input 28,28,1 --width 80
  netscribe show models.py:translator --input source=?,512 --input target=?,512
  netscribe show model.keras --ascii > model.txt
""",
    "draw": """\
examples:
  netscribe draw model.keras -o model.svg
  netscribe draw model.keras -o figures/model.pdf -o model.png --scale 3
  netscribe draw models.py:make_model -o model.svg --title "Digit classifier" --theme dark
""",
    "summary": """\
examples:
  netscribe summary model.keras
  netscribe summary models.py:make_model --input 28,28,1
""",
    "completion": """\
examples:
  eval "$(netscribe completion bash)"                                     # in ~/.bashrc
  eval "$(netscribe completion zsh)"                                      # in ~/.zshrc
  netscribe completion fish > ~/.config/fish/completions/netscribe.fish
""",
}


class _Themes(tuple[str, ...]):
    """The names of themes; the file of one's own is as good."""

    def __contains__(self, value: object) -> bool:
        return super().__contains__(value) or str(value).endswith(".toml")


class Parser(argparse.ArgumentParser):
    """argparse, but a mistake is a SettingError instead of a printed usage and an exit."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise SettingError(message, hint=f"see `{self.prog} --help`")


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from netscribe import __version__

        print(f"netscribe {__version__}")
        parser.exit()


def make_parser() -> Parser:
    """The parser of the whole command line."""
    epilog = f"{_TARGET}\n{_EXAMPLES}"
    parser = Parser(prog="netscribe", description=_DESCRIPTION, epilog=epilog)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(
        title="commands", dest="command", required=True, metavar="COMMAND"
    )
    show = _command(commands, "show", "print the diagram to the terminal")
    _add_reading(show)
    _add_figure(show)
    _add_terminal(show)
    draw = _command(commands, "draw", "draw into a file: .svg .png .pdf .txt .json")
    _add_reading(draw)
    draw.add_argument(
        "-o",
        "--output",
        action="append",
        required=True,
        metavar="FILE",
        help="where to draw to; the suffix decides the format; may be given several times",
    )
    _add_figure(draw)
    _add_picture(draw)
    summary = _command(commands, "summary", "print a table of all layers, with totals")
    _add_reading(summary)
    _add_width(summary)
    completion = _command(commands, "completion", "print a completion script for a shell")
    completion.add_argument("shell", choices=SHELLS, help="bash, zsh or fish")
    _add_debug(completion)
    return parser


def _command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    epilog = _EXAMPLES_OF[name] if name == "completion" else f"{_TARGET}\n{_EXAMPLES_OF[name]}"
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + ".", epilog=epilog
    )
    # options that a command does not have keep the values that every diagram starts from
    made.set_defaults(
        title=None,
        direction=None,
        style="blocks",
        theme="light",
        shapes="change",
        no_names=False,
        slot="page",
        detail="auto",
        depth=None,
        expand=[],
        collapse=[],
        no_cards=False,
        no_table=False,
    )
    return made


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="what to read; see below")
    group = parser.add_argument_group("reading")
    group.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="SHAPE",
        help="shape of an input without the batch, where the model does not say it: 28,28,1; "
        "? for a size that varies; name=28,28,1 by name; 16:int64 with a dtype; "
        "once for each input",
    )
    group.add_argument(
        "--input-names",
        metavar="NAMES",
        help="what to call the inputs: image,caption in order, or input_1=image by name",
    )
    group.add_argument(
        "--compute",
        action="store_true",
        help="run a PyTorch module with real numbers where its code asks for them",
    )
    group.add_argument("--output-names", metavar="NAMES", help="what to call the outputs, likewise")
    _add_debug(parser)


def _add_debug(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--debug", action="store_true", help="print the traceback when something goes wrong"
    )


def _add_figure(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is printed")
    group.add_argument("--title", metavar="TEXT", help='title; "" for none (default: the name)')
    group.add_argument(
        "--shapes",
        choices=SHAPES,
        default="change",
        help="print shapes where they change (default), everywhere, or only at inputs and outputs",
    )
    group.add_argument("--no-names", action="store_true", help="leave the layers' names out")
    _add_detail(parser)


def _add_detail(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how much is shown")
    group.add_argument(
        "--slot",
        default="page",
        metavar="SLOT",
        help="the room it is for: page (default), column, slide, poster, or WIDTHxHEIGHT in inches",
    )
    group.add_argument(
        "--detail",
        choices=DETAILS,
        default="auto",
        help="as much as is legible in the slot (default), the outermost modules, every layer, or "
        "every operation as read",
    )
    group.add_argument(
        "--depth", type=int, metavar="LEVELS", help="how many levels of modules to open"
    )
    for name, verb in (("--expand", "open"), ("--collapse", "close")):
        group.add_argument(
            name,
            action="append",
            default=[],
            metavar="MODULE",
            help=f"a module to {verb}, by its path, with * and ?; may be given several times",
        )
    group.add_argument("--no-cards", action="store_true", help="draw no block cards")
    group.add_argument("--no-table", action="store_true", help="draw no stage table")


def _add_terminal(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("terminal")
    _add_width(group)
    group.add_argument("--ascii", action="store_true", help="use ASCII characters only")
    group.add_argument(
        "--color",
        choices=COLORS,
        default="auto",
        help="colour: on a terminal, unless NO_COLOR is set (default), always, or never",
    )


def _add_width(group: Any) -> None:
    group.add_argument(
        "--width",
        type=int,
        metavar="COLUMNS",
        help="columns to use, 60 or more (default: the terminal's, or 100 without one)",
    )


def _add_picture(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("picture")
    group.add_argument(
        "--direction",
        choices=DIRECTIONS,
        default=None,
        help="where data flows to (default: the style's own)",
    )
    group.add_argument("--style", choices=STYLES, default="blocks", help="kind of picture")
    group.add_argument(
        "--theme",
        choices=_Themes(THEMES),
        default="light",
        help="colours (default light), or a file of your own ending in .toml",
    )
    group.add_argument(
        "--scale",
        type=float,
        default=None,
        metavar="FACTOR",
        help="pixels per point of a .png (default 2, or what fits a very large picture)",
    )
