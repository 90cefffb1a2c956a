import { randomBytes } from "node:crypto";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

let own: TestDatabase;
let owner: Client;
const thief = `amarktai_thief_${randomBytes(4).toString("hex")}`;
const password = randomBytes(12).toString("hex");
const FACTS = { account: "", user: "", transaction: "0" };

beforeAll(async () => {
  own = await createTestDatabase();
  owner = new Client({ connectionString: own.ownerUrl });
  await owner.connect();
  // a login as the application has one: nothing but a member of its role
  await owner.query(`CREATE ROLE ${thief} LOGIN PASSWORD '${password}' IN ROLE amarktai_app`);
  const one = async (sql: string) => Object.values((await owner.query(sql)).rows[0] ?? {})[0] as string;
  FACTS.user = await one(`INSERT INTO app_user ("name", "createdAt") VALUES ('Owner', now()) RETURNING "id"`);
  FACTS.account =
    await one(`INSERT INTO ledger_account ("userId", "book", "venue", "asset", "kind") VALUES ('${FACTS.user}',
      'paper', 'paper:binance', 'USDT', 'available') RETURNING "id"`);
  FACTS.transaction =
    await one(`INSERT INTO ledger_transaction ("userId", "book", "kind", "ref", "marketAt", "wallAt") VALUES
      ('${FACTS.user}', 'paper', 'deposit', 'theft', now(), now()) RETURNING "id"::text`);
});
afterAll(async () => {
  await owner.query(`REASSIGN OWNED BY ${thief} TO CURRENT_USER`);
  await owner.query(`DROP OWNED BY ${thief}`);
  await owner.query(`DROP ROLE ${thief}`);
  await owner.end();
  await own.drop();
});

/** Runs statements one after the other as the thief, each on its own; gives what the database said to each. */
async function asThief(...statements: string[]): Promise<string[]> {
  const url = new URL(own.ownerUrl);
  url.username = thief;
  url.password = password;
  const client = new Client({ connectionString: url.href });
  client.on("error", () => {});
  await client.connect();
  const said: string[] = [];
  for (const sql of statements) {
    said.push(
      await client.query(sql).then(
        () => "done",
        (error: Error) => error.message,
      ),
    );
  }
  await client.end().catch(() => {});
  return said;
}

const thiefRights = async () =>
  (
    await owner.query(
      `SELECT rolsuper, rolcreaterole, rolcreatedb,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
       FROM pg_roles r WHERE rolname = $1`,
      [thief],
    )
  ).rows[0];
const balance = async () =>
  (await owner.query(`SELECT "balance"::text FROM ledger_account WHERE "id" = $1`, [FACTS.account])).rows[0]
    ?.balance;

test("a shadowed ledger account makes nobody owner of the tables", async () => {
  await asThief(
    `CREATE FUNCTION pg_temp.steal() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN EXECUTE 'ALTER ROLE ${thief} SUPERUSER'; RETURN NEW; END $$`,
    "CREATE TEMP TABLE ledger_account (LIKE public.ledger_account INCLUDING DEFAULTS)",
    "INSERT INTO pg_temp.ledger_account SELECT * FROM public.ledger_account",
    `CREATE TRIGGER steal BEFORE UPDATE ON pg_temp.ledger_account FOR EACH ROW EXECUTE FUNCTION pg_temp.steal()`,
    `INSERT INTO public.ledger_entry ("transactionId", "accountId", "asset", "amount")
       VALUES (${FACTS.transaction}, '${FACTS.account}', 'USDT', 0)`,
  );
  expect(await thiefRights()).toEqual({
    rolsuper: false,
    rolcreaterole: false,
    rolcreatedb: false,
    memberships: 1,
  });
});

