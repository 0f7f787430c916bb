# The commands a contributor needs: make demo, make test, make fuzz, make check, make docs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
NODE   := tests/end_to_end/node

.PHONY: help setup demo test fuzz check docs clean
help:
	@echo "make demo   set up, then scan -> rewrite -> shadow -> report on the bundled example"
	@echo "make test   set up, then run the tests"
	@echo "make fuzz   a minute of coverage-guided fuzzing of scan and rewrite (FUZZ_SECONDS, FUZZ_SEED)"
	@echo "make check  lint, types, and freshness of the generated docs"
	@echo "make docs   write the generated docs again"
	@echo "make clean  remove .venv, build/ and what npm has installed"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "v4migrate needs Python 3.11 or newer; name one with make PYTHON=/path/to/python3"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev,clients,oracles]'
	@touch $(READY)

# The end-to-end tests of JavaScript programs skip themselves where there is no npm, or no network to install from.
$(NODE)/node_modules/.ready: $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then echo "Installing the JavaScript clients into $(NODE) ..."; \
	  npm ci --prefix $(NODE) --silent --no-audit --no-fund --ignore-scripts && touch $@ || echo "npm ci failed; the JavaScript programs will be skipped"; \
	else echo "No npm: the JavaScript programs will be skipped"; fi

demo: $(READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash examples/demo.sh

test: $(READY) $(NODE)/node_modules/.ready
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

fuzz: $(READY)
	@$(BIN)/python -m fuzz.run --seconds $(or $(FUZZ_SECONDS),60) --seed $(or $(FUZZ_SEED),1)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m docs.generate --check

docs: $(READY)
	@$(BIN)/python -m docs.generate

clean:
	@rm -rf $(VENV) build $(NODE)/node_modules
