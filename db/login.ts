import pg from "pg";
import { PLATFORM_ROLE, TENANT_ROLE } from "./tenancy";

const LOGIN = "openhall_web";

/**
 * A login for web and worker that owns nothing and passes by no row security: all that it can do is act as one of the two roles. Given the
 * owner's address of a migrated database, it answers with the login's. Again, it sets the password anew.
 */
export async function ensureLogin(ownerUrl: string, password: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_roles where rolname = $1", [LOGIN]);
    const verb = found.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${LOGIN} LOGIN NOINHERIT PASSWORD ${pg.escapeLiteral(password)}`);
    await client.query(`GRANT ${TENANT_ROLE}, ${PLATFORM_ROLE} TO ${LOGIN}`);
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.username = LOGIN;
  url.password = password;
  return url.href;
}