test("a shadowed ledger lets no transaction through that does not sum to zero", async () => {
  await asThief(
    "CREATE TEMP TABLE ledger_entry (LIKE public.ledger_entry)",
    `INSERT INTO public.ledger_entry ("transactionId", "accountId", "asset", "amount")
       VALUES (${FACTS.transaction}, '${FACTS.account}', 'USDT', 1000000)`,
  );
  expect(await balance()).toBe("0.000000000000000000");
  const { rows } = await owner.query(`SELECT "amount" FROM ledger_entry WHERE "amount" <> 0`);
  expect(rows).toEqual([]);
});

test("a shadowed table in a schema of the thief's own is not found either", async () => {
  const [schema] = await asThief(
    `CREATE SCHEMA ${thief}`,
    `CREATE TABLE ${thief}.ledger_entry (LIKE public.ledger_entry)`,
    `SET search_path = ${thief}, public`,
    `INSERT INTO public.ledger_entry ("transactionId", "accountId", "asset", "amount")
       VALUES (${FACTS.transaction}, '${FACTS.account}', 'USDT', 1000000)`,
  );
  expect(schema).toMatch(/permission denied/);
  expect(await balance()).toBe("0.000000000000000000");
});

const REFUSED =
  /permission denied|must be (owner|superuser)|only superuser|Only roles|does not exist|policy/i;
