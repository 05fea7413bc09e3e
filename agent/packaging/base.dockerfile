# Node and the firewall's tool, by which the agent keeps instances apart.
FROM node:24-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends iptables && rm -rf /var/lib/apt/lists/*
