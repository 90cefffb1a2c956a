/** Whatever may hold a key: by its name, so that one more is kept from the pages without anybody thinking of it. */
const SECRET = /KEY|SECRET|PASSW|TOKEN|CREDENTIAL|^DATABASE_|^PG/i;
/** The web signs sessions and reads the database as the application's role; that is all it holds. */
const OF_WEB = ["NEXTAUTH_SECRET", "DATABASE_URL"];
/** Only with a job server outside: its calls are checked before their bodies are read. */
const WITH_JOB_SERVER = ["INNGEST_SIGNING_KEY", "INNGEST_SIGNING_KEY_FALLBACK"];

/** What the web process is told of an environment: everything but the keys it has no use for. */
export function webEnv(env) {
  const kept = [...OF_WEB, ...(env.INNGEST_BASE_URL ? WITH_JOB_SERVER : [])];
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !SECRET.test(name) || kept.includes(name)),
  );
}

/** What the worker is told: everything but the key of the sessions. */
export function workerEnv({ NEXTAUTH_SECRET: _, ...env }) {
  return env;
}
