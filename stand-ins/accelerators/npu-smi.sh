#!/bin/sh
# Stand-in for Huawei's tool: shows this instance's simulated accelerators.
devices() {
  cat <<'DEVICES'
@DEVICES@
DEVICES
}
tab=$(printf '\t')
line=+------------------------------------------------------------------------------------------------+

case ${1:-info} in
  info) ;;
  *) echo "npu-smi (Openhall stand-in): $1 is not simulated" >&2; exit 2 ;;
esac
if [ "${2:-}" = -l ]; then
  printf '\tTotal Count                    : %s\n' "$(devices | wc -l)"
  devices | while IFS="$tab" read -r index name uuid memory pci driver; do
    printf '\tNPU ID                         : %s\n' "$index"
  done
  exit 0
fi
echo "$line"
printf '| %-94s |\n' "npu-smi (Openhall stand-in)           Version: $(devices | head -n 1 | cut -f 6)"
printf '| %-94s |\n' "*** SIMULATED accelerators: this container is real, these NPUs compute nothing ***"
echo "$line"
printf '| %-9s %-11s| %-15s| %-52s|\n' NPU Name Health "Power(W)    Temp(C)           Hugepages-Usage(page)"
printf '| %-21s| %-15s| %-52s|\n' Chip Bus-Id "AICore(%)   Memory-Usage(MB)  HBM-Usage(MB)"
echo "$line"
devices | while IFS="$tab" read -r index name uuid memory pci driver; do
  printf '| %-9s %-11s| %-15s| %-52s|\n' "$index" "$name" OK "-           -                 0    / 0"
  printf '| %-21s| %-15s| %-52s|\n' 0 "$pci" "0           0    / 0          0    / $memory"
  echo "$line"
done
