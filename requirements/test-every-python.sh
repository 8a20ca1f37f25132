#!/usr/bin/env bash
# Runs the tests on every Python of pyproject.toml that this machine has and that has not had its turn, with the pinned
# packages, and says which: requirements/test-every-python.sh DONE [pytest arguments], DONE being like 3.11. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
done=$1
shift
export UV=${UV:-uv}

# uv looks on the PATH; pyenv's shims answer for the version in use only.
PATH=$PATH:$(printf '%s:' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.[1-9][0-9]*/bin)

said=() failed=0
for version in $(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml); do
  if [ "$version" = "$done" ]; then
    said+=("Python $version: done before")
  elif ! python=$("$UV" python find --system --no-project --no-python-downloads "$version" 2>/dev/null); then
    said+=("Python $version: not on this machine")
  elif requirements/test-with.sh pinned "$python" "$@"; then
    said+=("Python $version: passed ($python)")
  else
    said+=("Python $version: FAILED ($python)")
    failed=1
  fi
done
printf '%s\n' "${said[@]}"
exit $failed
