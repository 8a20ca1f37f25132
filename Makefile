# Two commands start everything: `make demo` and `make test`. `make verify` needs Debian 12 as root, and prints what
# the fault and dashboard tests saw; those run one by one, the rest side by side.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test check verify bench docs tools clean

demo: $(VENV)/.installed
	@$(BIN)/vos-exporter demo

test: $(VENV)/.developed
	$(BIN)/pytest -n auto -m "not verify"

check: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

verify: $(VENV)/.developed tools
	VOS_EXPORTER_VERIFY=1 $(BIN)/pytest -n auto -m "not verify"
	VOS_EXPORTER_VERIFY=1 $(BIN)/pytest -n auto --dist loadfile -m verify --timeout 1800 \
		--ignore tests/system/faults --ignore tests/grafana
	VOS_EXPORTER_VERIFY=1 $(BIN)/pytest -m verify --timeout 1800 tests/grafana tests/system/faults

docs: $(VENV)/.developed
	$(BIN)/vos-exporter metrics > docs/metrics.md
	$(BIN)/vos-exporter routes --markdown > docs/routes.md
	$(BIN)/python deploy/kubernetes/generate.py
	$(BIN)/python -m grafana.build
	$(BIN)/python -m tests.system.faults.document > docs/faults.md
	$(BIN)/python -m tests.docs.test_unpublished_routes_page

bench: $(VENV)/.developed
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@ $(VENV)/.installed

tools:
	./deploy/install-tools.sh

clean:
	rm -rf $(VENV) .tools build dist
