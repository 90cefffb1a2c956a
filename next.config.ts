import type { NextConfig } from "next";

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "pg", "pino"],
  // a page takes no body: what is sent to one is not kept while proxy.ts runs
  experimental: { proxyClientMaxBodySize: "8kb" },
  // `npm run check` reads the types of everything, tests included; a start need not do it again
  typescript: { ignoreBuildErrors: true },
};

export default config;
