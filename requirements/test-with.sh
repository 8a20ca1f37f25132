#!/usr/bin/env bash
# Runs the tests in a fresh environment below .venvs/: requirements/test-with.sh SET PYTHON [pytest arguments]
#   pinned   what `make test` installs
#   latest   the newest of everything that fits pyproject.toml
#   lowest   the lower bounds in pyproject.toml, also of what tests
# Needs uv (the environment of `make test` has it).
set -euo pipefail
cd "$(dirname "$0")/.."
set=$1 python=$2
shift 2
there=$PWD/.venvs/$set-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
uv() { VIRTUAL_ENV=$there command "${UV:-uv}" "$@"; }
declared() { uv pip install --quiet --editable . --group test --group dashboards "$@"; }

rm -rf "$there"
"$python" -m venv --without-pip "$there"
case $set in
  pinned)
    uv pip install --quiet --no-deps --require-hashes --requirement requirements/dev.txt
    uv pip install --quiet --no-deps --no-build-isolation --editable .
    ;;
  latest) declared --upgrade ;;
  lowest) declared --resolution lowest-direct ;;
  *) echo "test-with.sh: $set is none of pinned, latest, lowest" >&2 && exit 2 ;;
esac
"$there/bin/python" --version
[ "$set" = pinned ] || uv pip list
"$there/bin/pytest" "$@"
