#!/usr/bin/env bash
# Starts the platform and stays until the container is stopped; then it stops the services as `down` does.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  kill "$waiting"
  npm run platform -- down
  exit 0
}

npm run platform -- up
sleep infinity &
waiting=$!
trap stop TERM INT
wait "$waiting"
