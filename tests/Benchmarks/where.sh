#!/usr/bin/env bash
# Where a training step spends the processor's time, by whose code it is: tests/Benchmarks/where.sh [PAIR…]. It samples
# with Debian's linux-perf. Build tests/Benchmarks with -c Release first.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_PerfMapEnabled=1
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
echo "| training step of | MKL | oneDNN | other libtorch | waiting, kernel | allocation | .NET |"
echo "|---|---|---|---|---|---|---|"
[ $# -gt 0 ] || set -- vae dcgan gpt unet dit
for pair in "$@"; do
  perf record -q -e cpu-clock -F 999 -o "$samples" -- \
    dotnet exec tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll time "$pair" 6 > /dev/null 2>&1
  # The step is timed first: by then the program has started, and what is timed next has not. What has no name in code
  # that was made at run time is oneDNN's; .NET's has names.
  perf report -i "$samples" --time 15%-35% --sort dso,symbol --stdio -F overhead,dso,symbol 2> /dev/null |
    awk -v pair="$pair" '
      !/^ *[0-9.]+%/ { next }
      { share = $1 + 0; kind = "other" }
      /libtorch_cpu|libc10/ { kind = "torch" }
      /mkl_|sgemm|gemv/ { kind = "mkl" }
      /dnnl/ || (/\[JIT\]/ && /\] 0x/) { kind = "onednn" }
      $2 ~ /libgomp|kernel/ { kind = "wait" }
      $2 ~ /^libc\.|libstdc|ld-linux/ { kind = "allocation" }
      { sum[kind] += share; all += share }
      END { split("mkl onednn torch wait allocation other", kinds, " "); printf "| %s |", pair
            for (k = 1; k <= 6; k++) printf " %.0f%% |", 100 * sum[kinds[k]] / all; print "" }'
done
