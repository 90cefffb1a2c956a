// The only reader of the environment. Values are parsed when first asked for, so that a build needs none.
import { z } from "zod";

const text = z.string().min(1);

const schema = z.object({
  /** The application's role; the supervisor migrates with another one. */
  DATABASE_URL: text,
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  AMARKTAI_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** Where the worker's loopback door listens; the web forwards /api/inngest there. */
  AMARKTAI_WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** The data folder and, where it is elsewhere, the embedded database's: whose disk is watched. */
  AMARKTAI_HOME: z.string().default(""),
  AMARKTAI_DATABASE_FOLDER: z.string().default(""),
  AMARKTAI_MARKET: z.enum(["live", "simulated", "recorded"]).default("simulated"),
  AMARKTAI_CANDLES: z.string().default(""),
  /** How the candle files are to be read, where they do not say it themselves. */
  AMARKTAI_SYMBOL: z.string().max(60).default(""),
  AMARKTAI_COLUMNS: z.string().max(400).default(""),
  AMARKTAI_UNIT: z.enum(["", "s", "ms", "us", "ns"]).default(""),
  AMARKTAI_ZONE: z.string().default(""),
  AMARKTAI_GAPS: z.enum(["keep", "fill", "refuse"]).default("keep"),
  AMARKTAI_SPEED: z.coerce.number().positive().max(3600).default(60),
  AMARKTAI_SEED: z.coerce.number().int().nonnegative().default(42),
  AMARKTAI_DEMO: z.enum(["0", "1"]).default("0"),
  AMARKTAI_DEMO_PASSWORD: z.string().default(""),
  AMARKTAI_VERSION: z.string().default("0.1.0"),
  /** Secrets of the audit chain, the newest first, 64 hexadecimal digits each; only the sealer and verify have them. */
  AMARKTAI_AUDIT_KEY: z.string().default(""),
  /** The file that the head of the audit chain is written to; empty: it is not written down. */
  AMARKTAI_AUDIT_HEADS: z.string().default(""),
  /** the last words of the worker before this one; empty at a first start */
  AMARKTAI_WORKER_ENDED: z.string().default(""),
  /** The public half of the vault's master key: what seals keys of exchanges, and opens nothing. */
  AMARKTAI_VAULT_PUBLIC: z.string().default(""),
  /** The file of its private halves; the worker alone is told where it is. */
  AMARKTAI_VAULT_KEY_FILE: z.string().default(""),
  /** Simulators of exchanges on this machine: "luno=http://127.0.0.1:4101,…". */
  AMARKTAI_SIMULATORS: z.string().default(""),
  /** Development: alerts may go to addresses of this machine and its network, and without TLS. */
  AMARKTAI_ALERTS_PRIVATE: z.enum(["0", "1"]).default("0"),
  /** The way out, as the usual variables name it. */
  HTTPS_PROXY: z.string().default(""),
  https_proxy: z.string().default(""),
  HTTP_PROXY: z.string().default(""),
  http_proxy: z.string().default(""),
  NO_PROXY: z.string().default(""),
  no_proxy: z.string().default(""),
  NEXTAUTH_SECRET: z.string().default(""),
  NEXTAUTH_URL: z.string().default(""),
  INNGEST_SIGNING_KEY: z.string().default(""),
  /** The key before or after a rotation: calls signed with it are taken too. */
  INNGEST_SIGNING_KEY_FALLBACK: z.string().default(""),
  INNGEST_EVENT_KEY: z.string().default(""),
  INNGEST_BASE_URL: z.string().default(""),
  /** Where people reach that server's pages, when it is another address. */
  INNGEST_PAGES_URL: z.string().default(""),
});

export type Env = z.output<typeof schema>;

let cached: Env | undefined;

/** The parsed environment; throws with the name of what is missing. */
export function env(): Env {
  if (cached) return cached;
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new Error(`Environment is incomplete or wrong: ${names}. Start with "npm start", which sets it.`);
  }
  cached = parsed.data;
  return cached;
}

/** The ways out to the internet that the environment names; empty where it names none. */
export function namedProxies(): { readonly https: string; readonly http: string; readonly no: string } {
  const said = env();
  return {
    https: said.HTTPS_PROXY || said.https_proxy,
    http: said.HTTP_PROXY || said.http_proxy,
    no: said.NO_PROXY || said.no_proxy,
  };
}
