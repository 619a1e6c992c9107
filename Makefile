# make demo   draws the models in examples/ with nothing but the package itself (no framework)
# make test   sets up .venv with all test tools and runs every check
# make zoo    checks facts and pictures of many Keras models on three backends; prints tables
# make zoo-torch  checks facts of PyTorch models: torchvision, timm, transformers; takes an hour
# make zoo-onnx  exports models to ONNX by four exporters and compares file and live model; an hour
# make zoo-files  saves Keras models in four ways, converts models to TFLite, OpenVINO and CoreML, and compares
# make zoo-peers  runs torchview, torchinfo, TorchLens and torch.export on the same models; takes hours
# make zoo-figures  checks the gates of the gallery's figures, reads them and 200 mutants' back, draws their ONNX files; hours
# make bench  times netscribe beside what one would use instead; prints tables
# make bench-layout  lays out real graphs with netscribe, dot, ELK and dagre; prints tables
# make gallery  draws the README's pictures again

PYTHON ?= python3
VENV := .venv
DEMO_VENV := build/demo-venv
DEMO := build/demo

.PHONY: demo test check zoo zoo-torch zoo-onnx zoo-files zoo-peers zoo-figures bench bench-layout gallery clean

demo: $(DEMO_VENV)/ready
	@mkdir -p $(DEMO)
	$(DEMO_VENV)/bin/netscribe show examples/cnn.keras
	$(DEMO_VENV)/bin/netscribe show examples/residual.keras
	$(DEMO_VENV)/bin/netscribe draw examples/cnn.keras -o $(DEMO)/cnn.svg -o $(DEMO)/cnn.png -o $(DEMO)/cnn.pdf
	$(DEMO_VENV)/bin/netscribe draw examples/residual.keras -o $(DEMO)/residual.svg -o $(DEMO)/residual.png -o $(DEMO)/residual.pdf
	@ls -l $(DEMO)

test: $(VENV)/ready
	$(VENV)/bin/python tools/check.py

zoo: $(VENV)/ready
	$(VENV)/bin/python -m tests.zoo

zoo-torch: $(VENV)/zoo-ready
	$(VENV)/bin/python -m tests.zoo.torch_zoo
	$(VENV)/bin/python -m tests.zoo.torch_large
	$(VENV)/bin/python -m tests.zoo.torch_page
	$(VENV)/bin/python -m tests.zoo.stored_graphs

zoo-onnx: $(VENV)/zoo-ready
	$(VENV)/bin/python -m tests.zoo.onnx_zoo
	$(VENV)/bin/python -m tests.zoo.files_page

zoo-files: $(VENV)/zoo-ready
	$(VENV)/bin/python -m tests.zoo.saved_models
	$(VENV)/bin/python -m tests.zoo.converted_files
	$(VENV)/bin/python -m tests.zoo.files_page

zoo-peers: $(VENV)/peers-ready
	$(VENV)/bin/python -m tests.zoo.torch_peers
	$(VENV)/bin/python -m tests.zoo.torch_page

zoo-figures: $(VENV)/exporters-ready
	$(VENV)/bin/python -m tests.zoo.figures --page docs/benchmarks/figures.md
	$(VENV)/bin/python -m tests.zoo.round_trips --page docs/benchmarks/pictures-read-back.md
	$(VENV)/bin/python -m tests.zoo.onnx_figures --page docs/benchmarks/onnx-figures.md

bench: $(VENV)/ready
	$(VENV)/bin/python -m benchmarks

bench-layout: $(VENV)/ready
	$(VENV)/bin/python -m benchmarks.layout

gallery: $(VENV)/ready
	$(VENV)/bin/python tools/build_gallery.py

$(DEMO_VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(DEMO_VENV)
	$(DEMO_VENV)/bin/python -m pip install --quiet --editable .
	@touch $@

# torch first, at the version that tests/constraints.txt pins, so that no other package pulls one in.
$(VENV)/ready: pyproject.toml tests/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt torch
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt --editable '.[test]'
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt --no-deps tf_keras
	@touch $@

# Libraries of models, without what they would pull in: another torch. `make test` needs none of them.
$(VENV)/zoo-ready: $(VENV)/ready
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt --editable '.[zoo]'
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt --no-deps torchvision timm
	@touch $@

$(VENV)/peers-ready: $(VENV)/zoo-ready
	$(VENV)/bin/python -m pip install --quiet --constraint tests/constraints.txt --no-deps torchinfo torchview torchlens graphviz
	@touch $@

clean:
	rm -rf build $(VENV)
