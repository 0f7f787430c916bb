#!/usr/bin/env bash
# The whole journey on the bundled example, offline and without a key: scan -> rewrite -> scan -> shadow -> report.
# Started by `make demo`; by hand, run it with v4migrate on the PATH.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/demo
rm -rf "$work"
mkdir -p "$work"
cp -r "$root/examples/chat_app" "$work/chat_app"
cd "$work/chat_app"
# The copy is a work tree of its own, so that build/ being ignored does not hide it; rewrite wants it committed.
git init -q .
commit() { git add -A && git -c user.name=demo -c user.email=demo@example.org -c commit.gpgsign=false commit -q -m "$1"; }
commit "Before the migration"

step() { printf '\n\033[1m%s\033[0m\n\n' "$*"; }
# run CODE... -- COMMAND...: show the command, run it, and fail unless it ends with one of the expected codes.
run() {
  local expected=()
  while [ "$1" != -- ]; do expected+=("$1"); shift; done
  shift
  printf '$ %s\n' "$*"
  "$@"
  local code=$?
  for want in "${expected[@]}"; do [ "$code" -eq "$want" ] && return 0; done
  printf 'demo: exit code %s, expected %s\n' "$code" "${expected[*]}" >&2
  exit 1
}

step "1. What still speaks V3.2? (exit code 1: findings)"
run 1 -- v4migrate scan .
step "2. The change, first as a diff, then for real (exit code 3: some requests need a thinking switch by hand)"
run 0 -- v4migrate rewrite --diff .
run 3 -- v4migrate rewrite --pr-body "$work/pull-request.md" .
printf 'The body of a pull request: %s\n' "$work/pull-request.md"
commit "Ids and thinking switches of V4"
step "What waited for a look: the tables and the list get the new names, and so does what is looked up there"
run 3 -- v4migrate rewrite --unsafe --only DS001,DS061 .
step "3. No request names a retired id any more; what is left is advice"
run 0 -- v4migrate scan --quiet --fail-on error .
step "4. A recorded week, replayed against the bundled engine (exit code 3: a person must decide)"
cd "$work"
run 3 -- v4migrate shadow --days 7 --max-output-tokens 32 --out "$work/shadow-run" "$root/examples/traffic"
