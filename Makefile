# Two commands: `make run` (set up, crawl the example mirror, build, load, answer) and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: run test test-quick setup setup-test down lock clean

run: setup
	$(BIN)/izon run rs sangiin_questions --mirror examples/mirror -a year=2024,2025 -a session=216,217

test: setup-test
	tests/system-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses 2 --no-loadscope-reorder $(PYTEST)

test-quick: setup-test
	$(BIN)/python -m pytest -m "not slow and not national and not neo4j" $(PYTEST)

down:
	$(BIN)/izon neo4j stop

setup: $(VENV)/.installed
setup-test: $(VENV)/.installed-test

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Izon needs Python 3.11 or later, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	$(PIP) install --quiet --require-hashes -r requirements-test.lock
	touch $@

# Writes both locks anew from the ranges in pyproject.toml; `uv` is needed only here.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml --group build --group test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) izon-data build dist *.egg-info
