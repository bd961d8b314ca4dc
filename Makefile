# Everything starts here. Needs Python 3.11 or newer and make; the rest is fetched into .venv, by hash.
PYTHON ?= python3
PORT ?= 3000
MISTAKES ?= 40
SEED ?= 1
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo test check format messages documents screenshot bench year fuzz mutants lock chromium

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## Build .venv from requirements.lock (quick when nothing changed)

demo: $(READY) ## Try Liaison without Slack, on http://localhost:3000 (PORT=… for another port)
	@$(BIN)/python -m bot demo --port $(PORT)

test: check chromium ## Run everything: lint, types, contracts, catalogs, and the whole suite
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(READY) ## Run what takes seconds: lint, format, types, import contracts, catalogs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot.catalogs --check

format: $(READY) ## Format the code and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(READY) ## Bring the French catalogs up to the sentences in the code, then check them
	$(BIN)/python -m bot.catalogs
	$(BIN)/python -m bot.catalogs --check

documents: $(READY) ## Make the built-in documents anew, from messages/paper_build.py and portfolio_build.py
	$(BIN)/python -m bot.documents

screenshot: $(READY) chromium ## Take docs/playground.png anew
	$(BIN)/python docs/take_screenshot.py

bench: $(READY) ## Measure against bare Bolt; prints ratios and writes bench.json
	$(BIN)/python -m tests.bench

year: $(READY) ## Simulate a year of a busy workspace, and hold what was said against what was promised
	$(BIN)/python -m tests.year

fuzz: $(READY) ## Send a hundred thousand hostile requests to a served bot, and count what came of them
	@$(BIN)/python -m tests.fuzz

mutants: $(READY) chromium ## Plant forty mistakes, one at a time, and see which of them no test notices
	@$(BIN)/python -m tests.mutants $(MISTAKES) $(SEED)

lock: $(READY) ## Renew requirements.lock, for all platforms, with hashes
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --all-extras --python-version 3.11 \
		--no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.lock

chromium:
	@sh tests/browser/chromium.sh

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Liaison needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …'; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo 'Python cannot make environments here. On Debian or Ubuntu: sudo apt-get install -y python3-venv'; exit 1; }
	@echo 'Installing into .venv (a minute, the first time) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
		-r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
