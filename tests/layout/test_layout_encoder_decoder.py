"""An encoder beside its decoder, two towers: when a plan has that shape, and what it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_plans import ALL, CARD, Builder

from netscribe.geometry import Point, Rect, Size
from netscribe.layout.arrangements import arrangements
from netscribe.layout.encoder_decoder import find_parts
from netscribe.layout.engine import layout
from netscribe.layout.gates import violations
from netscribe.layout.types import Box, Layout, Plan, Wire

LABEL = Size(70.0, 13.0)


def entry(builder: Builder, name: str) -> str:
    """An input of the model."""
    return builder.box(name, (), Box("", CARD, None, 1.0, entry=True))


def chain(builder: Builder, last: str, *names: str) -> str:
    for name in names:
        last = builder.card(name, last)
    return last


def transformer(layers: int = 1, *, longer: int = 0, label: Size | None = None) -> Builder:
    """An encoder, `longer` by some layers, and a decoder each of whose layers reads its result."""
    b = Builder(label=label)
    memory = chain(b, entry(b, "source"), "embed", *(f"encoder{n}" for n in range(layers + longer)))
    last = chain(b, entry(b, "target"), "embed too")
    for number in range(layers):
        last = b.card(f"decoder{number}", last, memory)
    chain(b, last, "scores", "output")
    return b


def open_transformer(layers: int = 2) -> Builder:
    """Decoder layers as groups, with shortcuts and cross-attention inside."""
    b = Builder(label=LABEL)
    memory = chain(b, entry(b, "source"), "embed", "encoder")
    last = chain(b, entry(b, "target"), "embed too")
    for number in range(layers):
        group = b.group(f"layer{number}")
        first = b.card(f"self{number}", last, group=group)
        last = b.merge(f"plus{number}", first, last, group=group)
        cross = b.card(f"cross{number}", last, memory, group=group)
        last = b.merge(f"sum{number}", cross, last, group=group)
    chain(b, last, "scores")
    return b


def translator() -> Builder:
    """Two states and the sequence go over, to two readers."""
    b = Builder(label=LABEL)
    chain(b, entry(b, "source"), "embed", "encoder")
    chain(b, entry(b, "target"), "embed too")
    decoder = b.card("decoder", "embed too", "encoder", "encoder")
    first, *states = [wire for wire in b.wires if wire.target == "decoder"]
    b.wires = [wire for wire in b.wires if wire.target != "decoder"]
    b.wires.append(first)
    for number, wire in enumerate(states, 1):
        b.wires.append(replace(wire, tensor=f"state{number}", source_order=number))
    attention = b.card("attention", decoder, "encoder")
    chain(b, attention, "scores")
    return b


def towers() -> Builder:
    """Two towers with bars at their sides that meet in a product."""
    b = Builder()
    ends = []
    for name in ("image", "text"):
        features = chain(b, entry(b, name), f"{name} embed", f"{name} layers")
        b.card(f"{name} features", features)
        ends.append(b.card(f"{name} norm", features))
    product = b.merge("product", *ends)
    b.card("logits", product)
    b.card("embeds", ends[0])
    return b


SHAPES = {
    "transformer": transformer(),
    "labelled": transformer(2, label=LABEL),
    "long encoder": transformer(3, longer=4),
    "open": open_transformer(),
    "translator": translator(),
    "towers": towers(),
}


def beside(builder: Builder) -> tuple[Plan, Layout]:
    """The plan arranged as encoder and decoder, and its layout."""
    plan = replace(builder.plan(), arrangement="encoder_decoder")
    return plan, layout(plan)


@pytest.mark.parametrize("name", SHAPES)
def test_both_columns_begin_level_and_keep_apart(name: str) -> None:
    plan, result = beside(SHAPES[name])
    parts = find_parts(plan)
    assert parts is not None
    assert result.arrangement == "encoder_decoder"
    assert violations(plan, result) == ()
    left = [rect for box, rect in result.boxes.items() if box in parts.first]
    right = [rect for box, rect in result.boxes.items() if box not in parts.first]
    assert max(rect.right for rect in left) < min(rect.x for rect in right)
    inputs = [result.boxes[box.id].y for box in plan.boxes if box.entry]
    assert inputs[0] == pytest.approx(inputs[1])


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_read_between_enters_from_the_left_and_crosses_nothing(name: str) -> None:
    plan, result = beside(SHAPES[name])
    parts = find_parts(plan)
    assert parts is not None
    for wire in parts.between:
        before, end = result.routes[wire.id].points[-2:]
        assert end.x == pytest.approx(result.boxes[wire.target].x)
        assert before.x < end.x
        assert before.y == end.y
    assert result.report.crossings == 0


def test_the_encoder_stands_at_the_left_and_its_result_runs_level_to_the_decoder() -> None:
    _, result = beside(transformer())
    assert result.boxes["encoder0"].right < result.boxes["decoder0"].x
    assert result.routes["encoder0>decoder0.1"].bend_count == 0


def test_the_wire_runs_up_rather_than_making_the_picture_much_longer() -> None:
    plan, result = beside(transformer(1, longer=5))
    alone = layout(replace(plan, arrangement="columns"))
    assert result.size.height < 0.8 * alone.size.height
    route = next(
        result.routes[w.id] for w in plan.wires if w.target == "decoder0" and w.target_order
    )
    assert route.end.y < route.start.y
    assert route.bend_count == 2


def test_a_shorter_encoder_stands_lower_so_that_its_result_runs_level() -> None:
    b = Builder()
    memory = chain(b, entry(b, "source"), "embed", "encoder")
    last = chain(b, entry(b, "target"), *(f"layer{n}" for n in range(5)))
    chain(b, b.card("decoder", last, memory), "scores")
    _, result = beside(b)
    assert result.boxes["encoder"].center.y == pytest.approx(result.boxes["decoder"].center.y)
    assert result.boxes["source"].y == pytest.approx(result.boxes["target"].y)


def test_one_tensor_with_several_readers_has_one_lane() -> None:
    plan, result = beside(transformer(3))
    parts = find_parts(plan)
    assert parts is not None
    lanes = {p.x for w in parts.between for p in result.routes[w.id].points[1:-1]}
    assert len(lanes) == 1
    for point in result.junctions:
        assert point.x in lanes


def test_constants_belong_to_the_column_that_reads_them() -> None:
    b = transformer()
    b.boxes.insert(0, replace(b.boxes[0], id="mask", entry=False))
    b.wires.append(Wire("mask", "mask", "mask", "decoder0", target_order=5))
    parts = find_parts(b.plan())
    assert parts is not None
    assert parts.first == {"source", "embed", "encoder0"}


def test_a_side_input_makes_no_second_column() -> None:
    b = Builder()
    ids, mask = entry(b, "ids"), entry(b, "mask")
    last = chain(b, ids, "embed", "norm", "project")
    for number in range(3):
        last = b.card(f"layer{number}", last, mask)
    assert find_parts(b.plan()) is None


def test_a_product_with_a_plain_input_makes_no_second_column() -> None:
    b = Builder()
    last = chain(b, entry(b, "image"), "one", "two", "three")
    chain(b, b.merge("product", last, entry(b, "mask")), "four", "five", "six", "seven")
    assert find_parts(b.plan()) is None


def queries(kind: str) -> Builder:
    """A decoder that begins at a table of its own; what reads both is a card, or a join."""
    b = Builder()
    memory = chain(b, entry(b, "image"), "backbone", "encoder")
    table = b.card("queries")
    last = b.card("decoder", table, memory) if kind == "card" else b.pill("join", table, memory)
    chain(b, last, "head", "scores")
    b.boxes = [replace(box, trunk_weight=8.0 if box.size == CARD else 1.0) for box in b.boxes]
    return b


def test_learned_queries_begin_a_decoder_and_a_class_token_does_not() -> None:
    parts = find_parts(queries("card").plan())
    assert parts is not None
    assert parts.first == {"image", "backbone", "encoder"}
    assert find_parts(queries("join").plan()) is None


def test_nothing_leads_back_from_the_second_part() -> None:
    for builder in SHAPES.values():
        plan = builder.plan()
        parts = find_parts(plan)
        assert parts is not None
        assert not any(w.source not in parts.first and w.target in parts.first for w in plan.wires)


@pytest.mark.parametrize("name", ALL)
def test_networks_with_one_input_have_no_parts(name: str) -> None:
    assert find_parts(ALL[name](LABEL).plan()) is None


def grouped(b: Builder, homes: dict[str, str]) -> Builder:
    b.boxes = [replace(box, group=homes.get(box.id)) for box in b.boxes]
    return b


def test_a_group_around_groups_of_both_parts_gives_way() -> None:
    b = transformer()
    model = b.group("model")
    homes = {"encoder0": b.group("left", model), "decoder0": b.group("right", model)}
    (plan,) = arrangements(grouped(b, homes).plan())
    assert {group.id for group in plan.groups} == {"left", "right"}
    assert layout(plan).arrangement == "encoder_decoder"
    kept = replace(b.plan(), arrangement="encoder_decoder")
    assert layout(kept).arrangement == "columns"


def test_a_group_that_holds_boxes_of_both_parts_stays_whole() -> None:
    b = transformer()
    group = b.group("model")
    grouped(b, {"encoder0": group, "decoder0": group})
    assert list(arrangements(b.plan())) == []


def test_a_group_within_a_column_stays() -> None:
    plan, result = beside(open_transformer())
    for wire in plan.wires:
        if wire.source == "encoder":
            home = result.groups[wire.target.replace("cross", "layer")]
            start, end = result.routes[wire.id].start, result.routes[wire.id].end
            assert start.x < home.x < end.x


def test_only_downwards() -> None:
    assert list(arrangements(transformer().plan("right"))) == []
    plan = replace(transformer().plan("right"), arrangement="encoder_decoder")
    assert layout(plan).arrangement == "columns"


def test_where_a_bar_hangs_at_the_side_of_a_tower_the_wire_leaves_it_elsewhere() -> None:
    _, result = beside(towers())
    first = next(route for name, route in result.routes.items() if name.endswith("product.0"))
    bars = [result.boxes[name] for name in ("image features", "embeds")]
    for a, b in zip(first.points, first.points[1:], strict=False):
        assert not any(_piece(a, b).overlaps(bar) for bar in bars)


def _piece(a: Point, b: Point) -> Rect:
    return Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)).grown(0.5)


@st.composite
def encoder_decoders(draw: st.DrawFn) -> Plan:
    """Chains with shortcuts, groups, bars and labels; the second reads the first at random."""
    b = Builder(label=draw(st.sampled_from([None, LABEL])))
    first = _chain(draw, b, "source", ())
    ends = draw(st.lists(st.sampled_from(first[1:]), min_size=1, max_size=2, unique=True))
    _chain(draw, b, "target", tuple(ends))
    return replace(b.plan(), arrangement="encoder_decoder")


def _chain(draw: st.DrawFn, b: Builder, name: str, read: tuple[str, ...]) -> list[str]:
    names = [entry(b, name)]
    group: str | None = None
    for number in range(draw(st.integers(2, 6))):
        if draw(st.booleans()):
            group = b.group(f"{name} group{number}") if draw(st.booleans()) else None
        more = (*draw(st.sets(st.sampled_from(names), max_size=1)), *read)
        sources = dict.fromkeys((names[-1], *more[: draw(st.integers(0, len(more)))]))
        kind = draw(st.sampled_from([b.card, b.card, b.merge, b.pill]))
        names.append(kind(f"{name}{number}", *sources, group=group))
    if draw(st.booleans()):
        b.card(f"{name} bar", draw(st.sampled_from(names)))
    return names


@settings(max_examples=150, deadline=None)
@given(encoder_decoders())
def test_gates_hold_for_random_encoders_and_decoders(plan: Plan) -> None:
    result = layout(plan)
    assert violations(plan, result) == ()
    parts = find_parts(plan)
    if result.arrangement == "encoder_decoder":
        assert parts is not None
        left = [result.boxes[name] for name in parts.first]
        right = [rect for name, rect in result.boxes.items() if name not in parts.first]
        assert max(rect.right for rect in left) < min(rect.x for rect in right)
