# syntax=docker/dockerfile:1
# The program with its packages and web; data lie in the volume /data. docs/install.md, "In a container".
FROM node:22-bookworm-slim AS build
# The Node that comes with the packages wants libatomic.
RUN apt-get update && apt-get install -y --no-install-recommends libatomic1
WORKDIR /opt/smartpm
COPY . .
# Installs the packages, builds the web, and ends.
RUN ./smartpm prepare && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && sha256sum package-lock.json | cut -d' ' -f1 > node_modules/.package-lock-sha256

FROM debian:bookworm-slim
# Node's library, setpriv and flock of util-linux, and the certificates of mail servers.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libatomic1 util-linux \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --home-dir /data --shell /usr/sbin/nologin --groups dialout smartpm \
 && install -d -m 0700 -o smartpm -g smartpm /data /backups
COPY --from=build /opt/smartpm /opt/smartpm
USER smartpm
# Plain HTTP within: what is published on the host decides who gets there. docs/install.md, "HTTPS".
ENV SMARTPM_DATA=/data SMARTPM_HOST=0.0.0.0 SMARTPM_HTTPS=off
VOLUME /data
EXPOSE 8180
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m --retries=3 \
  CMD ["/opt/smartpm/node_modules/.bin/node", "-e", "fetch('http://127.0.0.1:8180/readyz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/opt/smartpm/smartpm"]
CMD ["start"]
