#!/usr/bin/env bash
# Starts the platform and stays until the container is stopped; then it stops the services as `down` does.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  [ -z "${waiting:-}" ] || kill "$waiting"
  npm run platform -- down
  exit 0
}

# First: services are healthy before `up` ends, and whoever stops the container then must not leave them behind.
trap stop TERM INT
npm run platform -- up
sleep infinity &
waiting=$!
wait "$waiting"
