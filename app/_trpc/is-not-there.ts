import { TRPCError } from "@trpc/server";

/** Whether a call failed because what its address names is not there, or cannot be. Other failures the browser meets. */
export const isNotThere = (error: unknown): boolean =>
  error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST");
