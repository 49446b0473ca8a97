#!/usr/bin/env bash
# Installs what some tests need of the system: a browser with its driver, a Japanese font, wget. Debian and its like, as root.
# Elsewhere it says what is missing, and those tests are skipped with a reason.
set -euo pipefail
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v chromedriver > /dev/null || missing+=(chromium-driver)
command -v wget > /dev/null || missing+=(wget)
if command -v dpkg > /dev/null && ! dpkg -s fonts-noto-cjk > /dev/null 2>&1; then missing+=(fonts-noto-cjk); fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" > /dev/null && exit 0
fi
printf 'not installed: %s; tests that need them are skipped\n' "${missing[*]}"
