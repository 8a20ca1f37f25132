#!/usr/bin/env bash
# Installs what `make verify` needs beyond Python, on Debian 12 as root. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .tools

debian_packages() {
  local wanted=(prometheus prometheus-alertmanager chromium)
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

debian_packages
