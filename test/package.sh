#!/usr/bin/env bash
# The package as somebody installs it: packed, put into an empty project, looked over by publint and
# arethetypeswrong, its examples compiled by strict TypeScript as Node and as bundlers resolve them,
# README's actor and a run started. Takes a minute and the network; `npm test` does without.
set -euo pipefail
cd "$(dirname "$0")/.."
tree=$PWD
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

npm pack --silent --pack-destination "$place" >/dev/null
cd "$place"
mv outcry-*.tgz outcry.tgz
npx --yes publint@0.3 --strict outcry.tgz
npx --yes @arethetypeswrong/cli@0.18 outcry.tgz --profile esm-only --format ascii --quiet

mkdir project && cd project
printf '{ "type": "module", "private": true }\n' >package.json
npm install --silent --no-audit --no-fund ../outcry.tgz

for example in "$tree"/examples/*.ts; do
  sed "s#'\.\./actors/exchange/index.ts'#'outcry/exchange'#; s#'\.\./protocols/.*.ts'#'outcry/protocols'#
       s#'\.\./src/\(learning\|testing\).ts'#'outcry/\1'#; s#'\.\./\(actors\|src\)/.*.ts'#'outcry'#" \
    "$example" >"$(basename "$example")"
done
strict="--strict --noUncheckedIndexedAccess --target es2023 --skipLibCheck --types node --typeRoots $tree/node_modules/@types"
for resolution in 'nodenext nodenext' 'node16 node16' 'esnext bundler'; do
  read -r module how <<<"$resolution"
  # shellcheck disable=SC2086
  node "$tree/node_modules/typescript/lib/tsc.js" $strict --module "$module" --moduleResolution "$how" --outDir "$how" ./*.ts
done
node bundler/order-book.js >/dev/null
node node16/environment.js | grep -q '^earned -\?[0-9]' || { echo 'no environment'; exit 1; }
node bundler/learner.js | grep -q '^a policy of [0-9]* numbers' || { echo 'nobody learns'; exit 1; }
of_example=$(node nodenext/own-actor.js | tail -1)

# What README shows is the example without its types, and leaves its tape.
sed -n '/^## A trader of your own/,/^## /{/^```ts/,/^```/p}' "$tree/README.md" | sed '/^```/d' >readme.js
of_readme=$(node readme.js | tail -1)
[ "$of_example" = "tape $of_readme" ] || { echo "README's actor leaves $of_readme, the example $of_example"; exit 1; }

npx outcry run tiny --out runs >/dev/null
[ -s runs/*/report.html ] || { echo 'the run left no report'; exit 1; }
echo "the package installs, compiles and runs; $(du -sm node_modules | cut -f1) MB with all it needs"
