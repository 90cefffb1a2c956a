import { sqlStateOf } from "./sql-state";

/** Prisma's code for a write that a unique index refused, and the database's own, which a raw statement's failure carries. */
const UNIQUE_VIOLATION = "P2002";
const SQL_UNIQUE_VIOLATION = "23505";

/** True when a unique index refused the write: somebody else, or an earlier try, was there first. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error &&
  ((error.name === "PrismaClientKnownRequestError" &&
    (error as Error & { code?: string }).code === UNIQUE_VIOLATION) ||
    sqlStateOf(error) === SQL_UNIQUE_VIOLATION);
