#!/usr/bin/env bash
# Pins, with hashes, what `make pins` says: the image, its builder, the two commands' environment, what checks releases.
# Without an argument only what is missing or no longer fits moves; with --upgrade all of it. Needs uv (make pins has it).
set -euo pipefail
cd "$(dirname "$0")/.."
UPGRADE=("$@")
INPUTS=$(python3 requirements/inputs.py)

pin() {
  local output=requirements/$1
  shift
  "${UV:-uv}" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command "make pins # inputs $INPUTS" --output-file "$output" "${UPGRADE[@]}" "$@"
}

# One version of a package in all of them: each is held to those before it.
pin build.txt requirements/build.in
pin runtime.txt pyproject.toml requirements/runtime.in -c requirements/build.txt
pin dev.txt pyproject.toml --group dev requirements/build.in requirements/runtime.in \
  -c requirements/build.txt -c requirements/runtime.txt
pin tools.txt requirements/tools.in -c requirements/build.txt -c requirements/runtime.txt -c requirements/dev.txt
