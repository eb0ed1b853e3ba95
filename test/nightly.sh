#!/usr/bin/env bash
# The properties of the matching engine a hundred times as long as in CI: 100,000 runs each, from a
# fresh seed unless FC_SEED names one. Takes hours; docs/testing.md has what it last found.
#   bash test/nightly.sh [TEST FILE ...]
set -uo pipefail
cd "$(dirname "$0")/.."
export FC_RUNS=${FC_RUNS:-100}
export FC_SEED=${FC_SEED:-$((RANDOM * 32768 + RANDOM))}
[ "$#" -gt 0 ] || set -- test/actors/exchange test/protocols test/src/kernel
printf 'seed %s, %s times the usual runs\n' "$FC_SEED" "$FC_RUNS"
npx vitest run --testTimeout=36000000 "$@"
status=$?
# What finds a planted bug by itself must find nothing where there is none.
FC_RUNS=1 npm run --silent test:mutants -- --alone && exit "$status"
