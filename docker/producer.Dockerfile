# The producer: brings events into Kafka. Built by `npx nx image producer`.

# Pins the base to bytes, as `@sha256:...`; a build that is pushed fills it in.
ARG NODE_DIGEST=

FROM node:20.20.2-bookworm-slim${NODE_DIGEST} AS build
# The bundle hides its packages: the bill of materials is made from this stage.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
WORKDIR /workspace
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
ENV NX_DAEMON=false NX_TUI=false
# All of it: Nx reads every project before it builds one.
COPY . .
RUN npx nx build producer

FROM node:20.20.2-bookworm-slim${NODE_DIGEST}
WORKDIR /app
# The files belong to root, so that the program cannot change itself.
COPY nx.json ./
COPY libs/pipelines libs/pipelines
COPY --from=build /workspace/dist/apps/producer ./
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# The image's user node.
USER 1000:1000
# It ends by itself: how it ended is its health.
HEALTHCHECK NONE
ENTRYPOINT ["node", "/app/main.js"]
CMD ["--help"]
