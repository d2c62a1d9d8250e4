// Views that would tell of the process that PostgreSQL runs in: they tell of the gateway's sessions, or nothing.
// https://www.postgresql.org/docs/18/monitoring-stats.html

/** JSON: an array of objects, one for each session that the reader may see. A setting of the transaction (session-facts.ts). */
export const sessionsSetting = "sluice.sessions";

/** Those that tell of the sessions. */
export const sessionViews: ReadonlySet<string> = new Set([
  "pg_stat_activity",
  "pg_stat_database",
  "pg_stat_gssapi",
  "pg_stat_ssl",
]);

/** To be run once in a new database. All views keep their columns and types. */
export function statisticsStatements(): readonly string[] {
  return [emptyViews, activityView, databaseView, tlsView, gssapiView];
}

/** Of what nobody measures there are no rows; of files that are read, there are no figures. */
const emptyViews = `DO $$
  DECLARE
    emptied record;
  BEGIN
    FOR emptied IN
      SELECT c.relname AS name,
        c.relname ~ '^pg_statio_(all|user|sys)_(tables|indexes)$' AS is_of_relations,
        string_agg(
          CASE
            WHEN a.attname IN ('relid', 'indexrelid', 'schemaname', 'relname', 'indexrelname')
              AND c.relname ~ '^pg_statio_(all|user|sys)_(tables|indexes)$'
            THEN quote_ident(a.attname)
            ELSE format('NULL::%s AS %I', format_type(a.atttypid, a.atttypmod), a.attname)
          END, ', ' ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relkind = 'v' AND c.relnamespace = 'pg_catalog'::regnamespace
        AND c.relname ~ '^pg_(stat_(?!(all|user|sys)_(tables|indexes)$)|statio_|locks$|prepared_xacts$|replication_|wait_events$|aios$)'
      GROUP BY c.relname
    LOOP
      EXECUTE CASE WHEN emptied.is_of_relations
        THEN format('CREATE OR REPLACE VIEW pg_catalog.%I AS SELECT %s FROM pg_catalog.%I',
          emptied.name, emptied.columns, replace(emptied.name, 'statio', 'stat'))
        ELSE format('CREATE OR REPLACE VIEW pg_catalog.%I AS SELECT %s FROM pg_catalog.pg_class WHERE false',
          emptied.name, emptied.columns)
      END;
    END LOOP;
  END
$$`;

/** By the names that sluice.sessions has. */
const sessions = `json_to_recordset(coalesce(nullif(current_setting('${sessionsSetting}', true), ''), '[]')::json) AS s(
  pid integer, role text, client_address text, tls text, application_name text, state text, query text,
  query_start timestamptz, xact_start timestamptz, state_change timestamptz, backend_start timestamptz, wait_event text)`;

const activityView = `CREATE OR REPLACE VIEW pg_catalog.pg_stat_activity AS
  SELECT d.oid AS datid, d.datname, s.pid, NULL::integer AS leader_pid, a.oid AS usesysid, a.rolname AS usename,
    s.application_name, s.client_address::inet AS client_addr, NULL::text AS client_hostname, NULL::integer AS client_port,
    s.backend_start, s.xact_start, s.query_start, s.state_change,
    CASE WHEN s.wait_event LIKE 'Client%' THEN 'Client' WHEN s.wait_event IS NOT NULL THEN 'Extension' END AS wait_event_type,
    s.wait_event, CASE WHEN s.state = 'waiting' THEN 'active' ELSE s.state END AS state,
    NULL::xid AS backend_xid, NULL::xid AS backend_xmin, NULL::bigint AS query_id, s.query, 'client backend'::text AS backend_type
  FROM ${sessions}
    JOIN pg_database d ON d.datname = current_database()
    LEFT JOIN pg_authid a ON a.rolname = s.role`;

const databaseView = `DO $$
  BEGIN
    EXECUTE (
      SELECT 'CREATE OR REPLACE VIEW pg_catalog.pg_stat_database AS SELECT ' || string_agg(
        CASE a.attname
          WHEN 'datid' THEN 'd.oid AS datid'
          WHEN 'datname' THEN 'd.datname'
          WHEN 'numbackends' THEN '(SELECT count(*)::integer FROM pg_catalog.pg_stat_activity s WHERE s.datid = d.oid) AS numbackends'
          ELSE format('NULL::%s AS %I', format_type(a.atttypid, a.atttypmod), a.attname)
        END, ', ' ORDER BY a.attnum) || ' FROM pg_catalog.pg_database d'
      FROM pg_attribute a WHERE a.attrelid = 'pg_catalog.pg_stat_database'::regclass AND a.attnum > 0
    );
  END
$$`;

const tlsView = `CREATE OR REPLACE VIEW pg_catalog.pg_stat_ssl AS
  SELECT s.pid, s.tls IS NOT NULL AS ssl, s.tls AS version, NULL::text AS cipher, NULL::integer AS bits,
    NULL::text AS client_dn, NULL::numeric AS client_serial, NULL::text AS issuer_dn
  FROM ${sessions}`;

const gssapiView = `CREATE OR REPLACE VIEW pg_catalog.pg_stat_gssapi AS
  SELECT s.pid, false AS gss_authenticated, NULL::text AS principal, false AS encrypted, false AS credentials_delegated
  FROM ${sessions}`;
