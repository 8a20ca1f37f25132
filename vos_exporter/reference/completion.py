"""Shell completion, generated from the parser of the command line itself."""

import argparse
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: its spellings, its help, what it takes."""

    names: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]
    takes_file: bool


@dataclass(frozen=True, slots=True)
class CommandSyntax:
    """One command, or the program without one (``name`` empty)."""

    name: str
    help: str
    flags: tuple[Flag, ...]
    words: tuple[str, ...]


def commands(parser: argparse.ArgumentParser) -> list[CommandSyntax]:
    """The program without a command first, then every command."""
    found = [_command("", "", parser)]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            found += [_command(name, helps.get(name, ""), sub) for name, sub in action.choices.items()]
    return found


def _command(name: str, help: str, parser: argparse.ArgumentParser) -> CommandSyntax:
    flags, words = [], list[str]()
    for action in parser._actions:
        choices = tuple(map(str, action.choices or ()))
        if action.option_strings:
            takes_file = action.metavar == "FILE"
            text = (action.help or "") % {"default": action.default}
            flags.append(Flag(tuple(action.option_strings), text, action.nargs != 0, choices, takes_file))
        else:
            words += choices
    return CommandSyntax(name, help, tuple(flags), tuple(words))


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """What ``shell`` reads to complete the commands and flags of ``parser``."""
    return "\n".join(SHELLS[shell](parser.prog, commands(parser))) + "\n"


def _function(program: str) -> str:
    return f"_{program.replace('-', '_')}"


def _bash(program: str, found: list[CommandSyntax]) -> Iterator[str]:
    names = "|".join(command.name for command in found if command.name)
    yield f"# bash completion for {program}:  source <({program} completion bash)"
    yield f"{_function(program)}() {{"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" one'
    yield '  for one in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f'    case "$one" in {names}) command="$one"; break ;; esac'
    yield "  done"
    yield '  case "$command:$before" in'
    for command in found:
        for flag in command.flags:
            for name in flag.names:
                yield from _bash_value(f"{command.name}:{name}", flag)
    yield "  esac"
    yield '  case "$command" in'
    for command in found:
        words = " ".join([*command.words, *(name for flag in command.flags for name in flag.names)])
        yield f'    {shlex.quote(command.name)}) COMPREPLY=($(compgen -W {shlex.quote(words)} -- "$word")) ;;'
    yield "  esac"
    yield "}"
    yield f"complete -F {_function(program)} {program}"


def _bash_value(pattern: str, flag: Flag) -> Iterator[str]:
    if flag.choices:
        words = shlex.quote(" ".join(flag.choices))
        yield f'    {pattern}) COMPREPLY=($(compgen -W {words} -- "$word")); return ;;'
    elif flag.takes_file:
        yield f'    {pattern}) COMPREPLY=($(compgen -f -- "$word")); return ;;'
    elif flag.takes_value:
        yield f"    {pattern}) COMPREPLY=(); return ;;"


def _zsh(program: str, found: list[CommandSyntax]) -> Iterator[str]:
    yield f"#compdef {program}"
    yield f"# zsh completion for {program}:  source <({program} completion zsh)"
    yield f"{_function(program)}() {{"
    yield "  local -a commands=("
    for command in found[1:]:
        yield f"    {shlex.quote(f'{command.name}:{command.help}')}"
    yield "  )"
    yield '  local command="" one'
    yield "  for one in ${words[2,CURRENT-1]}; do"
    yield '    if (( ${commands[(I)${one}:*]} )); then command="$one"; break; fi'
    yield "  done"
    yield '  case "$command" in'
    for command in found:
        flags = " ".join(shlex.quote(_zsh_flag(flag, name)) for flag in command.flags for name in flag.names)
        words = " ".join(command.words)
        rest = "'*:command:{_describe command commands}'" if not command.name else f"'*:word:({words})'"
        yield f"    {shlex.quote(command.name)}) _arguments {flags} {rest} ;;"
    yield "  esac"
    yield "}"
    yield f"compdef {_function(program)} {program}"


def _zsh_flag(flag: Flag, name: str) -> str:
    text = flag.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
    value = ""
    if flag.choices:
        value = f":value:({' '.join(flag.choices)})"
    elif flag.takes_value:
        value = ":file:_files" if flag.takes_file else ":value: "
    return f"{name}[{text}]{value}"


def _fish(program: str, found: list[CommandSyntax]) -> Iterator[str]:
    names = " ".join(command.name for command in found if command.name)
    yield f"# fish completion for {program}:  {program} completion fish | source"
    yield f"complete -c {program} -f"
    for command in found:
        condition = f"__fish_seen_subcommand_from {command.name}"
        if not command.name:
            condition = f"not __fish_seen_subcommand_from {names}"
            for one in found[1:]:
                yield f"complete -c {program} -n '{condition}' -a {one.name} -d {_fish_text(one.help)}"
        elif command.words:
            yield f"complete -c {program} -n '{condition}' -a '{' '.join(command.words)}'"
        for flag in command.flags:
            yield f"complete -c {program} -n '{condition}' {_fish_flag(flag)}"


def _fish_flag(flag: Flag) -> str:
    spellings = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names]
    takes = ["-r"] if flag.takes_value else []
    if flag.takes_file:
        takes = ["-r", "-F"]
    elif flag.choices:
        takes = ["-x", "-a", f"'{' '.join(flag.choices)}'"]
    return " ".join([*spellings, *takes, "-d", _fish_text(flag.help)])


def _fish_text(text: str) -> str:
    """Fish knows two escapes inside single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS: Mapping[str, Callable[[str, list[CommandSyntax]], Iterator[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
