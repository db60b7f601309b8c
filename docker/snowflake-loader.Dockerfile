# The loader: keeps the warehouse equal to the lake. Built by `npx nx image snowflake-loader`.

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
RUN npx nx build snowflake-loader

# The drivers of the warehouses load files of their own and so are not in the bundle.
FROM node:20.20.2-bookworm-slim${NODE_DIGEST} AS drivers
WORKDIR /drivers
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20.20.2-bookworm-slim${NODE_DIGEST}
WORKDIR /app
# The files belong to root, so that the program cannot change itself.
COPY --from=drivers /drivers/node_modules node_modules
COPY nx.json ./
COPY libs/pipelines libs/pipelines
COPY --from=build /workspace/dist/apps/snowflake-loader ./
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# The image's user node.
USER 1000:1000
EXPOSE 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/main.js"]
CMD ["load", "--follow", "--listen", "0.0.0.0:9464"]
