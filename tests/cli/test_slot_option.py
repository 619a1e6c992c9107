"""--slot: names, sizes in inches, and what is refused."""

from __future__ import annotations

import pytest

from netscribe.cli.parser import DETAILS as CLI_DETAILS
from netscribe.cli.slots import SLOTS, parse_slot
from netscribe.errors import SettingError
from netscribe.scene.slots import SLOT_INCHES
from netscribe.settings import DETAILS, DetailSettings


@pytest.mark.parametrize("name", SLOTS)
def test_a_name_stays_a_name(name: str) -> None:
    assert parse_slot(name) == name


@pytest.mark.parametrize("text", ("6.9x4", "6.9×4", "6.9,4"))
def test_a_size_becomes_inches(text: str) -> None:
    assert parse_slot(text) == (6.9, 4.0)


@pytest.mark.parametrize("text", ("pagee", "6.9", "0x4", "6.9x", "x", "axb", "6.9x-4", "1e3x2"))
def test_all_else_is_refused_with_the_names(text: str) -> None:
    with pytest.raises(SettingError, match="page, column, slide, poster"):
        parse_slot(text)


def test_the_command_line_knows_the_words_of_the_settings() -> None:
    assert tuple(SLOT_INCHES) == SLOTS
    assert DETAILS == CLI_DETAILS


@pytest.mark.parametrize(
    "wrong",
    (
        {"slot": "pagee"},
        {"slot": (6.9,)},
        {"slot": (6.9, -1)},
        {"slot": (6.9, float("inf"))},
        {"slot": (True, 4)},
        {"detail": "full"},
        {"depth": -1},
        {"depth": 1.5},
        {"expand": "encoder"},
        {"collapse": (1,)},
    ),
)
def test_wrong_details_are_refused_when_made(wrong: dict[str, object]) -> None:
    (option,) = wrong
    with pytest.raises(SettingError, match=f"{option}="):
        DetailSettings(**wrong)  # type: ignore[arg-type]
