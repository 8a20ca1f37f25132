#!/usr/bin/env bash
# Writes the bill of materials of a wheel with the pinned packages of the image: .github/sbom.sh WHEEL OUTPUT.json
# Needs cyclonedx-py (requirements/tools.txt) on the path.
set -euo pipefail
wheel=$(realpath "$1")
output=$(realpath -m "$2")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
  --requirement requirements/runtime.txt
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index "$wheel"
"$work/venv/bin/python" -m pip uninstall --quiet --yes pip setuptools
cyclonedx-py environment "$work/venv/bin/python" --pyproject pyproject.toml --mc-type application \
  --output-reproducible --of JSON --output-file "$output"
