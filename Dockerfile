# Base images are pinned by version. To pin by digest as well, write NAME:VERSION@sha256:…, as
# `docker buildx imagetools inspect NAME:VERSION` prints it, in both places below.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.production.json ./
COPY tools/generate-prisma.mjs tools/package.mjs tools/
COPY prisma prisma
COPY prisma.config.ts ./
COPY programmes programmes
COPY src src
RUN npm run --silent generate && node tools/package.mjs /app

FROM node:24.11.1-bookworm-slim
# Where a platform has no other health check: whether the API or the worker in this container says that it lives.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/src/cli/amphoe-ita.js", "health"]
WORKDIR /app
COPY --from=build /app /app
RUN ln -s /app/src/cli/amphoe-ita.js /usr/local/bin/amphoe-ita && chmod 755 /app/src/cli/amphoe-ita.js
# Two malloc arenas: Temporal's core allocates in many threads, and would hold a hundred megabytes more.
ENV NODE_ENV=production HOST=0.0.0.0 METRICS_PORT=9464 METRICS_HOST=0.0.0.0 MIGRATE_ON_START=false WORKFLOW_BUNDLE=/app/workflow-bundle.js MALLOC_ARENA_MAX=2
USER 10001:10001
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/src/cli/amphoe-ita.js"]
CMD ["api"]
