import pino from "pino";
import { env } from "./env";

const SECRETS = [
  "password",
  "passphrase",
  "token",
  "secret",
  "apiKey",
  "privateKey",
  "credentials",
  "authorization",
];
/** By name, three levels deep: errors of clients carry their options and headers. */
const REDACTED = ["", "*.", "*.*."].flatMap((level) => SECRETS.map((name) => `${level}${name}`));

/** Structured log of one part of the system, to standard output. Never pass secrets. */
export const logger = (part: string) =>
  pino({
    name: part,
    level: env().AMARKTAI_LOG_LEVEL,
    base: { part },
    redact: REDACTED,
    timestamp: pino.stdTimeFunctions.isoTime,
  });
