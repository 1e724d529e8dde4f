#!/usr/bin/env bash
# Checks and times the CUDA backend on a machine with a GPU, with what such a machine has: CMake, a C++ compiler and
# nvcc; compute-sanitizer and a python3 with PyTorch where they are there. No network, no Node.
#
#   scripts/gpu-check.sh [--only build,operations,sanitizer,programs,limits,train,profile,decode,pytorch,learn,ptx,jest,ways]
#                        [--seconds 3] [--tokens 131072] [--shapes "64x8 128x8 ..."] [--data SHARD] [--out FOLDER]
#
# Left out unless --only names them: `ptx`, the operations by kernels that the NVIDIA driver compiles from the library's
# PTX (with `build`, which then puts PTX in; PTX_SECONDS at most, 300); `jest`, the tests of test/native/cuda on the
# GPU (needs Node and node_modules; with `build` the addon is built too); and `ways`, what has to be asked for beside what is
# usual (bench/cuda/ways.sh).
# `learn` trains 64x8 on a shard of real text, which --data names (one of `data prepare`), beside the CPU.
#
# What was measured goes to bench/results/gpu/<gpu>.json, the whole account to FOLDER/gpu-check.log (default build/gpu-check).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

only=build,operations,sanitizer,programs,limits,train,profile,decode,pytorch,learn
seconds=3 tokens=131072 out=build/gpu-check data= shapes="64x8 128x8 256x8 768x4 1024x1 768x12"
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=$2 ;;
    --seconds) seconds=$2 ;;
    --tokens) tokens=$2 ;;
    --shapes) shapes=$2 ;;
    --data) data=$2 ;;
    --out) out=$2 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift 2
done
mkdir -p "$out"
export PATH=$PATH:/usr/local/cuda/bin
log=$out/gpu-check.log raw=$out/raw.jsonl failed=0
: >"$raw"
wants() { [[ ,$only, == *,$1,* ]]; }
say() { echo "$*" | tee -a "$log"; }
# Runs a command, its output into the log and (the end of it) here; counts failures.
try() {
  local name=$1 began=$SECONDS
  shift
  say "== $name"
  if "$@" > >(tee -a "$log") 2>&1; then say "== $name: passed ($((SECONDS - began)) s)"; else
    say "== $name: FAILED ($((SECONDS - began)) s)"
    failed=$((failed + 1))
  fi
}
: >"$log"
# The same beside what follows: of what only has to be right. `gather` waits for all of it.
jobs=()
beside() {
  local name=$1 file=$out/beside-${#jobs[@]}
  shift
  { "$@" >"$file.log" 2>&1; echo $? >"$file.status"; } &
  jobs+=("$! $file $name")
}
gather() {
  local pid file name
  for job in "${jobs[@]}"; do
    read -r pid file name <<<"$job"
    wait "$pid"
    try "$name" sh -c 'cat "$1.log"; exit "$(cat "$1.status")"' sh "$file"
  done
}

driver=build/Release/tinystories-driver
# What jest needs, or empty where it cannot run.
jest=
if wants jest; then
  if ! command -v node >/dev/null; then
    say "Node is not installed: the tests by jest are left out"
  elif [ ! -e node_modules/jest/bin/jest.js ]; then
    say "node_modules holds no jest (npm ci): the tests by jest are left out"
  else
    jest=node_modules/jest/bin/jest.js
  fi
fi
if wants build; then
  capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -1 | tr -d .)
  [ "$capability" = 90 ] && capability=90a
  archs=$capability-real addon=OFF
  wants ptx && archs="$archs;80-virtual"
  [ -n "$jest" ] && addon=ON
  build() {
    cmake -S . -B build/gpu -DCMAKE_BUILD_TYPE=Release -DTINYSTORIES_ADDON=$addon -DTINYSTORIES_DRIVER=ON \
      -DTINYSTORIES_CUDA_ARCHS="$archs" && cmake --build build/gpu --parallel "$(nproc)"
  }
  try build build >/dev/null
fi

# PyTorch compiles for a minute or more, so it begins now and waits at a gate until it may measure.
heads_of() { [ "$1" = 768x12 ] && echo 12 || echo 16; }
python=$(command -v python3 || true)
[ -n "$python" ] && ! "$python" -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null && python=
[ -z "$python" ] && say "PyTorch with a GPU is not installed: its figures are left out"
ways=()
if wants pytorch && [ -n "$python" ]; then
  for shape in $shapes; do
    for way in sdpa flex; do
      # Heads of 4 and 8 are too small for flex attention; FLEX_SHAPES leaves more of it out where time is short.
      [ "$way" = flex ] && { [ "${shape%x*}" -lt 256 ] || [[ " ${FLEX_SHAPES-$shapes} " != *" $shape "* ]]; } && continue
      gate=$out/gate-$shape-$way
      rm -f "$gate" "$gate.ready"
      "$python" bench/cuda/pytorch_gpu.py train "${shape}x$(heads_of "$shape")" "$tokens" "$seconds" "$way" "$raw" "$gate" \
        >"$out/pytorch-$shape-$way.log" 2>&1 &
      ways+=("$shape $way $!")
    done
  done
fi

