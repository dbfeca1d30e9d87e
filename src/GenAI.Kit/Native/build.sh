#!/usr/bin/env bash
# Builds linux-x64/libGenAIKitEntries.so, which is committed since a student has no C++ compiler. Needs g++ and the
# packages restored. An argument names another place for the result.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-linux-x64/libGenAIKitEntries.so}
real=$(find "${NUGET_PACKAGES:-$HOME/.nuget/packages}/torchsharp/0.107.0" -path '*linux-x64*' -name libLibTorchSharp.so)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -D --defined-only "$real" | awk '$3 ~ /^(THS|crc32c)/ && $3 != "THSTorch_get_and_reset_last_err" { print "entry " $3 }' |
  sort > "$work/names.inc"
mkdir -p "$(dirname "$out")"
g++ -std=c++17 -O2 -fPIC -fvisibility=hidden -Wall -Wextra -Werror -I "$work" -Wa,-I,"$work" \
  -shared -Wl,-soname,libGenAIKitEntries.so -Wl,-z,defs -Wl,--build-id=none -s -o "$out" entries.S caught.cpp
ls -l "$out"