test.each([
  ["a table in the session's own schema", "CREATE TEMP TABLE t (id int)"],
  ["a function in it", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
  [
    "an operator in it",
    "CREATE OPERATOR pg_temp.+ (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = numeric_sub)",
  ],
  ["a table beside ours", "CREATE TABLE public.t (id int)"],
  ["a view beside ours", "CREATE VIEW public.v AS SELECT 1"],
  ["a function beside ours", "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
  [
    "an operator beside ours",
    "CREATE OPERATOR public.### (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = numeric_sub)",
  ],
  [
    "a function of ours made anew",
    "CREATE OR REPLACE FUNCTION public.ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
  ],
  ["a schema", "CREATE SCHEMA evil"],
  ["an extension that reaches other databases", "CREATE EXTENSION dblink"],
  ["a language", "CREATE LANGUAGE plpython3u"],
  ["a database", "CREATE DATABASE evil"],
  ["a role", "CREATE ROLE evil SUPERUSER"],
  ["a larger role for itself", `ALTER ROLE ${thief} SUPERUSER`],
  ["the owner's role", "SET ROLE postgres"],
  ["the owner's session", "SET SESSION AUTHORIZATION postgres"],
  ["membership of the owner", `GRANT postgres TO ${thief}`],
  ["membership that reads files", `GRANT pg_read_server_files TO ${thief}`],
  ["triggers that sleep", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL"],
  ["triggers that sleep for a session", "SET session_replication_role = replica"],
  [
    "a trigger of its own on our table",
    "CREATE TRIGGER t BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION orders_guard()",
  ],
  ["a rule on our table", "CREATE RULE r AS ON INSERT TO ledger_entry DO INSTEAD NOTHING"],
  ["a program of the server", "COPY (SELECT 1) TO PROGRAM 'id'"],
  ["a program of the server's words", "COPY outbox_event FROM PROGRAM 'id'"],
  ["a file of the server", "SELECT pg_read_file('/etc/passwd')"],
  ["a folder of the server", "SELECT pg_ls_dir('.')"],
  ["a file as a table", "COPY outbox_event FROM '/etc/passwd'"],
  ["a file as a large object", "SELECT lo_import('/etc/passwd')"],
  ["a large object to fill the disk", "SELECT lo_from_bytea(0, 'x')"],
  ["another large object", "SELECT lo_create(0)"],
  ["the passwords", "SELECT * FROM pg_authid"],
  ["the server's settings", "ALTER SYSTEM SET fsync = off"],
  ["the database's settings", "ALTER DATABASE postgres SET search_path = evil"],
  ["everybody's search path", `ALTER ROLE ALL SET search_path = evil`],
  ["what the migrations say", "SELECT * FROM _prisma_migrations"],
  [
    "a migration that never ran",
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '1', '2')`,
  ],
  ["a balance out of nothing", `UPDATE ledger_account SET "balance" = 1`],
  ["the ledger's past", `UPDATE ledger_entry SET "amount" = 1`],
  ["a fill that was", `DELETE FROM fill`],
  ["a decision that was", "DELETE FROM decision"],
  ["the numbers of the audit trail", `SELECT setval('"audit_entry_seq_seq"', 1)`],
  ["all of the audit trail at once", "TRUNCATE audit_entry"],
  ["the owner's functions called by hand", "SELECT public.ledger_book_entry()"],
])("the application's login cannot have %s", async (_what, sql) => {
  const [said] = await asThief(sql);
  expect(said).toMatch(REFUSED);
});

test("an account begins with nothing, whoever opens it", async () => {
  const [said] = await asThief(
    `INSERT INTO ledger_account ("userId", "book", "venue", "asset", "kind", "balance")
       VALUES ('${FACTS.user}', 'paper', 'paper:binance', 'BTC', 'available', 1000000)`,
  );
  expect(said).toMatch(/begins with nothing/);
});

test("every function of ours pins its search path, and none that acts as the owner is anybody's to call", async () => {
  const { rows } = await owner.query<{
    name: string;
    path: string | null;
    definer: boolean;
    anybody: boolean;
  }>(
    `SELECT p.oid::regprocedure::text AS name, p.prosecdef AS definer,
       (SELECT substring(c FROM 'search_path=(.*)') FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%') AS path,
       EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE') AS anybody
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  );
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.filter(({ path }) => path !== "pg_catalog, public, pg_temp")).toEqual([]);
  expect(rows.filter(({ anybody }) => anybody)).toEqual([]);
});

test("no table is anybody's, and nothing that must stay can be changed by the application", async () => {
  const { rows } = await owner.query<{ name: string; grantee: string; rights: string }>(
    `SELECT c.relname AS name, coalesce(r.rolname, 'PUBLIC') AS grantee, string_agg(a.privilege_type, ' ' ORDER BY 1) AS rights
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a
       LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p') AND a.grantee <> c.relowner GROUP BY 1, 2`,
  );
  const rightsOf = new Map(
    rows.map(({ name, grantee, rights }) => [`${name} ${grantee}`, rights.split(" ").sort().join(" ")]),
  );
  expect(rows.filter(({ grantee }) => grantee !== "amarktai_app")).toEqual([]);
  for (const kept of [
    "audit_entry",
    "audit_seal",
    "ledger_transaction",
    "ledger_entry",
    "ledger_account",
    "fill",
    "order_event",
    "decision",
  ])
    expect([kept, rightsOf.get(`${kept} amarktai_app`)]).toEqual([kept, "INSERT SELECT"]);
  expect([...rightsOf].filter(([, rights]) => /TRUNCATE|TRIGGER|REFERENCES|MAINTAIN/.test(rights))).toEqual(
    [],
  );
});

type Doors = { findRoleFault: (client: Client) => Promise<string | null> };

test("a start says which login of the application can become the owner", async () => {
  const { findRoleFault } = (await import(path.join(import.meta.dirname, "lib/close-doors.mjs"))) as Doors;
  const judge = async (name: string | null) => {
    const url = new URL(own.url);
    if (name) Object.assign(url, { username: name, password, search: "" });
    const client = new Client({ connectionString: url.href });
    await client.connect();
    return findRoleFault(client).finally(() => client.end());
  };
  expect(await judge(thief)).toBeNull();
  // acting as the application by an option is undone by RESET ROLE
  expect(await judge(null)).toMatch(/rights over the whole server/);
  await owner.query(`REVOKE amarktai_app FROM ${thief}`);
  expect(await judge(thief)).toMatch(/no member of the role/);
  await owner.query(`GRANT postgres TO ${thief}`);
  expect(await judge(thief)).toMatch(/can become the owner/);
  await owner.query(`REVOKE postgres FROM ${thief}`);
  await owner.query(`GRANT amarktai_app TO ${thief}`);
});