try devices "$driver" devices
if wants ptx; then
  for compute in float32 bf16; do
    beside "operations in $compute, compiled by the NVIDIA driver" timeout "${PTX_SECONDS:-300}" \
      env CUDA_FORCE_PTX_JIT=1 CUDA_CACHE_PATH="$out/ptx-cache-$compute" "$driver" --compute $compute operations --small
  done
fi
if [ -n "$jest" ]; then
  # These run operations on a GPU; the other tests there are about kernels on the CPU, or about what nvcc makes.
  beside "tests by jest" env TINYSTORIES_TEST_BACKENDS=cuda node $jest test/native/cuda --testPathIgnorePatterns cublaslt ptx useful-share
fi
if wants sanitizer; then
  if command -v compute-sanitizer >/dev/null; then
    for tool in memcheck racecheck initcheck; do
      for compute in float32 bf16; do
        # The plain kernels of the checking mode take minutes under racecheck: they are left out of it.
        [ $tool-$compute = racecheck-float32 ] && continue
        # What Hopper's kernels store by bulk copies counts as never written with initcheck, so it looks at the others.
        hopper=1
        [ $tool = initcheck ] && hopper=0
        beside "$tool, operations in $compute" timeout "${SANITIZER_SECONDS:-300}" env TINYSTORIES_CUDA_HOPPER=$hopper \
          compute-sanitizer --tool $tool --error-exitcode 9 --print-limit 20 "$driver" --compute $compute operations --small
      done
    done
    beside "memcheck, a program" timeout "${SANITIZER_SECONDS:-300}" \
      compute-sanitizer --tool memcheck --error-exitcode 9 "$driver" compare 3 50 4 bench/cuda/programs/small.json
    for tool in memcheck racecheck; do
      beside "$tool, decoding by clusters" timeout "${SANITIZER_SECONDS:-300}" env TINYSTORIES_CUDA_DECODE=3 \
        compute-sanitizer --tool $tool --error-exitcode 9 "$driver" decode 3 80 bench/cuda/programs/{128x8,256x8,1024x1}.json
    done
  else
    say "compute-sanitizer is not installed: left out"
  fi
fi
wants operations && for compute in float32 bf16; do
  try "operations in $compute" "$driver" --compute $compute operations
done
# Off unless asked for, so by themselves.
wants operations && try "norms within products" env TINYSTORIES_CUDA_NORMED=3 "$driver" --compute bf16 operations _norm
wants operations && try "attention with keys that stay" env TINYSTORIES_CUDA_ATTENTION_WIDE=2 "$driver" --compute bf16 operations attention
wants operations && try "attention's gradient by blocks that stay" env TINYSTORIES_CUDA_ATTENTION_LINES=1 "$driver" --compute bf16 operations HD=16
wants programs && for compute in float32 bf16; do
  try "programs in $compute" "$driver" --compute $compute compare 5 64 8 bench/cuda/programs/small.json
  try "paper's shapes in $compute" "$driver" --compute $compute compare 4 512 4 bench/cuda/programs/{64x8,256x8}.json
done
if wants learn; then
  if [ -n "$data" ]; then
    try "learning as on the CPU" "$driver" --json "$raw" learn "$data" 16 256 300 bench/cuda/programs/64x8.json
  else
    say "no shard of real text was named (--data): learning beside the CPU is left out"
  fi
fi
gather

# From here on nothing else may run.
for entry in "${ways[@]}"; do
  read -r shape way pid <<<"$entry"
  until [ -e "$out/gate-$shape-$way.ready" ] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
done
wants limits && [ -n "$python" ] && try limits "$python" bench/cuda/pytorch_gpu.py limits "$raw"
for entry in "${ways[@]}"; do
  read -r shape way pid <<<"$entry"
  touch "$out/gate-$shape-$way"
  wait "$pid"
  say "$(tail -1 "$out/pytorch-$shape-$way.log")"
done
programs=()
for shape in $shapes; do programs+=("bench/cuda/programs/$shape.json"); done
wants train && try "training steps" "$driver" --json "$raw" train "$tokens" 512 "$seconds" "${programs[@]}"
limit() { grep -o "\"$1\": *[0-9.e+]*" "$raw" | head -1 | sed 's/.*: *//' | awk '{printf "%.3f", $1 / 1e12}'; }
copy=$(limit copyBytesPerSecond) matrix=$(limit matrixFlopsPerSecond)
wants profile && try profile "$driver" --json "$raw" profile "$tokens" 512 3 "${copy:-4.3}" "${matrix:-790}" "${programs[@]}"
wants decode && for slots in 1 64; do try decoding "$driver" --json "$raw" decode $slots 256 "${programs[@]}"; done
wants ways && try ways bench/cuda/ways.sh

gpu=$(nvidia-smi --query-gpu=name --format=csv,noheader | head -1 | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9-')
{ echo '['; sed '$!s/$/,/' "$raw"; echo ']'; } >"$out/$gpu.json"
closing="$failed failed"
# A check that measured nothing leaves the figures of an earlier one alone.
if [ -s "$raw" ]; then
  mkdir -p bench/results/gpu && cp "$out/$gpu.json" "bench/results/gpu/$gpu.json"
  closing="$closing; bench/results/gpu/$gpu.json"
  "$driver" report "$raw" 2>&1 | tee -a "$log"
fi
say "gpu-check: $closing"
[ $failed -eq 0 ]
