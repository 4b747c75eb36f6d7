#!/usr/bin/env bash
# Makes wasm32-wasip2 available: from rustup, or where that cannot download, from Debian's packages.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

# Build scripts, proc macros and the host's SQLite are compiled and linked natively.
have cc || apt_install "no C compiler (cc) was found" gcc libc6-dev
have cargo || die "cargo was not found; install Rust from https://rustup.rs"
[ -z "$(wasm_way)" ] || exit 0

have rustup || die "this Rust has no $wasm_target; install rustup from https://rustup.rs"
if [ "${GLAS_WASM:-}" != debian ]; then
    rustup target add "$wasm_target" && [ "$(wasm_way)" = rustup ] && exit 0
    say "rustup could not add $wasm_target; trying Debian's packages"
fi

have apt-get || die "without rustup's target, $wasm_target can only be had from Debian's packages"
dpkg -s rustc-web cargo-web rust-web-src >/dev/null 2>&1 ||
    apt_install "rustc for $wasm_target is missing" rustc-web cargo-web rust-web-src

# bookworm's wasi-libc has no wasm32-wasip2 yet; trixie's is an `all` package that unpacks anywhere. So: this machine's
# own sources with the suite renamed, and lists of their own so that nothing else can be installed from there.
apt=$tools/apt
rm -rf "$apt" "$tools/wasi-libc"
mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [ ! -f "$file" ] || sed "s/\b${codename:-trixie}\b/trixie/g" "$file" >"$apt/sources/${file##*/}"
done
[ ! -f "$apt/sources/sources.list" ] || mv "$apt/sources/sources.list" "$apt/sources/main.list"
options=(
    -qq
    -o Dir::Etc::sourcelist=/dev/null
    -o Dir::Etc::sourceparts="$apt/sources"
    -o Dir::State::lists="$apt/lists"
    -o Dir::Cache="$apt/cache"
    # The sandbox's user may not enter this folder.
    -o APT::Sandbox::User=
)
say "downloading wasi-libc from Debian trixie"
apt-get "${options[@]}" update || true
(cd "$apt" && apt-get "${options[@]}" download wasi-libc) || die "apt-get could not download wasi-libc from trixie"
dpkg -x "$apt"/wasi-libc_*.deb "$tools/wasi-libc"
rm -rf "$apt"
[ -n "$(wasm_way)" ] || die "the wasi-libc that apt-get found has no $wasm_target"
