#!/usr/bin/env bash
# Makes Node 20 or newer and npm available.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

node_is_new_enough() { node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; }

have npm || apt_install "no npm was found (Node 20 or newer, https://nodejs.org)" nodejs npm
node_is_new_enough && exit 0

# bookworm's Node is 18; npm can bring a newer one into this folder.
say "Node $(node --version) is older than 20: installing a newer one into .tools with npm"
mkdir -p "$tools"
npm install --prefix "$tools" --no-save --no-audit --no-fund node@22
hash -r
node_is_new_enough || die "Node 20 or newer is needed: https://nodejs.org"
