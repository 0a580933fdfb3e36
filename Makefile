# Two commands matter: `make up` runs everything, `make test` proves everything. `make help` lists the rest.

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
BIN     := .venv/bin
READY   := .venv/.ready
WORKERS ?= 2
ROUNDS  ?= 5
LAWS     = $(shell grep -rl --include=test_*.py "@given" tests/domain tests/kernel)
LOCK    := $(BIN)/uv pip compile --quiet --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help setup up test check lint types imports test-fast test-golden laws coverage walkthrough reference schema bench soak fresh lock provision verify rebuild clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with exactly the locked dependencies
	@:

$(READY): requirements/uv.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

up: setup ## run everything on http://127.0.0.1:8080 until Ctrl-C (SAMPLE=0: without sample data)
	@exec $(BIN)/python -m luodi up

test: setup check coverage ## set up, check, run the stories of the rules, then all other tests on real servers
	$(BIN)/pytest -n $(WORKERS) -m "not soak and not fresh" --ignore=tests/domain

check: lint types imports ## lint, types and import contracts

lint: setup ## ruff: rules and form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict, tests included
	$(BIN)/mypy

imports: setup ## who may import whom
	$(BIN)/lint-imports

test-fast: setup ## the rules alone: no server, about a minute
	$(BIN)/pytest -q -n $(WORKERS) -m "not soak" tests/domain tests/kernel

test-golden: setup ## what was stored once still reads (LUODI_ADD_GOLDEN=1 adds files for new events)
	$(BIN)/pytest -q tests/contracts

walkthrough: setup ## run docs/walkthrough.md against a fresh installation and write its answers anew
	$(BIN)/python -m tests.journeys.walkthrough --write

laws: setup ## the laws of the rules under examples never drawn before (ROUNDS=5)
	for round in $$(seq $(ROUNDS)); do LUODI_NEW_EXAMPLES=1 $(BIN)/pytest -q -n $(WORKERS) -m "not soak" $(LAWS) || exit 1; done

coverage: setup ## every branch of the rules is told by a story
	$(BIN)/coverage run -m pytest -q -m "not soak" tests/domain
	$(BIN)/coverage report --include='services/*/domain/*' --fail-under=100 --skip-covered

reference: setup ## write docs/reference.md and the tables of other pages from the code
	$(BIN)/python -m tests.architecture.reference
	$(BIN)/python -m tests.architecture.exchange_page
	$(BIN)/python -m tests.architecture.problems_page

bench: setup ## measure (WHAT=command: that alone, FULL=1: a million too, WRITE=1: docs/performance.md)
	$(BIN)/python -m benchmarks $(WHAT) $(if $(FULL),--full) $(if $(WRITE),--write)

schema: setup ## write docs/catalogue.schema.json from the code
	$(BIN)/python -m services.approvals.catalogue.schema

soak: setup ## kill, cut and restart for a long time
	$(BIN)/pytest -m soak

fresh: setup ## both commands in a fresh clone
	$(BIN)/pytest -m fresh

lock: setup ## renew the locked dependencies from pyproject.toml
	$(LOCK) -o requirements/run.txt pyproject.toml
	$(LOCK) --extra dev -o requirements/dev.txt pyproject.toml
	echo uv | $(LOCK) --no-annotate -o requirements/uv.txt -

provision: setup ## create and migrate the databases at LUODI_ADMIN_DATABASE_URL
	$(BIN)/python -m luodi provision

verify: setup ## check that no history was changed
	$(BIN)/python -m luodi verify

rebuild: setup ## build the views again beside the live ones and prove them equal (SERVICE=leads)
	$(BIN)/python -m luodi rebuild $(SERVICE)

clean: ## remove .venv and what the tools left; the data in .luodi stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find services shared luodi tests benchmarks deploy -name __pycache__ -type d -prune -exec rm -rf {} +
