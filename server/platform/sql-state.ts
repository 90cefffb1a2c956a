import pg from "pg";

type Wrapped = {
  readonly cause?: { readonly originalCode?: string };
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: string } } };
};

/**
 * The SQLSTATE that the database answered with, wherever Prisma puts it: a failed commit carries it in its cause, a raw
 * statement in its meta, and pg on the error itself. Undefined where the database said nothing: a broken connection, a bug of ours.
 */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code;
  const { cause, meta } = (error ?? {}) as Wrapped;
  return cause?.originalCode ?? meta?.driverAdapterError?.cause?.originalCode;
}
