#!/usr/bin/env bash
# Makes Chromium and the browser tests' packages available.
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

scripts/setup-node.sh
if [ -n "${CHROMIUM:-}" ]; then
    have "$CHROMIUM" || die "CHROMIUM=$CHROMIUM is not a program"
elif ! find_chromium >/dev/null; then
    apt_install "no Chromium was found; set CHROMIUM to the path of one" chromium fonts-liberation
fi
npm_ci tests/browser
