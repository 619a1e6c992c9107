"""Completion scripts for bash, zsh and fish, written from the parser, so that they cannot lag.

In: a shell's name. Out: a script that completes commands, options, their words, and files.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.cli.parser import make_parser

_BASH = """\
# completion of netscribe for bash
_netscribe() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
    local command="" word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$word" in {commands_or}) command="$word"; break ;; esac
    done
    COMPREPLY=()
    case "$command $previous" in
{choices}
    esac
    case "$command" in
        "") COMPREPLY=($(compgen -W "{commands} --help --version" -- "$current")); return ;;
{words}
    esac
    case "$current" in
        -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
        *) COMPREPLY=($(compgen -W "$plain" -- "$current"; compgen -f -- "$current")) ;;
    esac
}}
complete -o filenames -F _netscribe netscribe
"""


@dataclass(frozen=True, slots=True)
class _Option:
    names: tuple[str, ...]
    text: str
    choices: tuple[str, ...]
    takes_value: bool


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    text: str
    options: tuple[_Option, ...]
    words: tuple[str, ...]


def completion_script(shell: str) -> str:
    """The script for "bash", "zsh" or "fish"."""
    commands = tuple(_commands(make_parser()))
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands).rstrip("\n")


def _commands(parser: argparse.ArgumentParser) -> Iterator[_Command]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, sub in action.choices.items():
            words = [
                str(word)
                for each in sub._actions
                if not each.option_strings
                for word in each.choices or ()
            ]
            yield _Command(name, texts[name], tuple(_options(sub)), tuple(words))


def _options(parser: argparse.ArgumentParser) -> Iterator[_Option]:
    for action in parser._actions:
        if action.option_strings:
            choices = tuple(str(choice) for choice in action.choices or ())
            text = (action.help or "").split(";")[0]
            yield _Option(tuple(action.option_strings), text, choices, action.nargs != 0)


def _bash(commands: tuple[_Command, ...]) -> str:
    choices = [
        f'        "{command.name} {name}") '
        f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$current")); return ;;'
        for command in commands
        for option in command.options
        if option.choices
        for name in option.names
    ]
    words = [
        f'        {command.name}) local words="{" ".join(_names(command))}" '
        f'plain="{" ".join(command.words)}" ;;'
        for command in commands
    ]
    names = [command.name for command in commands]
    return _BASH.format(
        commands=" ".join(names),
        commands_or="|".join(names),
        choices="\n".join(choices),
        words="\n".join(words),
    )


def _names(command: _Command) -> list[str]:
    return [name for option in command.options for name in option.names]


def _zsh(commands: tuple[_Command, ...]) -> str:
    lines = ["#compdef netscribe", "# completion of netscribe for zsh", "_netscribe() {"]
    lines += ["  local -a commands", "  commands=("]
    lines += [f"    {_quoted(f'{command.name}:{command.text}')}" for command in commands]
    lines += ["  )", "  if (( CURRENT == 2 )); then", "    _describe command commands"]
    lines += ["    _arguments '--help[print help]' '--version[print the version]'"]
    lines += ["    return", "  fi", "  local command=$words[2]", "  shift words; (( CURRENT-- ))"]
    lines += ["  case $command in"]
    for command in commands:
        arguments = [
            _zsh_option(option, name) for option in command.options for name in option.names
        ]
        plain = f"({' '.join(command.words)})" if command.words else "_files"
        arguments.append(_quoted(f"*:target:{plain}"))
        lines += [f"    {command.name}) _arguments " + " ".join(arguments) + " ;;"]
    lines += ["  esac", "}", 'if [[ "$funcstack[1]" == _netscribe ]]; then _netscribe "$@"']
    lines += ["else compdef _netscribe netscribe; fi"]
    return "\n".join(lines)


def _zsh_option(option: _Option, name: str) -> str:
    text = option.text.replace("[", "(").replace("]", ")").replace(":", " ")
    value = f":value:({' '.join(option.choices)})" if option.choices else ":value:_files"
    return _quoted(f"*{name}[{text}]{value if option.takes_value else ''}")


def _fish(commands: tuple[_Command, ...]) -> str:
    names = " ".join(command.name for command in commands)
    lines = ["# completion of netscribe for fish"]
    start = f"complete -c netscribe -n 'not __fish_seen_subcommand_from {names}'"
    lines += [
        f"{start} -f -l help -d 'print help'",
        f"{start} -f -l version -d 'print the version'",
    ]
    lines += [f"{start} -f -a {each.name} -d {_quoted(each.text)}" for each in commands]
    for command in commands:
        seen = f"complete -c netscribe -n '__fish_seen_subcommand_from {command.name}'"
        if command.words:
            lines.append(f"{seen} -f -a {_quoted(' '.join(command.words))}")
        lines += [f"{seen} {_fish_option(option)}" for option in command.options]
    return "\n".join(lines)


def _fish_option(option: _Option) -> str:
    flags = [
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
    ]
    value = f" -x -a {_quoted(' '.join(option.choices))}" if option.choices else " -r"
    return " ".join(flags) + (value if option.takes_value else "") + f" -d {_quoted(option.text)}"


def _quoted(text: str) -> str:
    """A word in single quotes, as all three shells understand it."""
    return "'" + text.replace("'", "’") + "'"
