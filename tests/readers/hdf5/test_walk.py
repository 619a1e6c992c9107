"""The walk over HDF5 finds what h5py finds, in every layout that the library writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from netscribe.readers.hdf5 import opened_hdf5

h5py = pytest.importorskip("h5py")

DTYPES = {
    "f2": "float16", "f4": "float32", "f8": "float64", "i1": "int8", "i8": "int64",
    "u2": "uint16", "?": "bool", "c8": "complex64",
}  # fmt: skip
LAYOUTS = ["earliest", "latest", ("earliest", "v110"), ("v108", "v108")]

Found = dict[str, tuple[str, tuple[int, ...]]]


def walked(path: Path) -> Found:
    """Datasets by path, as the walk finds them."""
    with opened_hdf5(path) as contents:
        return {
            "/".join(item.path): (item.type.dtype, item.type.shape or ())
            for item in contents.datasets()
        }


def known(file: Any) -> Found:
    """The same by h5py."""
    found: Found = {}

    def visit(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            word = DTYPES[item.dtype.str.lstrip("<|").replace("b1", "?")]
            found[name] = (word, item.shape)

    file.visititems(visit)
    return found


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize("ordered", [False, True])
def test_many_members_and_attributes_are_found(layout: Any, ordered: bool, tmp_path: Path) -> None:
    path = tmp_path / "many.h5"
    with h5py.File(path, "w", libver=layout, track_order=ordered) as file:
        for number in range(400):
            file.attrs[f"a{number}"] = f"text {number}" * (number % 9)
            group = file.require_group(f"g{number % 3}")
            dtype = list(DTYPES)[number % len(DTYPES)]
            group.create_dataset(f"d{number}", shape=(number + 1, 2), dtype=dtype)
        expected = known(file)
    assert walked(path) == expected
    names = [f"a{number}" for number in range(400)]
    with opened_hdf5(path) as contents:
        texts = contents.texts(*names)
    assert texts == {name: (f"text {name[1:]}" * (int(name[1:]) % 9)).encode() for name in names}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_long_text_is_read_whole(layout: Any, tmp_path: Path) -> None:
    path = tmp_path / "long.h5"
    text = "Κeras" * 100_000
    with h5py.File(path, "w", libver=layout) as file:
        file.attrs["model_config"] = text
        file.attrs["fixed"] = b"abc"
        file.attrs["number"] = 3
    with opened_hdf5(path) as contents:
        texts = contents.texts("model_config", "fixed", "number", "absent")
    assert texts == {"model_config": text.encode(), "fixed": b"abc"}


NAMES = some.text("abcdef_0123", min_size=1, max_size=12)
TREES = some.dictionaries(
    some.lists(NAMES, min_size=1, max_size=4).map("/".join),
    some.tuples(
        some.sampled_from(list(DTYPES)), some.lists(some.integers(0, 9), max_size=4).map(tuple)
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TREES, some.sampled_from(LAYOUTS), some.booleans())
def test_any_tree_is_found(
    tmp_path_factory: pytest.TempPathFactory, tree: Any, layout: Any, ordered: bool
) -> None:
    path = tmp_path_factory.mktemp("tree") / "tree.h5"
    with h5py.File(path, "w", libver=layout, track_order=ordered) as file:
        for name, (dtype, shape) in tree.items():
            try:
                file.create_dataset(name, shape=shape, dtype=dtype)
            except (TypeError, ValueError):
                continue  # a name that is a group's already, or below a dataset
        expected = known(file)
    assert walked(path) == expected


def test_links_are_not_followed_and_circles_end(tmp_path: Path) -> None:
    path = tmp_path / "links.h5"
    with h5py.File(path, "w", libver="latest") as file:
        inner = file.create_group("a").create_group("b")
        inner.create_dataset("weights", shape=(2,), dtype="f4")
        inner["back"] = file["a"]
        file["soft"] = h5py.SoftLink("/a/b/weights")
        file["outside"] = h5py.ExternalLink("/etc/passwd", "/x")
    assert walked(path) == {"a/b/weights": ("float32", (2,))}
