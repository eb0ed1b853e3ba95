#!/usr/bin/env bash
# The golden tapes on the machine's Node and on two others, which npm brings as packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
platform=$(node -p '`${process.platform === "win32" ? "win" : process.platform}-${process.arch}`')
node test/golden/check.mjs
for major in 20 22 24; do
  [ "$(node -p 'process.versions.node.split(".")[0]')" = "$major" ] && continue
  home=.cache/node-$major
  node=$home/node_modules/node-$platform/bin/node
  if ! [ -x "$node" ]; then
    npm install --silent --no-save --no-package-lock --prefix "$home" "node-$platform@$major"
  fi
  "$node" test/golden/check.mjs
done
