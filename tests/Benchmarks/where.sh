#!/usr/bin/env bash
# Where a training step, and where sampling, spends the processor's time, by whose code it is:
# tests/Benchmarks/where.sh [PAIR…]. It samples with Debian's linux-perf. Build tests/Benchmarks with -c Release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_PerfMapEnabled=1
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT

# A row of the table: what it is called, and the part of the samples that it is made of. What has no name in code that
# was made at run time is oneDNN's; .NET's has names.
row() {
  perf report -i "$samples" --time "$2" --sort dso,symbol --stdio -F overhead,dso,symbol 2> /dev/null |
    awk -v name="$1" '
      !/^ *[0-9.]+%/ { next }
      { share = $1 + 0; kind = "other" }
      /libtorch_cpu|libc10/ { kind = "torch" }
      /mkl_|sgemm|gemv/ { kind = "mkl" }
      /dnnl/ || (/\[JIT\]/ && /\] 0x/) { kind = "onednn" }
      $2 ~ /libgomp|kernel/ { kind = "wait" }
      $2 ~ /^libc\.|libstdc|ld-linux/ { kind = "allocation" }
      { sum[kind] += share; all += share }
      END { split("mkl onednn torch wait allocation other", kinds, " "); printf "| %s |", name
            for (k = 1; k <= 6; k++) printf " %.0f%% |", 100 * sum[kinds[k]] / all; print "" }'
}

echo "| | MKL | oneDNN | other libtorch | waiting, kernel | allocation | .NET |"
echo "|---|---|---|---|---|---|---|"
[ $# -gt 0 ] || set -- vae dcgan gpt unet dit fid
for pair in "$@"; do
  perf record -q -e cpu-clock -F 999 -o "$samples" -- \
    dotnet exec tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll time "$pair" 6 > /dev/null 2>&1
  # The training step is timed first, then sampling; of FID there is only the distance.
  [ "$pair" = fid ] || row "$pair: training step" 15%-35%
  row "$pair: sampling" 65%-95%
done
