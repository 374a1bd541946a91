# Ledgerline for production: one image, the role is the command (api, worker, projector).
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
# Everything durable is in the servers; the process needs no right on its own files.
USER node
EXPOSE 5177
ENTRYPOINT ["node", "dist/main.js"]
CMD ["api"]
