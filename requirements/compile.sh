#!/usr/bin/env bash
# Pins, with hashes, what pyproject.toml asks for: requirements/compile.sh [--upgrade]; `make pins` and `make upgrade`
# run it. Without --upgrade only what is missing or no longer fits moves. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
UPGRADE=("$@")
INPUTS=$("${PYTHON:-python3}" requirements/inputs.py)

pin() {
  local output=requirements/$1
  shift
  "${UV:-uv}" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command "make pins # inputs $INPUTS" --output-file "$output" "${UPGRADE[@]}" "$@"
}

# Each is held to those before it, so that a package has one version in all of them.
held=(--constraint requirements/build.txt)
pin build.txt --group build
pin runtime.txt pyproject.toml --group image "${held[@]}"
held+=(--constraint requirements/runtime.txt)
pin dev.txt pyproject.toml --group dev "${held[@]}"
held+=(--constraint requirements/dev.txt)
pin tools.txt --group tools "${held[@]}"
