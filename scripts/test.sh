#!/usr/bin/env bash
# Runs every check, stops at the first step that fails, and ends in the line `N passed, N failed`.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# Adds up cargo's `test result: ok. 3 passed; 0 failed; …` and node's `# pass 3` or `ℹ pass 3`, one line for each count.
sum() {
    awk '/^test result:/ { for (i = 4; i < NF; i++) { if ($(i + 1) == "passed;") p += $i; if ($(i + 1) == "failed;") f += $i } }
         NF == 3 && $2 == "pass" && $3 ~ /^[0-9]+$/ { p += $3 }
         NF == 3 && $2 == "fail" && $3 ~ /^[0-9]+$/ { f += $3 }
         END { print p + 0, f + 0 }' "$1"
}

# step NAME COMMAND…
step() {
    local name=$1 began=$SECONDS status=0 p f
    shift
    printf '\n== %s\n' "$name"
    if [[ $name = tests:* ]]; then
        "$@" 2>&1 | tee "$log" || status=$?
        read -r p f < <(sum "$log")
        passed=$((passed + p)) failed=$((failed + f))
    else
        "$@" || status=$?
    fi
    if [ $status = 0 ]; then
        printf '== %s: ok in %s, %s in all\n' "$name" "$(clock $((SECONDS - began)))" "$(clock $SECONDS)"
        return
    fi
    # What broke without a failing test (it did not compile, say) still counts as one.
    [ $failed != 0 ] || failed=1
    printf '\n== %s: FAILED, %s in all\n\n%d passed, %d failed\n' "$name" "$(clock $SECONDS)" $passed $failed
    exit 1
}

# rustup's minimal profile has neither.
rust_tools() { { cargo fmt --version && cargo clippy --version; } || rustup component add rustfmt clippy; }

step "set-up: WebAssembly target" scripts/setup-wasm.sh
step "set-up: rustfmt and clippy" rust_tools
step "set-up: Chromium and its packages" scripts/setup-browser.sh
step "format" cargo fmt --all --check
step "static: build" scripts/build-static.sh
step "static: check" npm --prefix static run check
step "lint" cargo clippy --workspace --all-targets -- -D warnings
if [ "$(wasm_way)" = rustup ]; then
    step "lint: component" cargo clippy -p glas --target "$wasm_target" --release -- -D warnings
fi
# Apart: built together they would share the union of their SDK features.
step "build: component" scripts/build-wasm.sh -p glas
step "build: minimal component" scripts/build-wasm.sh -p minimal
step "tests: unit, property, component on the host" cargo test --workspace --no-fail-fast
CHROMIUM=$(find_chromium)
export CHROMIUM
step "tests: browser" npm --prefix tests/browser test
printf '\n%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
