# shellcheck shell=bash
# Sourced by every script: the repository's root as the working folder, one target folder, and what installs a package.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}
[[ $CARGO_TARGET_DIR = /* ]] || CARGO_TARGET_DIR=$PWD/$CARGO_TARGET_DIR
export CARGO_TARGET_DIR

wasm_target=wasm32-wasip2
tools=$PWD/.tools
# What `make up` guards the service with unless SPIN_VARIABLE_ADMIN_TOKEN says otherwise.
admin_token=${DATA:-.spin}/admin-token
wasi_libc=$tools/wasi-libc/usr/lib/$wasm_target
# The Node that setup-node.sh may bring would trust its own authorities only, not a company's.
export NODE_USE_SYSTEM_CA=1
# rustup's folder is often missing from a non-login shell. Before apt's: the two may live side by side.
PATH=$tools/node_modules/node/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }
have() { type -P "$1" >/dev/null; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif have sudo; then sudo "$@"
    else die "need root or sudo to run: $*"
    fi
}

# apt_install WHY PACKAGE…
apt_install() {
    local why=$1
    shift
    have apt-get || die "$why, and there is no apt-get here to install it"
    say "installing $* with apt-get"
    # One stale third-party source must not stop what the others can give.
    as_root apt-get update -qq || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
        die "$why, and apt-get could not install: $*"
}

# npm_ci FOLDER: installs what its lock file says, when that changed.
npm_ci() {
    local installed=$1/node_modules/.installed-lock.json
    cmp -s "$1/package-lock.json" "$installed" && return
    npm --prefix "$1" ci --no-audit --no-fund
    mkdir -p "$1/node_modules"
    cp "$1/package-lock.json" "$installed"
}

# Which way to the WebAssembly target is ready: `rustup`, `debian` or nothing. GLAS_WASM=debian rules the first out.
wasm_way() {
    if [ "${GLAS_WASM:-}" != debian ] && [ -d "$(rustc --print target-libdir --target $wasm_target 2>/dev/null)" ]; then
        echo rustup
    elif [ -d "$wasi_libc" ] && dpkg -s rustc-web cargo-web rust-web-src >/dev/null 2>&1; then
        echo debian
    fi
}

find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && type -P "$name" && return
    done
    return 1
}
