# docker build --target web -t openhall-web .        docker build --target worker -t openhall-worker .
# Their settings are the variables of .env.example; the image of the worker migrates too: npm run migrate.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM dependencies AS build
COPY . .
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
RUN npm run build

FROM node:24-bookworm-slim AS production
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 TZ=UTC
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY --chown=node:node tsconfig.json ./
COPY --chown=node:node db ./db
COPY --chown=node:node drizzle ./drizzle
COPY --chown=node:node lib ./lib
USER node

FROM production AS web
COPY --chown=node:node next.config.js ./
COPY --chown=node:node public ./public
COPY --chown=node:node web ./web
COPY --chown=node:node --from=build /app/.next ./.next
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "web/main.ts", "--host", "0.0.0.0"]

FROM production AS worker
COPY --chown=node:node worker ./worker
CMD ["node", "--import", "tsx", "worker/main.ts"]

FROM production AS probe
COPY --chown=node:node probe ./probe
ENTRYPOINT ["node", "--import", "tsx", "probe/main.ts"]
