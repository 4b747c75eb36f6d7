#!/usr/bin/env bash
# Builds components in release, whichever way the target was had: scripts/build-wasm.sh [cargo arguments, such as -p glas]
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

scripts/setup-wasm.sh
build=(build --release --target "$wasm_target" "$@")
[ "$(wasm_way)" = debian ] || exec cargo "${build[@]}"

# Debian's rustc has neither this target's std nor its linkers: std is built along, the linkers are rustup's.
rustup_rustc=$(rustup which rustc)
linkers=$("$rustup_rustc" --print sysroot)/lib/rustlib/$("$rustup_rustc" -vV | sed -n 's/^host: //p')/bin
[ -x "$linkers/wasm-component-ld" ] || die "the rustup toolchain has no wasm-component-ld; run: rustup update stable"
export PATH=$linkers:$linkers/gcc-ld:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
# The encoded form, because the path may hold a space.
CARGO_ENCODED_RUSTFLAGS=$(printf -- '-Lnative=%s\x1f-Clink-self-contained=no' "$wasi_libc")
export CARGO_ENCODED_RUSTFLAGS
exec /usr/bin/cargo "${build[@]}" -Z build-std=std,panic_abort
