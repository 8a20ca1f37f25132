#!/usr/bin/env bash
# Runs the tests with the pinned packages on every Python of pyproject.toml that this machine has beside that of
# `make test`, and says which it had: requirements/test-every-python.sh [pytest arguments]. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV=${UV:-uv}
tested=$("${PYTHON:-python3}" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

# uv looks on the PATH; pyenv's shims answer for the version in use only.
PATH=$PATH:$(printf '%s:' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.[1-9][0-9]*/bin)

said=() failed=0
mapfile -t versions < <(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml)
for version in "${versions[@]}"; do
  if [ "$version" = "$tested" ]; then
    said+=("Python $version: that of \`make test\`")
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
