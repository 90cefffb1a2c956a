import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { readConfig } from "./core/read-config";
import { whatStops } from "./core/vital-jobs";
import { refuseElsewhere } from "./refuse-elsewhere";
import { refuseUnknownFunction } from "./refuse-unknown";
import { findFunction } from "./store";

/** What pausing a job would stop, for the approval card; it holds while the job is not paused by somebody else. */
export async function previewPause(
  input: { readonly functionId: string },
  _ctx: ActionContext,
): Promise<Result<Preview>> {
  const elsewhere = refuseElsewhere();
  if (elsewhere) return elsewhere;
  const found = await findFunction(input.functionId);
  if (!found) return refuseUnknownFunction(input.functionId);
  const { functionId, paused } = found;
  const { name } = readConfig(found.config, functionId);
  if (paused) return refuse("not_now", `"${name}" is paused already.`);
  const stops = whatStops(functionId) ?? "Nothing that trading needs";
  return accept({
    title: `Pause "${name}"`,
    changes: [
      { label: name, now: "starts runs", after: "starts none; what it misses is not made up for" },
      { label: "What stops", now: "nothing", after: stops },
    ],
    checks: [
      { words: "Stops of open positions stay watched, tick by tick", ok: true },
      { words: "Every page says so until it runs again", ok: true },
    ],
    stateHash: sha256(toCanonicalJson({ functionId, paused })),
  });
}
