# Everything that is done with this project, on a machine that has Python 3.11 or later and make.

# Options:  PYTHON=python3.12  the Python to build on     WORKERS=4  test processes     ARGS="-k name"  for pytest
#           PYTEST_CONNECTORS_ENGINE=none  no container engine for the tests of containers: half a minute less
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
WORKERS ?= 3
ARGS ?=

# Paths are relative, so that the directory's own name may hold a space.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Stamps: pip is asked again only when one of them is older than pyproject.toml, so that all else works offline.
MADE := $(VENV)/.made
DEMO := $(VENV)/.demo
ALL := $(VENV)/.all

.DEFAULT_GOAL := help
# `test` means this order, with -j too.
.NOTPARALLEL:
.PHONY: help demo test lint types layers tests format benchmark setup clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(DEMO) ## See the plugin find what breaks in a shop's connectors
	@$(BIN)/python examples/shop/demo.py

test: lint types layers tests ## Check everything: lint, types, layers, tests

lint: $(ALL) ## Check style and formatting
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .

types: $(ALL) ## Check the types
	@$(BIN)/python -m mypy

layers: $(ALL) ## Check which module imports which
	@$(BIN)/lint-imports --no-logo

tests: $(ALL) ## Run the tests alone: make tests ARGS="-k name"
	@# Hundreds of processes would compile our modules anew where Python is told to keep no compiled ones.
	@unset PYTHONDONTWRITEBYTECODE; PYTHONPYCACHEPREFIX="$$PWD/$(VENV)/.compiled" PYTHON=$(BIN)/python \
	    bash tests/engine/with-engine $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

format: $(ALL) ## Format the code and mend what ruff can mend
	@$(BIN)/python -m ruff check --fix-only .
	@$(BIN)/python -m ruff format .

benchmark: $(ALL) ## Measure again every number that the documentation names
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit; done

setup: $(ALL) ## Only make the virtual environment
	@:

clean: ## Remove the virtual environment and what the tools keep
	@rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The first Python that runs, is recent enough and can make a virtual environment with pip in it.
$(MADE):
	@for python in $(CANDIDATES); do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$("$$python" --version), once"; \
	        "$$python" -m venv $(VENV) && $(PIP) install --upgrade "pip>=25.1" && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo "No Python 3.11 or later that can make a virtual environment; tried: $(CANDIDATES)." >&2; \
	echo "Install one (on Debian with python3-venv), or name it: make PYTHON=/path/to/python3.12 ..." >&2; \
	exit 1

$(DEMO): $(MADE) pyproject.toml
	@echo "Installing the plugin and what the shop needs into $(VENV)"
	@$(PIP) install --editable ".[all]" --group shop
	@touch $@

$(ALL): $(MADE) pyproject.toml
	@echo "Installing the plugin and what its tests and checks need into $(VENV)"
	@$(PIP) install --editable ".[all]" --group test --group check --group benchmark
	@touch $(DEMO) $@
