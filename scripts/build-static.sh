#!/usr/bin/env bash
# Bundles static/ into static/dist/ when a source changed.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

scripts/setup-node.sh
npm_ci static
# Contents and not times, which a checkout changes and a deletion does not.
built=static/node_modules/.built-sources
sources=$(find static \( -name node_modules -o -name dist \) -prune -o -type f -exec cksum {} + | sort)
if [ -d static/dist ] && [ "$sources" = "$(cat "$built" 2>/dev/null)" ]; then exit 0; fi
npm --prefix static run build
printf '%s\n' "$sources" >"$built"
