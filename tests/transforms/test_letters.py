"""Letters: what varies is one expression that is exact for every use."""

from __future__ import annotations

from netscribe.transforms.letters import Words


def _words() -> Words:
    words = Words(set())
    assert words.dim((64, 256, 512), "channel", incoming=True) == "C"
    assert words.dim((56, 28, 14), "height", incoming=True) == "H"
    return words


def test_what_does_not_vary_stays_a_number() -> None:
    assert Words(set()).setting((3, 3, None), "kernel_size") == 3


def test_a_setting_that_varies_gets_the_letter_of_its_field() -> None:
    words = _words()
    assert words.setting((64, 128, 256), "filters") == "c"
    assert words.setting((1, 2, 2), "stride") == "s"
    assert words.setting((3, 5, 3), "kernel_size") == "k"


def test_equal_rows_of_one_sort_share_a_letter_and_others_do_not() -> None:
    words = _words()
    assert words.setting((1, 2, 2), "stride") == "s"
    assert words.setting((1, 2, 2), "stride") == "s"
    assert words.setting((1, 2, 2), "groups") != "s"


def test_multiples_and_parts_are_expressions() -> None:
    words = _words()
    assert words.setting((16, 32, 48), "filters") == "c"
    assert words.setting((64, 128, 192), "filters") == "4c"
    assert words.setting((32, 128, 256), "filters") == "C/2"


def test_a_stride_divides_the_sizes_that_come_in() -> None:
    words = _words()
    words.setting((1, 2, 2), "stride")
    assert words.dim((56, 14, 7), "height", incoming=False) == "H/s"


def test_a_size_that_grows_by_a_number_says_so() -> None:
    assert _words().dim((96, 288, 544), "channel", incoming=False) == "C+32"


def test_the_padding_of_half_a_window_is_told_by_the_window() -> None:
    words = _words()
    assert words.setting((3, 5, 7), "kernel_size") == "k"
    assert words.setting((1, 2, 3), "padding") == "(k−1)/2"


def test_a_factor_of_the_incoming_width_has_a_letter_of_its_own() -> None:
    words = _words()
    assert words.setting((64, 1536, 3072), "filters") == "tC"
    factor = next(word for word in words.words if word.letter == "t")
    assert factor.row == (1, 6, 6)


def test_uses_without_the_operation_do_not_count() -> None:
    assert _words().setting((None, 1024, 2048), "filters") == "4C"


def test_no_letter_is_given_that_a_size_of_the_network_has() -> None:
    words = Words({"C", "c"})
    assert words.dim((1, 2), "channel", incoming=True) not in ("C", "c")


def test_groups_are_a_multiple_of_what_comes_in_where_each_channel_is_one() -> None:
    words = Words(set())
    assert words.dim((16, 32), "channel", incoming=True) == "C"
    assert words.setting((64, 128), "filters") == "4C"
    assert words.setting((64, 128), "groups") == "4C"
