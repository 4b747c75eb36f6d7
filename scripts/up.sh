#!/usr/bin/env bash
# Builds everything and serves it: PORT, DATA and SPIN_VARIABLE_* as in the README.
# `spin.toml` names the component under target/, wherever else the caller's cargo builds.
export CARGO_TARGET_DIR=target
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

port=${PORT:-3000}
scripts/build-static.sh
scripts/build-wasm.sh -p glas
cargo build -p glas-host
exec "$CARGO_TARGET_DIR/debug/glas-host" up --manifest spin.toml --state-dir "${DATA:-.spin}" \
    --listen "127.0.0.1:$port" \
    --shop static/shop --shop-listen "127.0.0.1:${SHOP_PORT:-$((port + 1))}" \
    --seed static/demo.json
