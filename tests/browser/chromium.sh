#!/bin/sh
# Browser tests run on the system's Chromium. Installs it where that may be done unasked, else says the one line to run.
[ -n "$LIAISON_CHROMIUM" ] && exit 0
for name in chromium google-chrome chromium-browser; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if ! command -v apt-get >/dev/null 2>&1; then
    echo 'The browser tests need Chromium or Chrome on the PATH, for example: brew install --cask chromium' >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    echo 'The browser tests need Chromium. Run: sudo apt-get install -y chromium' >&2
    exit 1
fi
echo 'Installing Chromium for the browser tests …'
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium >/dev/null; }; then
    echo 'Chromium could not be installed. Run: sudo apt-get install -y chromium' >&2
    exit 1
fi
