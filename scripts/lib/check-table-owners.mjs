// "One table, one owner": a table is written only from the folder its `/// @owner` in the schema names, and read only
// from there and from the folders that `/// @reader` names.
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { listSources } from "./list-sources.mjs";

const METHOD = /^(find|create|update|upsert|delete|count|aggregate|groupBy)/;
const READ_METHOD = /^(find|count|aggregate|groupBy)/;
// "rows" is the job engine's own
const RAW = /^\$?(queryRaw|queryRawUnsafe|executeRaw|executeRawUnsafe|query|sql|raw|rows)$/;
const WRITES = /\b(insert\s+into|update|delete\s+from|truncate|merge\s+into)\b/i;
const TABLE = /\b(?:from|join|into|update|table|truncate|using)\s+(?:only\s+)?(?:public\.)?"?([a-z_]+)"?/gi;
/** The doors write their own tables, and the engine speaks SQL: one transaction per reply. */
const DOORS = ["server/audit", "server/engine"];
const TEST = /\.test\.tsx?$|\/testing\/|^e2e\//;

/** The models of a schema: {model, owner, readers, accessor, table}, owner undefined where the schema names none. */
export function readModels(schema) {
  return [...schema.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{([\s\S]*?)^\}/gm)].map(
    ([, docs, model, body]) => ({
      model,
      owner: /@owner (\S+)/.exec(docs)?.[1],
      readers: [...docs.matchAll(/@reader (\S+)/g)].map(([, folder]) => folder),
      accessor: model[0].toLowerCase() + model.slice(1),
      table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model,
    }),
  );
}

/** Finds models without an owner, and every use of a table outside its owner's folder; tests may look anywhere. */
export function checkTableOwners(root) {
  const models = readModels(readFileSync(path.join(root, "prisma", "schema.prisma"), "utf8"));
  const ownerless = models
    .filter(({ owner }) => !owner)
    .map(({ model }) => `prisma/schema.prisma: model ${model} has no "/// @owner folder" above it.`);
  const files = listSources(root).filter((file) => /\.tsx?$/.test(file) && !TEST.test(file));
  const uses = files.flatMap((file) => findUses(file, readFileSync(path.join(root, file), "utf8"), models));
  return { problems: [...ownerless, ...uses], looked: `${models.length} tables, ${files.length} files` };
}

function findUses(file, text, models) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const report = (node, model, reads) => {
    const problem = model?.owner && judge(file, model, reads);
    if (!problem) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${problem}`);
  };
  const visit = (node) => {
    report(node, accessedModel(node, models), READ_METHOD.test(node.name?.text ?? ""));
    const sql = sqlOf(node);
    if (sql !== null) for (const model of namedTables(sql, models)) report(node, model, !writes(sql, model));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function judge(file, { table, owner, readers }, reads) {
  const folder = [owner, ...(reads ? readers : [])].find((one) => file.startsWith(`${one}/`));
  if (!folder) return `table ${table} belongs to ${owner}: ask its use-cases.`;
  if (isStore(file) || DOORS.includes(folder)) return null;
  return `table ${table} is touched outside a store.ts: move the query there.`;
}

/** A folder keeps its queries in store.ts, or in the files of store/ where one would be too long. */
const isStore = (file) => path.basename(file) === "store.ts" || path.basename(path.dirname(file)) === "store";

/** `<client>.<model>.<method>`: the model it speaks to. */
function accessedModel(node, models) {
  if (!ts.isPropertyAccessExpression(node) || !METHOD.test(node.name.text)) return undefined;
  const inner = node.expression;
  if (!ts.isPropertyAccessExpression(inner)) return undefined;
  return models.find(({ accessor }) => accessor === inner.name.text);
}

/** Does a raw statement write this table? One statement may write one and read others. */
const writes = (sql, { table }) =>
  sql
    .split(WRITES)
    .some(
      (part, at, parts) =>
        at > 0 && WRITES.test(parts[at - 1]) && new RegExp(`^\\s+"?${table}\\b`).test(part),
    );

/** The tables that a raw statement names. */
function namedTables(sql, models) {
  const names = new Set([...sql.matchAll(TABLE)].map(([, name]) => name));
  return models.filter(({ table }) => names.has(table));
}

function sqlOf(node) {
  if (ts.isTaggedTemplateExpression(node)) return isRaw(node.tag) ? node.template.getText() : null;
  if (!ts.isCallExpression(node) || !isRaw(node.expression)) return null;
  const [first] = node.arguments;
  return first === undefined ? null : first.getText();
}

const isRaw = (node) =>
  (ts.isPropertyAccessExpression(node) && RAW.test(node.name.text)) ||
  (ts.isIdentifier(node) && RAW.test(node.text));
