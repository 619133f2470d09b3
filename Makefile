# Everything starts here: `make run` sets up what is missing and starts the app, `make help` lists
# the rest. Needed on the machine: Python 3.11 or newer, make, git. Windows: see README.md.

ARGS :=
VENV := .venv
PYTHON := $(VENV)/bin/python

# Files that stand for a finished step; make repeats a step when what it depends on is newer.
MADE := $(VENV)/.made
FOR_RUNNING := $(VENV)/.installed-runtime
FOR_WORKING := $(VENV)/.installed-dev
PREPARED := interviewer/_data/prepared

# A virtual environment whose Python was removed or replaced is made again.
ifneq ($(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
.PHONY: $(MADE)
endif

# All tests run on all cores, a file on one of them; a few are sooner done without the workers.
# Slow ones do not keep together, for a single file takes a third of their time.
ALL_TESTS := --numprocesses auto --maxprocesses 8 --dist loadfile
SLOW_TESTS := --numprocesses auto --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test slow lint types layers check bench figures messages lock wheel clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

run: $(FOR_RUNNING) $(PREPARED)  ## start the app; arguments: make run ARGS="mock --plain"
	@$(PYTHON) -m interviewer $(ARGS)

test: $(FOR_WORKING) $(PREPARED)  ## run the tests; some of them: make test ARGS=tests/grading
	@$(PYTHON) -m pytest $(or $(ARGS),$(ALL_TESTS))

slow: $(FOR_WORKING) $(PREPARED)  ## run the tests that take longer (pictures, wheel, kills, plain cases)
	@$(PYTHON) -m pytest -m slow $(or $(ARGS),$(SLOW_TESTS))

lint: $(FOR_WORKING)  ## check style and layout
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: $(FOR_WORKING)  ## check types
	@$(PYTHON) -m mypy

layers: $(FOR_WORKING)  ## check that imports point downwards
	@$(VENV)/bin/lint-imports --no-logo

check: lint types layers test  ## all of lint, types, layers, test

bench: $(FOR_WORKING) $(PREPARED)  ## print the benchmarks' figures; one of them: make bench ARGS=grading
	@$(PYTHON) -m tests.benchmarks $(ARGS)

# Made beside its place and moved there: an evaluation that fails leaves the old figures.
FIGURES := interviewer/evaluation/builtin.json
figures: $(FOR_WORKING)  ## measure the built-in grader anew, for Settings > Graders
	@$(PYTHON) -m interviewer evaluate tests/data/answers/set_aside.jsonl --no-keep --json \
		--name 'own answers, set aside' > $(FIGURES).new
	@mv $(FIGURES).new $(FIGURES)

messages: $(FOR_WORKING)  ## gather the interface's texts into the catalogues and compile them
	@$(PYTHON) -m tests.catalogues

# What decides what stands in it; it is only ever read where it fits the bank and the code. Whoever
# needs it names the packages first.
$(PREPARED): $(wildcard question_bank/*.yaml interviewer/bank/*.py interviewer/domain/*.py) \
		| $(MADE)
	@echo 'Preparing the question bank'
	@mkdir -p $(dir $@)
	@$(PYTHON) -m interviewer.bank.prepared $@

# Needs uv. The index that it resolves against is the machine's own setting and is not written down.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet
lock:  ## resolve the dependencies again (needs uv); newer ones: make lock ARGS=--upgrade
	@$(LOCK) $(ARGS) --output-file requirements.lock
	@$(LOCK) $(ARGS) --group dev --constraint requirements.lock --output-file requirements-dev.lock

wheel: $(FOR_WORKING) $(PREPARED)  ## build the wheel and the source archive into dist/
	@$(PYTHON) -m hatchling build --directory dist

clean:  ## remove what was built and cached, and the virtual environment
	@rm -rf $(VENV) $(dir $(PREPARED)) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache snapshot_report.html
	@find interviewer tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock lists every package, so pip resolves nothing (--no-deps) and builds nothing.
INSTALL := $(PYTHON) -m pip install --no-deps --require-hashes --only-binary :all: \
	--disable-pip-version-check
FAILED := { echo; echo 'The packages could not be installed; the reason stands above. Without a'; \
	echo 'network this step cannot work; otherwise run the same command again.'; exit 1; } >&2

$(MADE):
	@for name in python3.13 python3.12 python3.11 python3 python; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=$$name; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		here=$$(python3 --version 2>/dev/null || echo none); \
		{ echo "Interviewer needs Python 3.11 or newer (found here: $$here)."; \
		echo 'Install one (python.org, or the package manager) and run the same command again.'; \
		} >&2; exit 1; \
	fi; \
	echo "Setting up with $$($$found --version) in $(VENV)/"; \
	$$found -m venv --clear $(VENV) || { \
		echo "$$found cannot make a virtual environment. On Debian and Ubuntu:" \
			'apt install python3-venv' >&2; exit 1; }
	@touch $@

$(FOR_RUNNING): requirements.lock $(MADE)
	@echo 'Installing the packages that the app needs (about 100 MB, a minute or two)'
	@$(INSTALL) -r requirements.lock || $(FAILED)
	@touch $@

# The development lock holds everything of the other one.
$(FOR_WORKING): requirements-dev.lock requirements.lock $(MADE)
	@echo 'Installing the packages for running and testing (about 130 MB, a minute or two)'
	@$(INSTALL) -r requirements-dev.lock || $(FAILED)
	@touch $(FOR_RUNNING) $@
