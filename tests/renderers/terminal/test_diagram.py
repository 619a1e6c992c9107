"""What the terminal diagram prints: literal texts of small networks, and how it yields to width."""

from __future__ import annotations

import pytest

from netscribe.errors import SettingError
from netscribe.renderers.terminal import TerminalSettings, render_terminal
from netscribe.text.cells import cell_width
from renderers.terminal import nets
from renderers.terminal.decoding import decode

RESIDUAL = """\
residual · 610 parameters

                                 shape     parameters  name
●   image                        32×32×3
■   Conv 3×3  16 filters · same  32×32×16         100  stem
├─╮
■ │ Conv 3×3  32 filters · same  16×16×32         100  a1
■ │ Conv 3×3  32 filters · same                   100  a2
│ ■ Conv 1×1  32 filters · same  16×16×32         100  projection
⊕─╯ Add                          16×16×32              add_a
├─╮
■ │ Conv 3×3  32 filters · same                   100  b1
■ │ Conv 3×3  32 filters · same                   100  b2
⊕─╯ Add                          16×16×32              add_b
■   Dense  10 units              10                10  fc
●   scores                       10

not shown: stride 1, dilation 1, groups 1, bias"""

MODULES_ASCII = """\
modules, 145 parameters

                           shape  parameters  name
O     left                 16
|     , Encoder                               encoder
#     : Dense  32 units    32             32  encoder/d1
+-.   :
| |   : , Block                               block
# |   : : Dense  32 units                 32  encoder/block/d1
*-'   : ` Add              32                 encoder/block/add
#     ` Dense  8 units     8               8  encoder/d2
| O   right                16
| |   , Encoder  call 2                       encoder
| #   : Dense  32 units    32             32  encoder/d1
| +-. :
| | | : , Block  call 2                       block
| # | : : Dense  32 units                 32  encoder/block/d1
| *-' : ` Add              32                 encoder/block/add
| #   ` Dense  8 units     8               8  encoder/d2
*-'   Subtract             8                  difference
#     Dense  1 unit        1               1  head
O     similarity           1"""

NETS = ("residual", "nested", "inception", "multi", "unet", "fan_out", "dense_block", "modules")


def lanes_of(text: str) -> list[str]:
    """The lane part of each line between the headings and the legend."""
    decoder = decode(text)
    return [decoder.split(line)[0] for line in text.split("\n\n")[1].split("\n")[1:]]


def test_residual_blocks_show_projection_and_skip() -> None:
    legend = ["not shown: stride 1, dilation 1, groups 1, bias"]
    assert render_terminal(nets.residual().figure(legend=legend)) == RESIDUAL


def test_modules_are_bracketed_and_a_second_call_says_so() -> None:
    settings = TerminalSettings(ascii=True)
    assert render_terminal(nets.modules().figure(), settings) == MODULES_ASCII


def test_nested_skips_do_not_cross() -> None:
    lanes = lanes_of(render_terminal(nets.nested().figure()))
    assert lanes == ["●", "■", "├───╮", "■   │", "├─╮ │", "■ │ │", "⊕─╯ │", "■   │", "⊕───╯", "●"]


def test_branches_stand_in_the_order_of_their_merge() -> None:
    lanes = lanes_of(render_terminal(nets.inception().figure()))
    assert lanes[2:6] == ["├─┬─┬─╮", "■ │ │ │", "│ ■ │ │", "│ ■ │ │"]
    assert lanes[10] == "○─┴─┴─╯"


def test_the_levels_of_an_encoder_decoder_nest() -> None:
    lanes = lanes_of(render_terminal(nets.unet().figure()))
    assert [lane for lane in lanes if "╯" in lane] == [
        "○─╯ │ │ │",
        "○───╯ │ │",
        "○─────╯ │",
        "○───────╯",
    ]


def test_arguments_out_of_lane_order_are_named() -> None:
    text = render_terminal(nets.unet().figure())
    assert "Concat  channels · of down3, up3" in text
    nameless = render_terminal(nets.unet().figure(), TerminalSettings(names=False))
    assert "Concat  channels · of lane 2, lane 1" in nameless
    assert "down3" not in nameless
    assert "arriving lanes counted from the left" in nameless


def test_a_layer_with_several_results_tells_which_line_carries_which() -> None:
    text = render_terminal(nets.multi().figure())
    assert [line for line in text.split("\n") if "output" in line][:3] == [
        "│ ├───╮ output 2                                            16",
        "│ ├─╮ │ output 3                                            16",
        "│ │ │ │ output 1                                            16",
    ]


