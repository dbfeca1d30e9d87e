#!/usr/bin/env bash
# The kit against Debian's PyTorch, pair by pair: same weights, same input, same output; then timed in turn, A B A B.
# Prints one Markdown table. On Debian 12 or later, with the .NET SDK; about 30 minutes on two quiet cores.
#
#   tests/Peers/compare.sh [--busy] [--turns 5] [--seconds 2] [PAIR…]
#
# --busy is for a machine that others use: one thread, and the processor's time in place of the wall's.
set -euo pipefail
cd "$(dirname "$0")/../.."

turns=5 seconds=2 pairs=() clock=wall
while [ $# -gt 0 ]; do
  case $1 in
    --busy) clock=cpu; export BENCH_CLOCK=cpu OMP_NUM_THREADS=1 ;;
    --turns) turns=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    -*) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) pairs+=("$1") ;;
  esac
  shift
done
[ ${#pairs[@]} -gt 0 ] || pairs=(vae dcgan gpt unet dit fid)

# What is missing, and the fast one of its linear algebras.
packages=(python3-torch libopenblas0-openmp)
root=(); [ "$(id -u)" -eq 0 ] || root=(sudo)
if ! dpkg -s "${packages[@]}" > /dev/null 2>&1; then
  "${root[@]}" apt-get update > /dev/null
  "${root[@]}" apt-get install -y --no-install-recommends "${packages[@]}" > /dev/null
fi
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2> /dev/null || echo "$(uname -m)-linux-gnu")
for library in libblas.so.3 liblapack.so.3; do
  "${root[@]}" update-alternatives --set "$library-$multiarch" \
    "/usr/lib/$multiarch/openblas-openmp/$library" > /dev/null
done

export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(nproc)}
export MKL_NUM_THREADS=$OMP_NUM_THREADS OPENBLAS_NUM_THREADS=$OMP_NUM_THREADS
dotnet build tests/Benchmarks -c Release -v quiet -nologo >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kit=(dotnet exec tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll)
peer=(/usr/bin/python3 tests/Peers/peers.py)

"${kit[@]}" pack "$work"
if ! "${peer[@]}" check "$work" > "$work/check"; then
  cat "$work/check" >&2
  echo "The two sides differ: nothing was timed." >&2
  exit 1
fi
apart=$(grep -oE '[0-9.]+e[-+][0-9]+' "$work/check" | sort -g | tail -n 1)

for ((turn = 1; turn <= turns; turn++)); do
  for pair in peak "${pairs[@]}"; do
    echo "turn $turn of $turns: $pair" >&2
    "${kit[@]}" time "$pair" "$seconds" >> "$work/lines"
    "${peer[@]}" time "$pair" "$work" "$seconds" >> "$work/lines"
  done
done

cpu=$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)
version() { sed -n "s/.*\"$1\" Version=\"\([^\"]*\)\".*/\1/p" Directory.Packages.props; }
echo "$(date -u +%Y-%m-%d), $(nproc --all) cores of ${cpu:-$(uname -m)}, $OMP_NUM_THREADS threads," \
  "$([ $clock = cpu ] && echo "processor's time on a busy machine," )" \
  "medians of $turns turns. Kit: commit $(git rev-parse --short HEAD), .NET $(dotnet --version)," \
  "TorchSharp $(version TorchSharp), libtorch $(version libtorch-cpu-linux-x64). Peer: Debian's PyTorch" \
  "$(dpkg-query -W -f '${Version}' python3-torch) on OpenBLAS $(dpkg-query -W -f '${Version}' libopenblas0-openmp)." \
  "Outputs compared first: at most $apart apart." | tr -s ' '
echo
"${kit[@]}" table "$work/lines"
