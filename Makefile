# make demo: the facts of an article. make test, make lint, make bench, make clean: for developers.
# TORCH_INDEX=https://download.pytorch.org/whl/cpu installs torch without CUDA.

PYTHON ?= python3
TORCH ?= torch==2.13.0
TORCH_INDEX ?=
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := $(sort $(shell find model training data configs -type f -not -path '*/__pycache__/*'))

export HF_HUB_OFFLINE := 1

.PHONY: demo test lint bench clean force

demo: $(VENV)/runtime
	$(BIN)/newsfacts predict tests/articles/demo.txt --date 2025-10-14

test: $(VENV)/dev
	$(BIN)/python -m pytest

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# On an idle machine; takes about ten minutes.
bench: $(VENV)/dev .venv-peers/done
	for what in articles batches lengths; do \
	  $(BIN)/python benchmarks/speed/speed.py $$what --output benchmarks/speed/$$what.json || exit 1; \
	done
	for what in extremes stages; do \
	  $(BIN)/python benchmarks/speed/speed.py $$what --output benchmarks/speed/$$what.json || exit 1; \
	done
	$(BIN)/python benchmarks/speed/speed.py page

clean:
	rm -rf $(VENV) .venv-peers build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# First and alone, so that no other package chooses the version or the index of torch.
$(VENV)/torch:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	@touch $@

$(VENV)/runtime: $(VENV)/torch $(VENV)/sources pyproject.toml
	$(BIN)/pip install -e .
	@touch $@

$(VENV)/dev: $(VENV)/torch $(VENV)/sources pyproject.toml
	$(BIN)/pip install -e '.[dev]'
	@touch $@

# What newsfacts is compared with needs older packages.
.venv-peers/done: benchmarks/speed/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	.venv-peers/bin/pip install -r benchmarks/speed/peers.txt
	@touch $@

# An editable install sees a new file only when it is made again; an edit of an old one, at once.
$(VENV)/sources: force | $(VENV)/torch
	@echo '$(SOURCES)' | cmp -s - $@ || echo '$(SOURCES)' > $@
