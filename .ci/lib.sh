# Shell functions that run the layers of a check, time them against their budgets, and tell how it went.
# Sourced by .ci/test and .ci/run.

declare -a layer_rows=()
layer_failures=0

# layer "name" budget-in-seconds command [argument…]: a failing layer does not end the run; a layer over budget is marked.
layer() {
  local name=$1 budget=$2 began=$SECONDS verdict=ok took
  shift 2
  printf '\n\033[1m== %s\033[0m\n' "$name"
  if "$@"; then :; else
    verdict="FAILED (exit $?)"
    layer_failures=$((layer_failures + 1))
  fi
  took=$((SECONDS - began))
  if [ "$verdict" = ok ] && [ "$took" -gt "$budget" ]; then verdict="ok, over budget"; fi
  layer_rows+=("$(printf '%-24s %6d s %6d s   %s' "$name" "$took" "$budget" "$verdict")")
}

# layers_summary: prints the table; fails if a layer failed.
layers_summary() {
  printf '\n%-24s %8s %8s   %s\n' layer time budget result
  printf '%s\n' "${layer_rows[@]}"
  printf '%-24s %6d s\n\n' together "$SECONDS"
  [ "$layer_failures" = 0 ]
}
