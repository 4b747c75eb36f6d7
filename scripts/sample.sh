#!/usr/bin/env bash
# Loads a year of made-up answers into what `make up` serves: PORT and DATA as there, RESPONSES of them.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

token=${SPIN_VARIABLE_ADMIN_TOKEN:-$(cat "$admin_token" 2>/dev/null || true)}
[ -n "$token" ] || die "no admin token: run make up first, or set SPIN_VARIABLE_ADMIN_TOKEN as it was there"
url=http://127.0.0.1:${PORT:-3000}
cargo build --quiet -p glas-sample
SPIN_VARIABLE_ADMIN_TOKEN=$token "$CARGO_TARGET_DIR/debug/glas-sample" load --url "$url" --responses "${RESPONSES:-20000}" ||
    die "is make up running, with the same PORT, DATA and SPIN_VARIABLE_ADMIN_TOKEN?"
say "see it at $url/dashboard?survey=shop"
