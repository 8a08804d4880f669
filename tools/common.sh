# What the scripts in tools/ share: sourced, not run. Prints, stops, and finds the root of the repo.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
me="tools/$(basename "$0")"
export LC_ALL=C.UTF-8

# The Node.js that tools/setup put there because the machine's own is too old.
node_dir=$root/build/node/node_modules/node/bin
[ ! -x "$node_dir/node" ] || PATH=$node_dir:$PATH

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "$me" "$*" >&2; }

# die MESSAGE...: one line each, then stops with 1.
die() {
  local line
  for line in "$@"; do warn "$line"; done
  exit 1
}

# usage_error MESSAGE: a wrong flag; stops with 2.
usage_error() {
  warn "$1"
  warn "try $me --help"
  exit 2
}

# help_of_head: prints the head comment of the script that sourced this file.
help_of_head() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$root/$me"; }

# seconds_since EPOCHREALTIME: with one digit.
seconds_since() {
  local us=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((us / 10)) $((us % 10))
}

# build PRESET [TARGET...]: configures once, then builds; the log of a configure that went well is not shown.
build() {
  local preset=$1 log
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    mkdir -p build
    log="build/configure-$preset.log"
    if ! cmake --preset "$preset" >"$log" 2>&1; then
      cat "$log" >&2
      die "cmake --preset $preset failed; what it needs is installed by tools/setup"
    fi
  fi
  if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" --target "$@"
  else
    cmake --build --preset "$preset"
  fi
}
