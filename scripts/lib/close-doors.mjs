// What a database lets anybody do by default and this one must not. A migration alone cannot: a copy of a database
// begins with the defaults again, so each start says it anew.
const CLOSE = `DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'amarktai_app') THEN
    REVOKE ALL ON _prisma_migrations FROM amarktai_app;
  END IF;
END $$`;

// Only a superuser may take these away; nobody here uses large objects, and they would fill the disk unseen.
const CLOSE_LARGE_OBJECTS =
  "REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC";

/** Takes from everybody what the database's owner can take: temporary tables, tables beside ours, our bookkeeping. */
export const closeDoors = (client) => client.query(CLOSE);

/** Takes what only a superuser can take, in the database the client is connected to. */
export const closeSuperuserDoors = (client) => client.query(CLOSE_LARGE_OBJECTS);

/** Is the login of the application one that can become nobody else? Gives what is wrong in words, or null. */
export async function findRoleFault(client) {
  const { rows } = await client.query(
    `SELECT session_user AS login, r.rolsuper OR r.rolcreaterole OR r.rolbypassrls OR r.rolreplication AS mighty,
       pg_has_role(session_user, 'amarktai_app', 'USAGE') AS member,
       (SELECT string_agg(DISTINCT quote_ident(o.rolname), ', ') FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
         WHERE c.relnamespace = 'public'::regnamespace AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS becomes
     FROM pg_roles r WHERE r.rolname = session_user`,
  );
  const { login, mighty, member, becomes } = rows[0];
  if (mighty) return `its login ${login} has rights over the whole server`;
  if (becomes) return `its login ${login} can become the owner of the tables (${becomes})`;
  if (!member) return `its login ${login} is no member of the role amarktai_app`;
  return null;
}
