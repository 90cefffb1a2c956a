// Prisma's schema engine as WebAssembly over pg: its native one would have to be downloaded.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { readMigrations } from "./migrations.mjs";
import { inRoot } from "./paths.mjs";

const FILTERS = { externalTables: [], externalEnums: [] };
const CHAR_OID = 18;
const BPCHAR_OID = 1042;

/**
 * The SQL that leads from the migrations to prisma/schema.prisma, or null when they agree. `url` names a
 * superuser of a Postgres where a shadow database may be made.
 */
export async function diffSchema(url) {
  const schema = { files: [{ path: inRoot("prisma", "schema.prisma"), content: readSchema() }] };
  const engine = await openEngine(url, schema);
  const { stdout, exitCode } = await engine.diff({
    from: { tag: "migrations", ...listMigrations() },
    to: { tag: "schemaDatamodel", ...schema },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: true,
    filters: FILTERS,
  });
  return exitCode === 0 ? null : stdout;
}

const readSchema = () => readFileSync(inRoot("prisma", "schema.prisma"), "utf8");

function listMigrations() {
  const content = readFileSync(inRoot("prisma", "migrations", "migration_lock.toml"), "utf8");
  return {
    baseDir: inRoot("prisma", "migrations"),
    lockfile: { path: "migration_lock.toml", content },
    shadowDbInitScript: "",
    migrationDirectories: readMigrations().map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

async function openEngine(url, schema) {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const wasm = readFileSync(path.join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = schema.files.map((file) => [file.path, file.content]);
  const adapter = bindMigrationAwareSqlAdapterFactory(makeFactory(toFields(url)));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

/** Never a connection string: its database would win, and the "shadow" would be the main database. */
function toFields(url) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    max: 1,
    database: pathname.slice(1),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

function makeFactory(fields) {
  const main = new PrismaPg(fields);
  return {
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => repair(await main.connect()),
    connectToShadowDb: async () => {
      const name = `prisma_shadow_${randomUUID()}`;
      const admin = new pg.Client(fields);
      await admin.connect();
      await admin.query(`CREATE DATABASE "${name}"`);
      const shadow = repair(await new PrismaPg({ ...fields, database: name }).connect());
      const dispose = shadow.dispose.bind(shadow);
      // its pool must have ended before the database can go
      shadow.dispose = async () => {
        await dispose();
        await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
        await admin.end();
      };
      return shadow;
    },
  };
}

let repaired = false;

/**
 * Two faults of adapter-pg: it does not know Postgres's internal "char", which the engine's queries return, and it
 * splits scripts at every semicolon, which breaks function bodies.
 */
function repair(adapter) {
  if (!repaired) repairQueries(Object.getPrototypeOf(Object.getPrototypeOf(adapter)));
  repaired = true;
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

/** On the shared prototype, for transactions query as well. A connection answers one query at a time. */
function repairQueries(prototype) {
  const { performIO, queryRaw } = prototype;
  prototype.performIO = async function perform(query) {
    const result = await performIO.call(this, query);
    const fields = result.fields ?? [];
    this.charColumns = fields.flatMap(({ dataTypeID }, at) => (dataTypeID === CHAR_OID ? [at] : []));
    for (const at of this.charColumns) fields[at].dataTypeID = BPCHAR_OID;
    return result;
  };
  prototype.queryRaw = async function query(statement) {
    const result = await queryRaw.call(this, statement);
    for (const at of this.charColumns) result.columnTypes[at] = ColumnTypeEnum.Character;
    return result;
  };
}
