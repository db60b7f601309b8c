# The local platform with everything it needs, for machines without Java, Maven or Python, and for Windows.
# Build from the root of the repository: docker build -f docker/platform.Dockerfile .
# The image's user node is 1000:1000.

# Pins the base to bytes, as `@sha256:...`.
ARG NODE_DIGEST=

FROM node:20.20.2-bookworm-slim${NODE_DIGEST}

# Debian removes a package version when it publishes the next: a pinned one would stop building.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    ca-certificates \
    maven \
    openjdk-17-jre-headless \
    procps \
    python3 \
    python3-venv \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=1000 --group=1000 /platform

USER 1000:1000
WORKDIR /platform
COPY --chown=1000:1000 . .

# A named volume takes the owner of the folder it covers.
RUN node tools/setup/main.mjs setup && mkdir -p .platform/local

HEALTHCHECK --interval=30s --timeout=30s --start-period=120s --retries=3 \
  CMD ["npm", "run", "--silent", "platform", "--", "status"]
CMD ["docker/keep-up.sh"]
