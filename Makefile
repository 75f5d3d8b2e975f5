# Each target makes .venv, installs what it needs, and does its job.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
# DEMO_OPTIONS=--no-serve: the whole chain, without the site at the end.
DEMO_OPTIONS ?=

.PHONY: demo test lint wheel-test kill-test judges accuracy search-bench clean

demo: $(INSTALLED)
	$(BIN)/nianbao demo $(DEMO_OPTIONS)

# Three processes for two cores: tests of a portal's delays wait much.
test: $(INSTALLED)
	$(BIN)/pytest -n 3 --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check docs/*.md

# The wheel by itself, without the source tree: what a user installs.
wheel-test: $(INSTALLED)
	rm -rf build dist .venv-wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	$(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --constraint constraints.txt dist/*.whl
	cd dist && ../.venv-wheel/bin/nianbao portals > /dev/null

# KILLS=200 is the whole test; CI runs 20.
KILLS ?= 200
kill-test: $(INSTALLED)
	$(BIN)/python tests/kills/kill_crawls.py --kills $(KILLS)

# The field's own validators, apart from the project's packages: they pin other versions.
judges:
	$(PYTHON) -m venv .venv-judges
	.venv-judges/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/judges-requirements.txt

# Right and total for each field, beside trafilatura with htmldate and GNE on the same pages; then on templates
# that were put together by chance.
accuracy: .venv/.benchmarks
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/unseen_pages.py

# 20,000 and 100,000 reports; takes an hour, and goes on where it was cut off.
search-bench: .venv/.benchmarks
	$(BIN)/python benchmarks/search_bench.py

# What benchmarks compare with; nothing else needs it.
.venv/.benchmarks: $(INSTALLED) benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt
	touch $@

clean:
	rm -rf .venv .venv-wheel .venv-judges build dist

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
