"""Hostile and damaged OpenVINO models are refused in one line, and no other file is opened."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readers.model_files import DATA, read

from netscribe.errors import ReadError
from netscribe.readers.openvino import file
from netscribe.readers.protocol import ReadRequest

CONTENT = (DATA / "openvino" / "compressed.xml").read_text()
ENTITIES = """<?xml version="1.0"?>
<!DOCTYPE net [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<net name="&b;" version="11"><layers/><edges/></net>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE net SYSTEM "file:///etc/passwd">
<net name="x" version="11"><layers/><edges/></net>"""


def _net(layers: str, edges: str = "") -> str:
    return f'<net name="x" version="11"><layers>{layers}</layers><edges>{edges}</edges></net>'


def _layer(number: int, kind: str = "ReLU", version: str = "opset1") -> str:
    port = '<port id="0" precision="FP32"><dim>1</dim></port>'
    return (
        f'<layer id="{number}" name="n{number}" type="{kind}" version="{version}">'
        f"<input>{port}</input><output>{port.replace('0', '1', 1)}</output></layer>"
    )


def _edge(source: int, target: int) -> str:
    return f'<edge from-layer="{source}" from-port="1" to-layer="{target}" to-port="0"/>'


def _refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "x.xml"
    path.write_text(text)
    with pytest.raises(ReadError) as caught:
        file.read(path, ReadRequest())
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("text", [ENTITIES, OUTSIDE])
def test_a_document_type_is_refused(tmp_path: Path, text: str) -> None:
    assert "document type" in _refusal(tmp_path, text)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    text = '<net name="x" version="11">' + "<a>" * 100_000
    assert "deeply" in _refusal(tmp_path, text)
    assert "deeply" in _refusal(tmp_path, text.replace("<a>", "<rt_info>"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not XML"),
        ("<net", "not XML"),
        ('<html version="11"/>', "not an OpenVINO model"),
        ('<net name="x" version="6"/>', "version '6'"),
        (_net(_layer(1) + _layer(1)), "one id"),
        (_net(_layer(1), _edge(7, 1)), "no layer"),
        (_net(_layer(1) + _layer(2), _edge(1, 2) + _edge(2, 1)), "circle"),
        (_net(_layer(1), _edge(1, 1)), "circle"),
        (_net(_layer(1, "Result")), "reads nothing"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in _refusal(tmp_path, text)


def test_a_stride_below_one_is_refused(tmp_path: Path) -> None:
    text = (DATA / "openvino" / "images.xml").read_text()
    assert "stride" in _refusal(tmp_path, text.replace('strides="2, 2"', 'strides="-1, 2"'))


def test_an_operation_of_an_extension_is_custom(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(
        _net(
            _layer(1, "Parameter") + _layer(2, "Sparkle", "extension") + _layer(3, "Result"),
            _edge(1, 2) + _edge(2, 3),
        )
    )
    (node,) = read(path).nodes
    assert (node.custom, node.op.type_name) == (True, "Sparkle")


def test_a_promotion_with_more_results_than_inputs_is_an_operation(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    second = '<port id="2" precision="FP32"><dim>1</dim></port></output></layer>'
    promotion = _layer(2, "ConvertPromoteTypes").replace("</output></layer>", second)
    layers = _layer(1, "Parameter") + promotion + _layer(3, "Result")
    path.write_text(_net(layers, _edge(1, 2) + _edge(2, 3).replace('"1"', '"2"')))
    (node,) = read(path).nodes
    assert node.op.type_name == "ConvertPromoteTypes"


def test_the_file_of_weights_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xml"
    path.write_text(CONTENT)
    (tmp_path / "x.bin").symlink_to("/dev/zero")
    opened: list[str] = []
    plain = Path.open

    def watched(self: Path, *given: object, **named: object) -> object:
        opened.append(self.name)
        return plain(self, *given, **named)  # type: ignore[arg-type,call-overload]

    monkeypatch.setattr(Path, "open", watched)
    monkeypatch.setattr(builtins, "open", lambda *_: pytest.fail("opened a file"))
    file.read(path, ReadRequest())
    assert set(opened) == {"x.xml"}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_changed_text_gives_a_graph_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(CONTENT.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "changed.xml"
    path.write_bytes(bytes(content))
    try:
        file.read(path, ReadRequest())
    except ReadError as error:
        assert "\n" not in error.message
        assert "cannot be understood" not in error.message
