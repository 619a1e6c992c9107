"""The command line as a process: pipes, encodings, completion in a real shell, start-up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def netscribe(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs `python -m netscribe` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "netscribe", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_an_ascii_stdout_gets_an_ascii_diagram(folder: Path) -> None:
    result = netscribe("show", "networks.py:make", folder=folder, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stdout.isascii()) == (0, True)
    assert "# Dense  10 units  10          7,840  fc" in result.stdout
    table = netscribe("summary", "networks.py:make", folder=folder, PYTHONIOENCODING="ascii")
    assert (table.returncode, table.stdout.isascii()) == (0, True)


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m netscribe show networks.py:make | true"
    result = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in result.stderr
    assert "BrokenPipe" not in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("netscribe ''", "show draw summary completion --help --version"),
        ("netscribe dr", "draw"),
        ("netscribe draw net --the", "--theme"),
        ("netscribe draw net --theme ''", "light dark greyscale print"),
        ("netscribe show net --color a", "auto always"),
        ("netscribe show netw", "networks.py"),
        ("netscribe completion ''", "bash zsh fish"),
    ],
)
def test_completion_in_bash(folder: Path, words: str, expected: str) -> None:
    script = netscribe("completion", "bash", folder=folder).stdout
    asked = f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _netscribe"
    result = subprocess.run(
        ["bash", "-c", f'{script}\n{asked}\necho "${{COMPREPLY[@]}}"'],
        cwd=folder, capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    assert result.stdout.split()[: len(expected.split())] == expected.split()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_scripts_name_every_command_and_option(folder: Path, shell: str) -> None:
    script = netscribe("completion", shell, folder=folder).stdout
    for word in ("show", "draw", "summary", "theme", "greyscale", "input-names"):
        assert word in script
    if shutil.which(shell):
        found = subprocess.run(
            [shell, "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert found.stderr == ""


def test_start_up_imports_neither_frameworks_nor_pictures(folder: Path) -> None:
    code = (
        "import sys; from netscribe.cli.main import main; main(['--version']); "
        "print(sorted({'keras', 'torch', 'tensorflow', 'numpy', 'resvg_py', 'fpdf'} "
        "& set(sys.modules)), 'importlib.metadata' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert result.stdout.split("\n")[1] == "[] False"
