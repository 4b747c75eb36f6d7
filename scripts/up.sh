#!/usr/bin/env bash
# Builds everything and serves it: PORT, DATA and SPIN_VARIABLE_* as in the README.
# `spin.toml` names the component under target/, wherever else the caller's cargo builds.
export CARGO_TARGET_DIR=target
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

port=${PORT:-3000}
if [ -z "${SPIN_VARIABLE_ADMIN_TOKEN:-}" ]; then
    # The same in every run, and where `make sample` finds it.
    mkdir -p "${DATA:-.spin}"
    [ -s "$admin_token" ] || (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$admin_token")
    SPIN_VARIABLE_ADMIN_TOKEN=$(cat "$admin_token")
    export SPIN_VARIABLE_ADMIN_TOKEN
fi
scripts/build-static.sh
scripts/build-wasm.sh -p glas
cargo build -p glas-host
exec "$CARGO_TARGET_DIR/debug/glas-host" up --manifest spin.toml --state-dir "${DATA:-.spin}" \
    --listen "127.0.0.1:$port" \
    --shop static/shop --shop-listen "127.0.0.1:${SHOP_PORT:-$((port + 1))}" \
    --seed static/demo.json
