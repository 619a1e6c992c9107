"""Random plans: directed acyclic graphs whose groups are contiguous runs of boxes, as calls are."""

from __future__ import annotations

from hypothesis import strategies as st

from netscribe.geometry import Size
from netscribe.layout.types import Box, Group, Plan, Wire


@st.composite
def plans(draw: st.DrawFn, most: int = 12) -> Plan:
    count = draw(st.integers(1, most))
    groups: list[Group] = []
    homes = draw(_homes(count, groups))
    boxes = tuple(draw(_boxes(index, home)) for index, home in enumerate(homes))
    wires: list[Wire] = []
    for target in range(1, count):
        sources = draw(st.lists(st.integers(0, target - 1), max_size=4))
        for order, source in enumerate(sources):
            output = draw(st.integers(0, 1))
            label = draw(st.sampled_from([None, None, Size(40.0, 12.0), Size(110.0, 12.0)]))
            wires.append(
                Wire(
                    f"{source}>{target}.{order}",
                    f"{source}:{output}",
                    f"box{source}",
                    f"box{target}",
                    output,
                    order,
                    label,
                )
            )
    direction = draw(st.sampled_from(["down", "up", "right"]))
    return Plan(boxes, tuple(wires), tuple(groups), direction)


@st.composite
def _homes(draw: st.DrawFn, count: int, groups: list[Group]) -> list[str | None]:
    """The group of each box: opening and closing groups at random as the boxes go by."""
    path: list[str] = []
    homes: list[str | None] = []
    for _ in range(count):
        for _ in range(draw(st.integers(0, len(path)))):
            path.pop()
        for _ in range(draw(st.integers(0, 2)) if len(path) < 3 else 0):
            title = Size(draw(st.sampled_from([0.0, 30.0, 150.0])), 14.0)
            name = f"group{len(groups)}"
            groups.append(Group(name, path[-1] if path else None, title))
            path.append(name)
        homes.append(path[-1] if path else None)
    return homes


@st.composite
def _boxes(draw: st.DrawFn, index: int, home: str | None) -> Box:
    merge = draw(st.booleans())
    sizes = [Size(26.0, 26.0)] if merge else [Size(180.0, 46.0), Size(60.0, 20.0), Size(90.0, 70.0)]
    return Box(
        f"box{index}",
        draw(st.sampled_from(sizes)),
        home,
        draw(st.sampled_from([0.0, 1.0, 1.0, 2.5])),
        merge,
        0.0 if merge else draw(st.sampled_from([0.0, 0.0, 11.0])),
        0.0 if merge else draw(st.sampled_from([0.0, 0.0, 0.0, 11.0])),
    )
