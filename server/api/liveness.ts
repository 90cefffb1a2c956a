import { env } from "@/server/platform/env";

export type Liveness = { readonly status: "ok"; readonly version: string; readonly uptimeS: number };

/** That this process answers; says nothing of the database or the worker. */
export const liveness = (): Liveness => ({
  status: "ok",
  version: env().AMARKTAI_VERSION,
  uptimeS: Math.floor(process.uptime()),
});
