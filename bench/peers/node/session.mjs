// Who asks? One indexed look-up by the hash of the cookie, as everybody here does it.
import { createHash } from "node:crypto";
import pg from "pg";

export const WORKERS = 2;
export const CONNECTIONS = 4; // for each worker

const SESSION = `SELECT s.user_id FROM accounts_session s JOIN accounts_user u ON u.id = s.user_id
  WHERE s.session_key = $1 AND s.expire_date > now() AND s.seen_at > now() - interval '2 hours'
  AND s.version = u.session_version AND u.is_active`;

export function poolOf(connectionString) {
  return new pg.Pool({ connectionString, max: CONNECTIONS });
}

export async function viewerOf(pool, cookies) {
  const cookie = /(?:^|; )steward_session=([^;]+)/.exec(cookies ?? "")?.[1];
  if (!cookie) return null;
  const key = createHash("sha256").update(cookie).digest("hex");
  const { rows } = await pool.query({ name: "session", text: SESSION, values: [key] });
  return rows[0]?.user_id ?? null;
}
