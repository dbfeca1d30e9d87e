#!/usr/bin/env bash
# Installs what tests/External needs beyond the .NET SDK: Debian's Chromium and Debian's Jupyter (as root), and
# the tool dotnet-interactive in a temporary folder.
set -euo pipefail
packages=(
  chromium fonts-dejavu-core
  python3-nbclient python3-nbconvert python3-ipykernel python3-jupyter-kernel-test python3-pexpect
  jupyter-console jupyter-notebook
  g++ binutils
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null > /dev/null
fi
tool=${TMPDIR:-/tmp}/genai-kit-dotnet-interactive
[ -x "$tool/dotnet-interactive" ] ||
  dotnet tool install Microsoft.dotnet-interactive --version 1.0.712001 --tool-path "$tool" > /dev/null
