#!/bin/sh
# Stand-in for NVIDIA's tool: shows this instance's simulated accelerators.
devices() {
  cat <<'DEVICES'
@DEVICES@
DEVICES
}
tab=$(printf '\t')

list() {
  devices | while IFS="$tab" read -r index name uuid memory pci driver; do
    echo "GPU $index: $name (UUID: $uuid) (SIMULATED)"
  done
}

query() { # fields, format
  header=1 units=1
  case ,$2, in *,noheader,*) header= ;; esac
  case ,$2, in *,nounits,*) units= ;; esac
  [ -z "$header" ] || echo "$1" | sed 's/,/, /g'
  devices | while IFS="$tab" read -r index name uuid memory pci driver; do
    row=
    for field in $(echo "$1" | tr ',' ' '); do
      case $field in
        index) value=$index ;;
        name | gpu_name) value=$name ;;
        uuid | gpu_uuid) value=$uuid ;;
        memory.total) value=$memory${units:+ MiB} ;;
        memory.free) value=$memory${units:+ MiB} ;;
        memory.used) value=0${units:+ MiB} ;;
        utilization.gpu | utilization.memory) value=0${units:+ %} ;;
        pci.bus_id | gpu_bus_id) value=$pci ;;
        driver_version) value=$driver ;;
        count) value=$(devices | wc -l) ;;
        *) value='[N/A]' ;;
      esac
      row=${row:+$row, }$value
    done
    echo "$row"
  done
}

table() {
  line=+-----------------------------------------------------------------------------------------+
  driver=$(devices | head -n 1 | cut -f 6)
  echo "$line"
  printf '| %-87s |\n' "NVIDIA-SMI (Openhall stand-in)        Driver Version: $driver"
  printf '| %-87s |\n' "*** SIMULATED accelerators: this container is real, these GPUs compute nothing ***"
  echo "$line"
  printf '| %-4s %-32s %-18s %-30s |\n' GPU Name Bus-Id Memory-Usage
  echo "$line"
  devices | while IFS="$tab" read -r index name uuid memory pci driver; do
    printf '| %-4s %-32s %-18s %-30s |\n' "$index" "$name" "$pci" "0MiB / ${memory}MiB"
    printf '| %-4s %-82s |\n' "" "$uuid"
  done
  echo "$line"
}

mode=table fields= format=
for argument in "$@"; do
  case $argument in
    -L | --list-gpus) mode=list ;;
    --query-gpu=*) mode=query fields=${argument#*=} ;;
    --format=*) format=${argument#*=} ;;
    -h | --help) echo "usage: nvidia-smi [-L] [--query-gpu=FIELDS --format=csv[,noheader][,nounits]]"; exit 0 ;;
    *) echo "nvidia-smi (Openhall stand-in): $argument is not simulated" >&2; exit 2 ;;
  esac
done
case $mode in
  list) list ;;
  query) query "$fields" "$format" ;;
  table) table ;;
esac
