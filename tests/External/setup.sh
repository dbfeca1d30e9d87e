#!/usr/bin/env bash
# Installs what tests/External needs beyond the .NET SDK: Debian's Chromium and Debian's Jupyter. Run as root.
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
[ ${#missing[@]} -eq 0 ] && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null > /dev/null
