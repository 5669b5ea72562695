# What a person types on a fresh machine: `make run`, `make app`, `make test`, `make check`.
#
# Everything is installed in .venv, with the versions of constraints.txt. All paths are relative, and tools are called as
# `python -m`, so that a checkout below a folder with spaces in its name works too.
#
# To choose: make run SCENARIO=pie RUNS=1000 SEED=7    make test PYTHON=python3.12 VENV=.venv-3.12
#            make test PYTEST_ARGS="-k wilson -x"      make test CHROMIUM=/path/to/chromium

PYTHON ?= python3
VENV ?= .venv
SCENARIO ?= ukraine-2025-03
RUNS ?= 10000
SEED ?= 1
OUT ?= results/$(SCENARIO)
WORKERS ?= 2
PYTEST_ARGS ?=
# Windows' environments have Scripts instead of bin.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
# Exact versions; empty for the newest of everything.
CONSTRAINTS ?= constraints.txt
INSTALL := $(PY) -m pip install --quiet $(addprefix --constraint ,$(CONSTRAINTS))
# A file of one test goes to one worker: its fixtures (a server, an ensemble) are made once. Files are taken by name: by the
# number of their tests the slowest, which have few, would come last and one at a time.
# Compiled before the tests, on two processors; else every worker would compile all the rules by itself.
COMPILE := $(PY) -m sim run pie --runs 1 --json >/dev/null
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

export CHROMIUM
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run app compile test test-without-browser test-browser test-fast test-lowest test-newest test-peers \
	lowest-versions check format wheel clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 24

run: $(VENV)/.run ## play the flagship scenario ten thousand times, show the table, save the result
	$(PY) -m sim run $(SCENARIO) --runs $(RUNS) --seed $(SEED) --out "$(OUT)" --replace

app: $(VENV)/.app ## open the app in the browser
	$(PY) -m sim app

test: $(VENV)/.dev ## run all tests, in a real browser too where one can be had
	@CHROMIUM="$$($(PY) tests/browser/chromium.py)" && export CHROMIUM && set -x && $(PYTEST) $(PYTEST_ARGS)

test-without-browser: $(VENV)/.dev ## run the tests that need no browser
	$(COMPILE)
	$(PYTEST) -m "not browser" $(PYTEST_ARGS)

test-browser: $(VENV)/.dev ## run the tests in a real browser
	@CHROMIUM="$$($(PY) tests/browser/chromium.py)" && export CHROMIUM && set -x && $(PYTEST) -m browser $(PYTEST_ARGS)

compile: $(VENV)/.test ## compile the rules, as every first command does
	$(COMPILE)

test-fast: compile ## run a few tests of every file, to see whether an environment does
	$(PYTEST) -m "not browser" --fast $(PYTEST_ARGS)

test-lowest: ## the same with the lowest versions that pyproject.toml allows
	$(MAKE) test-fast VENV=.venv-lowest CONSTRAINTS=constraints-lowest.txt

test-newest: ## all tests without a browser, with the newest version of everything; before a release
	rm -rf .venv-newest
	$(MAKE) test-without-browser VENV=.venv-newest CONSTRAINTS=

test-peers: ## compare with other people's programs, in an environment of their own
	$(MAKE) .venv-peers/.peers VENV=.venv-peers
	PARLEY_PEERS=1 $(MAKE) test-peers-only VENV=.venv-peers

.PHONY: test-peers-only
test-peers-only:
	$(PYTEST) -m peers $(PYTEST_ARGS)

lowest-versions: ## write constraints-lowest.txt anew, after a bound in pyproject.toml moved (needs uv)
	uv pip compile --quiet --universal --resolution lowest-direct --python-version 3.11 --no-annotate --no-header \
		--all-extras --group test pyproject.toml --output-file constraints-lowest.txt

check: $(VENV)/.dev ## lint, formatting and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(VENV)/.dev ## put the code in the project's form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

wheel: $(VENV)/.pip ## build the wheel into dist/
	$(PY) -m pip wheel --no-deps --wheel-dir dist .

clean: ## remove the environment and what the tools left behind
	rm -rf "$(VENV)" build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results

# The stamps below are empty files; each stands for what was installed last and is newer than what it was made from.

# Python 3.11 brings a pip that does not know dependency groups (--group, pip 25.1).
$(VENV)/.pip: $(CONSTRAINTS)
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Parley needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.11 ..." >&2; exit 1; }
	"$(PYTHON)" -m venv "$(VENV)" || \
		{ echo "No environment could be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(INSTALL) --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.run: pyproject.toml $(VENV)/.pip
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.app: $(VENV)/.run
	$(INSTALL) --editable ".[export]"
	@touch $@

$(VENV)/.test: $(VENV)/.app
	$(INSTALL) --group test
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(INSTALL) --group check
	@touch $@

# pygambit is compared with where it has a wheel.
$(VENV)/.peers: $(VENV)/.test
	$(INSTALL) --group peers
	$(PY) -m pip install --quiet --only-binary :all: pygambit || echo "pygambit has no wheel here: left out"
	@touch $@
