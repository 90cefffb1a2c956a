import pino from "pino";
import { env } from "./env";

/** Structured log of one part of the system, to standard output. Never pass secrets. */
export const logger = (part: string) =>
  pino({
    name: part,
    level: env().AMARKTAI_LOG_LEVEL,
    base: { part },
    redact: ["password", "token", "secret", "*.password", "*.token", "*.secret"],
    timestamp: pino.stdTimeFunctions.isoTime,
  });
