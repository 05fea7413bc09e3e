#!/bin/sh
# The agent in a container of the engine whose instances it keeps:
#   sh container.sh enroll --url https://… --token oh_enrol_…    once
#   sh container.sh start                                        then, and again for each new image: instances run on
#   sh container.sh stop | doctor | inventory --json
# OPENHALL_AGENT_IMAGE names the image, OPENHALL_AGENT_FLAGS what `docker run` needs besides, such as "--gpus all", OPENHALL_AGENT_STATE_DIR
# where its key and identity are kept: where the unit has them too, unless it says.
set -eu
image=${OPENHALL_AGENT_IMAGE:-openhall-agent}
name=openhall-agent
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
state=${OPENHALL_AGENT_STATE_DIR:-/var/lib/openhall-agent}

# The host's network is where the engine's rules and ports are; an engine that remaps users needs root of the host, whose the socket is.
# The working directory is the engine's own: made in the container, whose disk is the engine's, it tells how much of that is free.
in_container() {
  # made by the engine, it would belong to the root that the engine remaps to
  [ -d "$state" ] || mkdir -p -m 700 "$state"
  # shellcheck disable=SC2086
  docker run $how --network host --userns host --cap-drop ALL --cap-add NET_ADMIN --cap-add NET_RAW \
    --security-opt no-new-privileges --read-only --tmpfs /run --tmpfs /tmp --log-driver local \
    --workdir "$(docker info --format '{{.DockerRootDir}}')" \
    --volume "${socket#unix://}":/var/run/docker.sock --volume "$state":/var/lib/openhall-agent \
    --volume /etc/os-release:/etc/os-release:ro \
    --env OPENHALL_RENTAL_IMAGE --env OPENHALL_DISK_FLOOR_GIB --env LOG_LEVEL ${OPENHALL_AGENT_FLAGS:-} "$image" "$@"
}

case ${1:-} in
start)
  shift
  docker image inspect "$image" >/dev/null
  docker stop "$name" >/dev/null 2>&1 || true
  docker rm "$name" >/dev/null 2>&1 || true
  how="--detach --name $name --restart unless-stopped"
  in_container run "$@"
  ;;
stop)
  docker stop "$name"
  ;;
enroll | doctor | inventory)
  how=--rm
  in_container "$@"
  ;;
*)
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
  exit 2
  ;;
esac
