import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Where the pages listen for their own door: in a folder that only this user can enter, gone with the run. Not in the
 * data folder, whose path may be longer than a socket's can be.
 */
export function pagesSocket(run) {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-"));
  run.closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "pages");
}