def test_many_readers_share_one_lane() -> None:
    lanes = lanes_of(render_terminal(nets.fan_out(40).figure()))
    assert max(map(len, lanes)) <= 5


def test_tensors_without_room_for_a_line_get_tags_at_both_ends() -> None:
    text = render_terminal(nets.dense_block(30).figure(), TerminalSettings(width=60))
    assert "→ a" in text
    assert "← a" in text
    legend = " ".join(text.split("\n"))
    assert "← a reads the tensor that → a makes; it has no line, for want of room" in legend


def test_names_give_way_before_the_text_is_wrapped() -> None:
    text = render_terminal(nets.multi().figure(), TerminalSettings(width=60))
    assert "image_code" not in text
    assert "not shown for want of width (60 columns): names" in text
    assert "Conv 3×3  8 filters · same" in text


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("width", [60, 72, 100, 160])
@pytest.mark.parametrize("in_ascii", [False, True])
def test_columns_stay_aligned_and_inside_the_width(name: str, width: int, in_ascii: bool) -> None:
    figure = getattr(nets, name)().figure()
    text = render_terminal(figure, TerminalSettings(width=width, ascii=in_ascii))
    lines = text.split("\n")
    assert max(map(cell_width, lines)) <= width
    (graph,) = (panel.graph for panel in figure.panels)
    assert len(decode(text, in_ascii=in_ascii).headlines) == len(graph.nodes) + len(
        graph.inputs
    ) + len(graph.outputs)
    if "parameters" in lines[2]:
        edge = lines[2].index("parameters") + len("parameters")
        assert all(
            line[edge : edge + 2].strip() == "" for line in text.split("\n\n")[1].split("\n")
        )


def test_a_long_name_keeps_its_end() -> None:
    net = nets.Net("long names")
    name = "a_long_prefix_that_all_layers_share_block_1"
    net.output("scores", net.dense(name, net.input("x", 4), 2))
    text = render_terminal(net.figure())
    assert [line for line in text.split("\n") if line.endswith("…" + name[-27:])]
    assert "..." in render_terminal(net.figure(), TerminalSettings(ascii=True))


def test_long_shapes_are_broken_at_their_signs_before_names_are_left_out() -> None:
    net = nets.Net("symbols")
    shape = ("⌊(H+1)/16⌋", "⌊(W+1)/16⌋", 64)
    x = net.conv("first_convolution", net.input("image", *shape), shape)
    net.output("features", net.conv("second_convolution", x, shape))
    lines = render_terminal(net.figure(), TerminalSettings(width=80)).split("\n")
    assert [line.split() for line in lines[3:5]] == [
        ["●", "image", "⌊(H+1)/16⌋×"],
        ["│", "⌊(W+1)/16⌋×64"],
    ]
    assert any(line.endswith("second_convolution") for line in lines)


def test_no_fact_is_in_colour_alone() -> None:
    import re

    plain = render_terminal(nets.modules().figure())
    colored = render_terminal(nets.modules().figure(), TerminalSettings(color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    assert colored != plain


def test_names_cannot_bring_control_characters_or_break_lines() -> None:
    net = nets.Net("evil\x1b[31m\nname")
    net.output("scores\r", net.dense("fc\x1b]0;x\x07", net.input("im\nage", 4), 2))
    text = render_terminal(net.figure())
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    assert len(text.split("\n")) == 6


def test_wide_characters_keep_the_columns() -> None:
    net = nets.Net("wide")
    x = net.dense("層一", net.input("画像", 4), 16)
    net.output("結果", net.dense("fc", x, 2))
    lines = render_terminal(net.figure()).split("\n")
    found = {cell_width(line[: line.index("units") + 5]) for line in lines if "16 units" in line}
    assert found == {len("■ Dense  16 units")}
    assert len({cell_width(line.split("  16")[0]) for line in lines if line.endswith("層一")}) == 1


def test_a_width_below_the_least_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="a width of 40 columns is too small") as caught:
        TerminalSettings(width=40)
    assert caught.value.hint is not None


def test_an_empty_network_is_its_title() -> None:
    assert render_terminal(nets.Net("nothing").figure()) == "nothing · 0 parameters\n"


def test_layers_that_nothing_uses_stand_in_one_column_and_look_like_no_chain() -> None:
    text = render_terminal(nets.with_unused_layers().figure())
    unused = [line for line in text.splitlines() if "not used" in line]
    assert [line.split()[-1] for line in unused] == ["left", "over", "here"]
    assert all(line.startswith("  – Linear") for line in unused)
    in_ascii = render_terminal(nets.with_unused_layers().figure(), TerminalSettings(ascii=True))
    assert in_ascii.count("\n  - Linear") == 3
