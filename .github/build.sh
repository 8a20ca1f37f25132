#!/usr/bin/env bash
# Builds the source distribution and the wheel into a folder, the same bytes each time: .github/build.sh FOLDER
# Needs pyproject-build and hatchling (requirements/tools.txt) on the path.
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A copy, as a tree somebody worked in holds files that belong into no release.
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work"
# What `vos-exporter --version` says of it.
if revision=$(git rev-parse --verify --quiet HEAD); then
  [[ -z $(git status --porcelain) ]] || revision+=-dirty
  echo "$revision" >"$work/vos_exporter/revision.txt"
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
pyproject-build --no-isolation --outdir "$output" "$work"
