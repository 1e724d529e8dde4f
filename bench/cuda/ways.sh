#!/usr/bin/env bash
# What has to be asked for beside what is usual, on a GPU: whole steps in turns, and the operations that take another time; of ways
# to decode, tokens a second in turns, which have to tell the same text.
#
#   bench/cuda/ways.sh ["NAME=VALUE[,NAME=VALUE...] SHAPE..."]...     (default: all that has not been measured yet)
#
# NAME is a variable without TINYSTORIES_CUDA_ in front, SHAPE a program of bench/cuda/programs; a first NAME that begins with
# DECODE is a way to decode. SECONDS_EACH (0.4) is how long
# steps are timed, TOKENS (131072) how many a step has, of LENGTH (512) each sequence. DRIVER names the driver and its backend.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

driver=${DRIVER:-build/Release/tinystories-driver} tokens=${TOKENS:-131072} length=${LENGTH:-512} seconds=${SECONDS_EACH:-0.4}
[ $# -gt 0 ] || set -- "NORMED=1 256x8 768x4" "NORMED=2 256x8 768x4" "NORMED=3 256x8 768x4 1024x1 768x12" \
  "NORMED=7 256x8 768x4 768x12" "ATTENTION_WIDE=2 768x4 1024x1 768x12" "ATTENTION_LINES=1 256x8" \
  "NORMED=3,ATTENTION_LINES=1 256x8" "NORMED=3,ATTENTION_WIDE=2 768x4 1024x1 768x12" \
  "DECODE=3 128x8 256x8 768x4 1024x1 768x12" "DECODE=3,DECODE_BLOCKS=8 128x8 256x8"
failed=0
# Runs the driver under a way, `usual` being none.
under() {
  local way=$1 settings=()
  shift
  [ "$way" = usual ] || for one in ${way//,/ }; do settings+=("TINYSTORIES_CUDA_$one"); done
  # shellcheck disable=SC2086
  env ${settings[@]+"${settings[@]}"} $driver "$@"
}
step() { under "$1" train "$tokens" "$length" "$seconds" "bench/cuda/programs/$2.json" 2>&1 | sed -n "s/^$2: \([0-9.]*\) ms a step.*/\1/p"; }
# "operation<tab>milliseconds" of each; the columns behind an operation's name are the last six.
operations() {
  under "$1" profile "$tokens" "$length" 3 4.2 731 "bench/cuda/programs/$2.json" 2>/dev/null |
    awk 'NF > 6 && $NF ~ /%$/ { ms = $(NF - 4); NF -= 6; print $0 "\t" ms }'
}
# "rate text" of some sequences at once.
told() { under "$1" decode "$2" "${TOLD:-256}" "bench/cuda/programs/$3.json" 2>&1 | sed -n "s/^$3 decoding, .*: \([0-9]*\) tokens.s (text \(.*\))$/\1 \2/p"; }
decoding() {
  local way=$1 shape=$2 slots a b c d
  for slots in 1 8 64; do
    a=$(told usual $slots "$shape") b=$(told "$way" $slots "$shape") c=$(told usual $slots "$shape") d=$(told "$way" $slots "$shape")
    echo "$shape, $way, $slots at once: ${a% *}, ${c% *} -> ${b% *}, ${d% *} tokens/s"
    [ -n "$a" ] && [ "${a#* }" = "${b#* }" ] && [ "${b#* }" = "${d#* }" ] && continue
    echo "$shape, $way, $slots at once: FAILED: another text, or none"
    failed=1
  done
}
for entry in "$@"; do
  read -r way list <<<"$entry"
  for shape in $list; do
    if [[ $way == DECODE* ]]; then
      decoding "$way" "$shape"
      continue
    fi
    a=$(step usual "$shape") b=$(step "$way" "$shape") c=$(step usual "$shape") d=$(step "$way" "$shape")
    if [ -z "$a" ] || [ -z "$b" ] || [ -z "$c" ] || [ -z "$d" ]; then
      echo "$shape, $way: FAILED"
      under "$way" train "$tokens" "$length" "$seconds" "bench/cuda/programs/$shape.json" 2>&1 | tail -1
      failed=1
      continue
    fi
    echo "$shape, $way: a step $a, $c -> $b, $d ms"
    awk -F '\t' 'NR == FNR { usual[$1] = $2; next }
      !($1 in usual) { printf "  %s: -> %s ms\n", $1, $2; next }
      { seen[$1] = 1; if ($2 > usual[$1] * 1.03 || $2 < usual[$1] / 1.03) printf "  %s: %s -> %s ms\n", $1, usual[$1], $2 }
      END { for (name in usual) if (!(name in seen)) printf "  %s: %s ms -> none\n", name, usual[name] }' \
      <(operations usual "$shape") <(operations "$way" "$shape")
  done
done
exit $failed
