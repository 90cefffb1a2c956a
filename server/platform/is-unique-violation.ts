/** Prisma's code for a write that a unique index refused. */
const UNIQUE_VIOLATION = "P2002";

/** True when a unique index refused the write: somebody else, or an earlier try, was there first. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === "PrismaClientKnownRequestError" &&
  (error as Error & { code?: string }).code === UNIQUE_VIOLATION;
