// The corners of the protocol: the same messages are said to a real PostgreSQL and to a gateway, and what they answer is compared.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { type Heard, type Said, WireClient } from "../support/wire-client.js";

const q = (sql: string): Said => ({ kind: "query", sql });
const P = (sql: string, statement = ""): Said => ({ kind: "parse", sql, statement });
const B = (o: object = {}): Said => ({ kind: "bind", ...o });
const E = (portal = "", rowsMax = 0): Said => ({ kind: "execute", portal, rowsMax });
const Dp = (portal = ""): Said => ({ kind: "describe", portal });
const Ds = (statement = ""): Said => ({ kind: "describe", statement });
const S: Said = { kind: "sync" };
const Cp = (portal = ""): Said => ({ kind: "close", portal });
const Cs = (statement = ""): Said => ({ kind: "close", statement });
const G = "select g::int as n from generate_series(1,5) g(g)";
const fails = "select ('x' || g)::int from generate_series(1,1) g(g)";
const scenes: Record<string, Said[]> = {
  "fetch formats": [
    q("begin"),
    q(`declare c cursor for ${G}`),
    P("fetch 2 from c"),
    B({ resultFormats: [1] }),
    Dp(),
    E(),
    S,
    q("commit"),
  ],
  "fetch binary cursor text": [
    q(`begin; declare c binary cursor for ${G}`),
    P("fetch 2 from c"),
    B({ resultFormats: [0] }),
    Dp(),
    E(),
    S,
    q("commit"),
  ],
  "fetch describe statement": [
    q(`begin; declare c cursor for ${G}`),
    P("fetch 2 from c"),
    Ds(),
    B(),
    E(),
    S,
    q("commit"),
  ],
  "move extended": [
    q(`begin; declare c cursor for ${G}`),
    P("move 2 from c"),
    Ds(),
    B(),
    Dp(),
    E(),
    S,
    q("fetch 1 from c"),
    q("commit"),
  ],
  "execute portal twice": [P("select 1 as n"), B(), E(), E(), S],
  "execute set twice": [P("set application_name = 'x'"), B(), E(), E(), S],
  "copy portal twice": [P(`copy (${G}) to stdout`), B(), E(), E(), S],
  "show describe": [P("show datestyle"), Ds(), B(), Dp(), E(), S],
  "execute describe": [q(`prepare a as ${G}`), P("execute a"), Ds(), B({ resultFormats: [1] }), Dp(), E("", 2), E(), S],
  "commit and chain": [
    q("begin isolation level repeatable read read only"),
    q("commit and chain"),
    q("show transaction_isolation"),
    q("show transaction_read_only"),
    q("rollback and chain"),
    q("show transaction_read_only"),
    q("rollback"),
  ],
  "chain failed ro": [
    q("begin isolation level serializable read only deferrable"),
    q("select 'x'::int"),
    q("rollback and chain"),
    q("show transaction_read_only"),
    q("show transaction_isolation"),
    q("show transaction_deferrable"),
    q("rollback"),
  ],
  "chain keeps": [
    q("begin isolation level serializable read only deferrable"),
    q("select 1"),
    q("commit and chain"),
    q("show transaction_read_only"),
    q("show transaction_isolation"),
    q("show transaction_deferrable"),
    q("rollback and no chain"),
    q("show transaction_read_only"),
  ],
  "chain local": [
    q("begin"),
    q("set local application_name = 'x'"),
    q("savepoint a"),
    q("commit and chain"),
    q("show application_name"),
    q("rollback to a"),
    q("rollback"),
  ],
  "chain in multi": [q("begin; select 1; commit and chain; select 2"), q("rollback")],
  "set deferrable late": [q("begin"), q("select 1"), q("set transaction deferrable"), q("rollback")],
  "set deferrable sub": [q("begin"), q("savepoint a"), q("set transaction not deferrable"), q("rollback")],
  "set iso by name": [q("begin"), q("select 1"), q("set transaction_isolation = 'serializable'"), q("rollback")],
  "set iso same": [q("begin"), q("select 1"), q("set transaction isolation level read committed"), q("rollback")],
  "set rw sub of ro": [q("begin read only"), q("savepoint a"), q("set transaction read write"), q("rollback")],
  "set ro sub rw": [
    q("begin"),
    q("savepoint a"),
    q("set transaction read only"),
    q("set transaction read write"),
    q("rollback"),
  ],
  "set late after show": [
    q("begin"),
    q("show datestyle"),
    q("set transaction isolation level serializable"),
    q("show transaction_isolation"),
    q("rollback"),
  ],
  "set after declare": [
    q(`begin; declare c cursor for ${G}`),
    q("set transaction isolation level serializable"),
    q("rollback"),
  ],
  "set script": [q("select 1; set transaction isolation level serializable; show transaction_isolation")],
  "set trans outside": [
    q("set transaction isolation level serializable"),
    q("set transaction read only, isolation level serializable"),
    q("set local datestyle = iso"),
  ],
  "failed set savepoint": [
    q("set application_name = 'one'"),
    q("begin; set application_name = 'two'; savepoint a; set application_name = 'three'"),
    q("select 'x'::int"),
    q("rollback to a"),
    q("show application_name"),
    q("rollback"),
  ],
  "failed set ext": [
    q("set application_name = 'one'"),
    q("begin; set application_name = 'two'"),
    P(fails),
    B(),
    E(),
    S,
    q("rollback"),
  ],
  "chain outside": [q("commit and chain"), q("rollback and chain")],
  "chain failed": [q("begin"), q("select 'x'::int"), q("commit and chain"), q("select 1"), q("rollback")],
  "set transaction late": [q("begin"), q("select 1"), q("set transaction isolation level serializable"), q("rollback")],
  "set transaction rw": [q("begin read only"), q("select 1"), q("set transaction read write"), q("rollback")],
  "set transaction rw early": [
    q("begin read only"),
    q("set transaction read write"),
    q("show transaction_read_only"),
    q("rollback"),
  ],
  "set transaction outside": [q("set transaction read only"), q("show transaction_read_only")],
  "set transaction in savepoint": [
    q("begin"),
    q("savepoint a"),
    q("set transaction isolation level serializable"),
    q("rollback"),
  ],
  "set transaction ro in savepoint": [
    q("begin"),
    q("savepoint a"),
    q("set transaction read only"),
    q("show transaction_read_only"),
    q("rollback to a"),
    q("show transaction_read_only"),
    q("rollback"),
  ],
  "failed parse": [q("begin"), q("select 'x'::int"), P("select 1"), S, P("rollback"), B(), E(), S],
  "failed bind": [P("select 1", "s"), S, q("begin"), q("select 'x'::int"), B({ statement: "s" }), S, q("rollback")],
  "failed describe stmt": [
    P("select 1", "s"),
    S,
    P("begin", "b"),
    S,
    q("begin"),
    q("select 'x'::int"),
    Ds("s"),
    S,
    Ds("b"),
    S,
    q("rollback"),
  ],
  "failed commit ext": [P("commit", "c"), S, q("begin"), q("select 'x'::int"), B({ statement: "c" }), Dp(), E(), S],
  "failed set": [
    q("set application_name = 'one'"),
    q("begin"),
    q("set application_name = 'two'"),
    q("select 'x'::int"),
    q("show application_name"),
    q("rollback"),
    q("show application_name"),
  ],
  "set local savepoint": [
    q("set application_name = 'one'"),
    q("begin"),
    q("set local application_name = 'two'"),
    q("savepoint a"),
    q("set application_name = 'three'"),
    q("rollback to a"),
    q("show application_name"),
    q("commit"),
    q("show application_name"),
  ],
  "set then local": [
    q("set application_name = 'one'"),
    q("begin"),
    q("set application_name = 'two'"),
    q("set local application_name = 'three'"),
    q("show application_name"),
    q("commit"),
    q("show application_name"),
  ],
  "set local outside": [q("set local application_name = 'x'"), q("show application_name")],
  "set_config local": [
    q("set application_name = 'one'"),
    q("begin"),
    q("select set_config('application_name', 'two', true)"),
    q("commit"),
    q("show application_name"),
  ],
  "multi implicit": [
    q("set application_name = 'one'"),
    q("set application_name = 'two'; select 'x'::int"),
    q("show application_name"),
  ],
  "pipeline implicit": [
    q("set application_name = 'one'"),
    P("set application_name = 'two'"),
    B(),
    E(),
    P(fails),
    B(),
    E(),
    S,
    q("show application_name"),
  ],
  "begin in multi": [q("select 1; begin; select 2"), q("rollback")],
  "begin in pipeline": [P("select 1"), B(), E(), P("begin"), B(), E(), S, q("rollback")],
  "commit in multi": [q("select 1; commit; select 2")],
  "rollback in multi": [q("set application_name = 'a'; rollback; show application_name")],
  "savepoint multi": [q("select 1; savepoint a; select 2"), q("savepoint b")],
  "savepoint pipeline": [P("savepoint a"), B(), E(), S],
  "declare outside": [
    q(`declare c cursor for ${G}`),
    q(`declare c cursor for ${G}; fetch 1 from c`),
    q("fetch 1 from c"),
  ],
  "declare hold outside": [q(`declare c cursor with hold for ${G}`), q("fetch 1 from c"), q("close c")],
  "sync closes": [
    P(G, "s"),
    B({ statement: "s", portal: "p" }),
    E("p", 2),
    S,
    E("p", 2),
    S,
    B({ statement: "s" }),
    E("", 1),
    S,
  ],
  "savepoint doubled": [
    q("begin; savepoint a; savepoint a"),
    q("release a"),
    q("release a"),
    q("release a"),
    q("rollback"),
  ],
  "release outer": [q("begin; savepoint a; savepoint b"), q("release a"), q("release b"), q("rollback")],
  "cursor in savepoint": [
    q(`begin; savepoint a; declare c cursor for ${G}; rollback to a`),
    q("fetch 1 from c"),
    q("rollback"),
  ],
  "cursor moved in savepoint": [
    q(`begin; declare c cursor for ${G}; savepoint a; fetch 2 from c; rollback to a; fetch 1 from c`),
    q("rollback"),
  ],
  "hold rollback": [q(`begin; declare c cursor with hold for ${G}; rollback`), q("fetch 1 from c")],
  "hold failed": [
    q(`begin; declare c cursor with hold for ${G}`),
    q("select 'x'::int"),
    q("commit"),
    q("fetch 1 from c"),
  ],
  "hold then failed": [
    q(`begin; declare c cursor with hold for ${G}; fetch 1 from c; commit`),
    q("fetch 1 from c"),
    q("begin; select 'x'::int"),
    q("rollback"),
    q("fetch 1 from c"),
    q("close all"),
  ],
  discard: [
    q("begin"),
    q("discard all"),
    q("rollback"),
    q("discard all"),
    q("discard plans"),
    q("discard temp"),
    q("discard sequences"),
  ],
  deallocate: [P("select 1", "s"), S, q("deallocate all"), B({ statement: "s" }), S, q("deallocate nope")],
  "limit exact": [P(G), B(), E("", 5), E("", 1), S],
  "limit negative": [P(G), B(), E("", 4294967295), S],
  "unnamed replaced by query": [P(G), B(), q("select 1"), E(), S],
  "unnamed stmt replaced by query": [P(G), q("select 1"), B(), E(), S],
  "close unknown": [Cp("x"), Cs("x"), S],
  "describe unknown": [Dp("x"), S, Ds("x"), S],
  "parse over": [P("select 1", "s"), P("select 2", "s"), S],
  "bind over": [
    q("begin"),
    P("select 1", "s"),
    B({ statement: "s", portal: "p" }),
    B({ statement: "s", portal: "p" }),
    S,
    q("rollback"),
  ],
  "cursor over portal": [
    q("begin"),
    P("select 1"),
    B({ portal: "p" }),
    S,
    q(`declare p cursor for ${G}`),
    q("rollback"),
  ],
  "portal over cursor": [q(`begin; declare p cursor for ${G}`), P("select 1"), B({ portal: "p" }), S, q("rollback")],
  "close cursor by message": [q(`begin; declare p cursor for ${G}`), Cp("p"), S, q("fetch 1 from p"), q("rollback")],
  "execute cursor by message": [
    q(`begin; declare p cursor for ${G}`),
    E("p", 2),
    Dp("p"),
    S,
    q("fetch 1 from p"),
    q("rollback"),
  ],
  "fetch portal by sql": [
    q("begin"),
    P(G),
    B({ portal: "p" }),
    E("p", 1),
    S,
    q("fetch 1 from p"),
    q("fetch backward 1 from p"),
    q("rollback"),
  ],
  empty: [q(""), q(" ; ; "), P(""), Ds(), B(), Dp(), E(), S],
  "abort end": [
    q("begin work"),
    q("end"),
    q("start transaction"),
    q("abort transaction"),
    q("begin; begin"),
    q("rollback"),
    q("rollback"),
  ],
  "multi parse": [P("select 1; select 2"), S],
  "param mismatch": [P("select $1::int"), B({ values: ["1", "2"] }), S],
  "fetch zero": [
    q(`begin; declare c scroll cursor for ${G}`),
    q("fetch 0 from c"),
    q("fetch 2 from c"),
    q("fetch 0 from c"),
    q("fetch absolute 0 from c"),
    q("fetch relative 1 from c"),
    q("fetch last from c"),
    q("fetch next from c"),
    q("fetch prior from c"),
    q("fetch backward all from c"),
    q("move all in c"),
    q("rollback"),
  ],
  "no scroll": [
    q(`begin; declare c no scroll cursor for ${G}`),
    q("fetch 2 from c"),
    q("fetch prior from c"),
    q("rollback"),
  ],
  "show in failed": [
    q("begin; select 'x'::int"),
    q("show datestyle"),
    q("set datestyle = iso"),
    q("savepoint a"),
    q("release a"),
    q("rollback to nope"),
    q("rollback"),
  ],
  "rollback to in failed": [q("begin; savepoint a; select 'x'::int"), q("rollback to a"), q("select 1"), q("commit")],
  "close all": [
    q(`begin; declare a cursor for ${G}; declare b cursor for ${G}`),
    q("close all"),
    q("fetch 1 from a"),
    q("rollback"),
  ],
  "close nope": [q("close nope"), q("fetch 1 from nope"), q("move 1 in nope")],
  "binary notices": [q("commit"), q("rollback")],
  "set bad in block": [q("begin; set statement_timeout = 'x'"), q("rollback")],
  reset: [
    q("set statement_timeout = '5s'"),
    q("reset statement_timeout"),
    q("show statement_timeout"),
    q("reset all"),
    q("reset nope"),
  ],
  "isolation forms": [
    q("begin transaction isolation level read uncommitted, read write, not deferrable"),
    q("show transaction_isolation"),
    q("show transaction_deferrable"),
    q("commit"),
    q("set session characteristics as transaction isolation level serializable"),
    q("show default_transaction_isolation"),
    q("show transaction_isolation"),
  ],
};
/** What a client can tell. Texts of hints and details are each server's own. */
const told = ["kind", "sqlstate", "severity", "message", "tag", "status", "values", "name", "value", "oids"];

function tell(heard: Heard): string {
  const fields = (heard.fields as { readonly name: string; readonly format: number }[] | undefined)?.map(
    ({ name, format }) => `${name}/${format}`,
  );
  return JSON.stringify({ ...Object.fromEntries(told.map((field) => [field, heard[field]])), fields });
}

describeWith(["postgres"], "a gateway answers as PostgreSQL does", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  let postgres: Postgres;
  beforeAll(async () => {
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
    const client = await postgres.connect();
    await client.query("CREATE ROLE alice LOGIN");
    await client.end();
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    await postgres?.stop();
    removeDataDir(dataDir);
  });

  it.each(Object.entries(scenes))("to %s", async (_, said) => {
    const answers = async ({ client }: { readonly client: WireClient }): Promise<readonly string[]> => {
      client.say(...said, { kind: "terminate" });
      return (await client.untilClosed()).map(tell);
    };
    const theirs = await answers(await WireClient.login(postgres, "alice", "", { database: postgres.database }));
    const ours = await answers(await WireClient.login(gateway, "sluice", gateway.password, { database: "lake" }));
    expect(ours).toEqual(theirs);
    expect(theirs.length).toBeGreaterThan(1);
  });
});
