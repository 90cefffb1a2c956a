import { readFileSync } from "node:fs";
import path from "node:path";
import { listSources } from "./list-sources.mjs";

const LINES_MAX = 400;

/** Finds hand-written files of more than 400 lines. */
export function checkLineCap(root) {
  const files = listSources(root);
  const problems = files.flatMap((file) => {
    const lines = readFileSync(path.join(root, file), "utf8").trimEnd().split("\n").length;
    return lines > LINES_MAX
      ? [`${file}: ${lines} lines, ${LINES_MAX} at most: split it by what it does.`]
      : [];
  });
  return { problems, looked: `${files.length} files` };
}
