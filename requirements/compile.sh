#!/usr/bin/env bash
# Pins what goes into the image, what builds it and what checks it, with hashes. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."

pin() {
  local output=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command requirements/compile.sh --output-file "$output" "${UPGRADE[@]}" "$@"
}

# Without an argument only what is missing or no longer fits moves; `requirements/compile.sh --upgrade` moves all.
UPGRADE=("$@")
pin requirements/runtime.txt pyproject.toml requirements/runtime.in
pin requirements/build.txt requirements/build.in
pin requirements/tools.txt requirements/tools.in
