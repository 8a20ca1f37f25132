# Two commands start everything: `make demo` and `make test`. They install what was tested, by hash; `make pins` renews
# that after a change of the requirements, `make upgrade` moves all of it to the newest. `make verify` needs Debian 12 as
# root, and prints what the fault and dashboard tests saw; those run one by one, the rest side by side.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WITH_UV = PYTHON=$(BIN)/python UV=$(BIN)/uv
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check verify beyond fuzz bench docs pins upgrade latest lowest mutants tools clean

demo: $(VENV)/.installed
	@$(BIN)/vos-exporter demo

test: $(VENV)/.developed
	$(BIN)/pytest -n auto -m "not verify" --cov --cov-report=term

check: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python requirements/inputs.py --check
	$(BIN)/python -m pip check --quiet

# Everything that gates. A check whose tool is missing is skipped by `make test` and fails here.
verify: tools
	VOS_EXPORTER_VERIFY=1 $(MAKE) test
	$(MAKE) beyond

# Percent of lines and branches that `make test` must run; it goes up until it is 100, and never down.
COVERED := 99

# What `make verify` proves beyond `make test`, and how much of the package that one ran.
beyond: $(VENV)/.developed
	$(BIN)/coverage report --fail-under=$(COVERED) --format=total
	VOS_EXPORTER_VERIFY=1 $(BIN)/pytest -n auto --dist loadfile -m verify --timeout 1800 \
		--ignore tests/system/faults --ignore tests/grafana
	VOS_EXPORTER_VERIFY=1 $(BIN)/pytest -m verify --timeout 1800 tests/grafana tests/system/faults
	$(MAKE) fuzz SECONDS=120
	$(WITH_UV) requirements/test-every-python.sh -q -n auto -m "not verify"

# The newest and the oldest that pyproject.toml allows, each in an environment of its own.
latest lowest: $(VENV)/.developed
	$(WITH_UV) requirements/test-with.sh $@ $(BIN)/python -q -n auto -m "not verify"

# Which changes of behaviour no test notices: a random sample of the pure rooms, for so long.
MINUTES ?= 60
SEED    ?= 1
mutants: $(VENV)/.developed
	$(BIN)/python -m tests.mutants --minutes $(MINUTES) --seed $(SEED)

# Random bodies through whole scrapes, for so long; what fails is kept as a file that `make test` judges.
SECONDS ?= 600
fuzz: $(VENV)/.developed
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

docs: $(VENV)/.developed
	$(BIN)/vos-exporter metrics > docs/metrics.md
	$(BIN)/vos-exporter routes --markdown > docs/routes.md
	$(BIN)/python -m vos_exporter.reference.fields docs/unpublished-routes.md
	$(BIN)/python deploy/kubernetes/generate.py
	$(BIN)/python -m grafana.build
	$(BIN)/python -m tests.system.faults.document > docs/faults.md

bench: $(VENV)/.developed
	$(BIN)/python -m benchmarks

pins: $(VENV)/.developed
	$(WITH_UV) requirements/compile.sh

upgrade: $(VENV)/.developed
	$(WITH_UV) requirements/compile.sh --upgrade

$(VENV)/bin/python: requirements/build.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement requirements/build.txt
	@touch $@

$(VENV)/.installed: $(VENV)/bin/python requirements/runtime.txt pyproject.toml
	$(INSTALL) --require-hashes --no-deps --requirement requirements/runtime.txt
	$(INSTALL) --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(INSTALL) --require-hashes --no-deps --requirement requirements/dev.txt
	$(INSTALL) --no-deps --no-index --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed

tools: $(VENV)/.developed
	./deploy/install-tools.sh

clean:
	rm -rf $(VENV) .venvs .tools build dist mutants
