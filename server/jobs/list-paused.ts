import { readConfig } from "./core/read-config";
import { whatStops } from "./core/vital-jobs";
import { listPausedRows } from "./store";

export type PausedJob = { readonly functionId: string; readonly name: string; readonly stops: string };

/** The paused jobs that trading or safety needs, with what stops while they are. */
export async function listPausedVital(): Promise<readonly PausedJob[]> {
  return (await listPausedRows()).flatMap(({ functionId, config }) => {
    const stops = whatStops(functionId);
    return stops === null ? [] : [{ functionId, name: readConfig(config, functionId).name, stops }];
  });
}
