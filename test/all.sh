#!/usr/bin/env bash
# Everything there is to be sure of: types, lint, the build, the tests, the example, the same tapes
# on several versions of Node, planted bugs, a small run of every bench.
# The last line is "N passed, N failed"; a check counts as one, each test of the suite as one. What
# failed is said again by name just before it: of a long output the end is what one gets to see.
set -uo pipefail
cd "$(dirname "$0")/.."
passed=0
failed=0
failures=()

check() { # check TITLE COMMAND...
  local title=$1
  shift
  printf '\n── %s\n' "$title"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures+=("$title")
    printf '✗ %s\n' "$title"
  fi
}

suite() { # the vitest suite, its tests counted one by one
  local results
  results=$(mktemp)
  printf '\n── the suite\n'
  npx vitest run --reporter=default --reporter=json --outputFile.json="$results"
  local status=$?
  local counts
  counts=$(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
    const failed = r.testResults.filter((f) => f.status === "failed").flatMap((f) => {
      const titles = f.assertionResults.filter((a) => a.status === "failed").map((a) => a.fullName)
      return (titles.length > 0 ? titles : ["(does not run)"]).map((title) => `${f.name}: ${title}`)
    })
    console.log([`${r.numPassedTests} ${failed.length}`, ...failed].join("\n"))
  ' "$results" 2>/dev/null) || counts=$'0 1\nthe suite: no results'
  rm -f "$results"
  read -r good bad <<<"${counts%%$'\n'*}"
  mapfile -t -O "${#failures[@]}" failures < <(tail -n +2 <<<"$counts")
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
    failures+=("the suite ended with $status")
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
  # In CI the suite and the planted bugs have one seed: what passed need not be shown to pass again.
  if [ "$bad" -eq 0 ] && [ -n "${CI:-}" ]; then export SUITE_PASSED=yes; fi
}

nats_server() { # on PATH, in /usr/sbin, or installed by whoever may
  command -v nats-server >/dev/null || [ -x /usr/sbin/nats-server ] && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq nats-server >/dev/null && return 0
  fi
  echo 'there is no nats-server on PATH or in /usr/sbin: install it (Debian: apt-get install nats-server)'
  return 1
}

check 'a nats-server for the tests' nats_server
check 'types' npx tsc --noEmit
check 'lint and format' npx biome check --error-on-warnings .
check 'build' npm run --silent build
suite
for example in own-actor manual environment order-book; do
  check "the example $example" node dist/examples/$example.js
done
check 'the same tapes on Node 20, 22 and 24' bash test/golden/nodes.sh
check 'published results come out, in few runs each' node dist/src/cli/main.js validate --quick
check 'planted bugs are caught' npm run --silent test:mutants
check 'a small run of every bench' node dist/bench/run.js --small

[ "$failed" -eq 0 ] || printf '\n── failed\n'
for failure in "${failures[@]}"; do printf '✗ %s\n' "$failure"; done
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
