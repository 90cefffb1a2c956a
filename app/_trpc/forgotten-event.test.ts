// Plants an event, and takes one away, in the compiler's own reading of the project.
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const LIST = path.join(ROOT, "server/audit/core/outbox-message.ts");
const HANDLERS = path.join(ROOT, "components/live/refreshes.ts");
const FIRST = "const outboxEvents = {\n";

/** What the compiler says of the handlers when the list of events reads as given. */
function complaintsWith(list: string): readonly string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [HANDLERS], include: [] },
    ts.sys,
    ROOT,
  );
  const host = ts.createCompilerHost(options);
  const read = host.readFile;
  host.readFile = (file) => (path.resolve(file) === LIST ? list : read(file));
  const program = ts.createProgram([HANDLERS], { ...options, incremental: false, types: [] }, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(HANDLERS))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

// Guards the pages against an event that none of them follows: `npm run check` compiles what is compiled here.
test("an event that joins the list does not compile until what it makes the pages read again is said", {
  timeout: 60_000,
}, () => {
  const list = readFileSync(LIST, "utf8");
  expect(list).toContain(FIRST);
  expect(complaintsWith(list)).toEqual([]);
  const more = list.replace(FIRST, `${FIRST}  "plant/grown": tells<{ plantId: string }>(),\n`);
  expect(complaintsWith(more).join("\n")).toMatch(/Property '"plant\/grown"' is missing/);
  const fewer = list.replace(/^ {2}"wallet\/funded".*\n/m, "");
  expect(complaintsWith(fewer).join("\n")).toContain("wallet/funded");
});
