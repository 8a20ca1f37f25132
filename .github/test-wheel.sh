#!/usr/bin/env bash
# Runs the tests on an installed wheel, in a copy of the tree without the package:
#   PYTHON=python3.13 .github/test-wheel.sh dist/vos_exporter-*.whl [pytest arguments]
# Everything beside the wheel is what the two commands install, by hash.
set -euo pipefail
wheel=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/tree"
git ls-files -z --cached --others --exclude-standard -- ':!vos_exporter' | xargs -0 cp --parents -t "$work/tree"
"${PYTHON:-python3}" -m venv "$work/venv"
cd "$work/tree"
install=("$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps)
"${install[@]}" --require-hashes --requirement requirements/dev.txt
"${install[@]}" --no-index "$wheel"

installed=$("$work/venv/bin/python" -c 'import vos_exporter; print(vos_exporter.__file__)')
case $installed in
  "$work/venv"/*) ;;
  *) echo "not the installed wheel: $installed" >&2 && exit 1 ;;
esac
"$work/venv/bin/pytest" "$@"
