# Needs only make and Python 3.11 or newer with venv. Another Python: make PYTHON=python3.12 test
PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
EXAMPLES = src/backpain_kb/data/examples
PYTEST_ARGS =
WORKERS = 2

.PHONY: help demo test prove check bench fuzz mutants mutants-code likeness snapshots docs build clean
.DEFAULT_GOAL := help

help: ## list the targets
	@echo 'Targets:'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-13s %s\n", $$1, $$2 }'

# The stamp file, not the folder, is the target: a venv that failed leaves a half-made folder.
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11+ needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

# One stamp for each further dependency group.
$(VENV)/.ready-bench $(VENV)/.ready-docs $(VENV)/.ready-build $(VENV)/.ready-likeness: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --group $(subst $(VENV)/.ready-,,$@)
	@touch $@

demo: $(VENV)/.ready ## assess the three example cases
	@for case in ordinary_post_run_back suspected_sacral_stress_fracture cauda_equina_emergency; do \
		echo; echo "=== backpain-kb assess $(EXAMPLES)/$$case.toml"; echo; \
		$(BIN)/backpain-kb assess "$(EXAMPLES)/$$case.toml" || exit 1; \
	done

# Not pytest-cov: Hypothesis imports the package (entry point) before a pytest plugin could start measuring.
test: $(VENV)/.ready ## run the tests and show the coverage; PYTEST_ARGS="-k triage" runs some, WORKERS=0 one at a time
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --numprocesses $(WORKERS) --dist loadfile $(PYTEST_ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

prove: $(VENV)/.ready ## prove for all people what a solver can settle of the core pack
	$(BIN)/backpain-kb check --prove

check: $(VENV)/.ready ## lint, formatting, types, who imports whom, repository hygiene
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --warnings
	$(BIN)/lint-imports --no-logo
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/sp-repo-review --show err .

bench: $(VENV)/.ready-bench ## compare with other rule engines
	$(BIN)/python tests/bench/run.py

FUZZ = 100000
fuzz: $(VENV)/.ready ## throw malformed cases, packs and expressions at the readers; FUZZ=1000 throws fewer
	$(BIN)/python tests/fuzz/fuzz.py $(FUZZ)

MUTANTS = --count 300
mutants: $(VENV)/.ready ## seed errors into the core pack and see which checks notice; takes long
	$(BIN)/python tests/mutation/content.py $(MUTANTS)

# MUTANTS_CODE=400 tries a sample; tests/mutation/code.py says how it is drawn.
MUTANTS_CODE = 400
mutants-code: $(VENV)/.ready ## seed errors into logic and reasoning and see which the unit tests kill; takes long
	$(BIN)/python -m pip install --quiet --group mutation
	HYPOTHESIS_PROFILE=quick $(BIN)/python tests/mutation/code.py $(MUTANTS_CODE)

likeness: $(VENV)/.ready-likeness ## make the points of what sounds like a hard stop anew; ARGS=--aside prints what they are worth
	$(BIN)/python tests/data/write_likeness.py $(ARGS)

snapshots: $(VENV)/.ready ## write what people are told anew; review the diff
	$(BIN)/python tests/snapshots/regenerate.py
	$(BIN)/python tests/snapshots/printed.py

docs: $(VENV)/.ready-docs ## build the documentation into build/docs; warnings are errors
	$(BIN)/python -m sphinx -n -W --keep-going -b html docs build/docs

build: $(VENV)/.ready-build ## build the sdist, and the wheel from it, into dist
	rm -rf dist
	$(BIN)/python -m build

clean: ## remove everything that was made, the environment included
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests docs .ci -type d -name __pycache__ -prune -exec rm -rf {} +
