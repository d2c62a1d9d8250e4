// TPC-H's tables, written as Parquet by DuckDB: the columns, keys, ranges and pools of dbgen, with a hash where it has its generator.
// https://www.tpc.org/tpc_documents_current_versions/pdf/tpc-h_v3.0.1.pdf (clauses 1.4 and 4.2)
import { existsSync, mkdtempSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Other data get another number: what an earlier run left is not taken then. */
const version = 1;

export const tables = ["region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem"];

const nations = `ALGERIA 0, ARGENTINA 1, BRAZIL 1, CANADA 1, EGYPT 4, ETHIOPIA 0, FRANCE 3, GERMANY 3, INDIA 2, INDONESIA 2, IRAN 4, IRAQ 4,
JAPAN 2, JORDAN 4, KENYA 0, MOROCCO 0, MOZAMBIQUE 0, PERU 1, CHINA 2, ROMANIA 3, SAUDI ARABIA 4, VIETNAM 2, RUSSIA 3, UNITED KINGDOM 3,
UNITED STATES 1`;

const colors = `almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon chocolate
coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew
hot indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy olive
orange orchid pale papaya peach peru pink plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow
spring steel tan thistle tomato turquoise violet wheat white yellow`;

const words = `furiously quickly carefully blithely ironic final bold regular express pending even silent accounts deposits packages theodolites
foxes pinto beans instructions dependencies ideas platelets sleep wake haggle nag cajole detect use integrate boost above against along after`;

/** @param {readonly string[]} values */
const listed = (values) => `[${values.map((value) => `'${value}'`).join(", ")}]`;

/** @param {string} text */
const pool = (text) => listed(text.split(/\s+/));

/**
 * From 0 up to, and without, the limit; for each key and number another.
 * @param {string} key
 * @param {number} salt
 * @param {number | string} limit
 */
const random = (key, salt, limit) => `(hash(${key}, ${salt}) % ${limit})::BIGINT`;

/**
 * @param {string} list
 * @param {string} key
 * @param {number} salt
 * @param {number} size
 */
const oneOf = (list, key, salt, size) => `${list}[1 + ${random(key, salt, size)}]`;

/**
 * @param {string} key
 * @param {number} salt
 * @param {number} count
 */
const text = (key, salt, count) =>
  Array.from({ length: count }, (_, word) => oneOf("words", key, salt + word, words.split(/\s+/).length)).join(
    " || ' ' || ",
  );

/** @param {string} nation @param {string} key */
const phone = (nation, key) =>
  `(10 + ${nation}) || '-' || (100 + ${random(key, 91, 900)}) || '-' || (100 + ${random(key, 92, 900)}) || '-' || (1000 + ${random(key, 93, 9000)})`;

/** @param {string} key @param {number} salt */
const balance = (key, salt) => `((${random(key, salt, 1_099_999)} - 99999) / 100.0)::DECIMAL(15,2)`;

/** @param {string} key */
const retailPrice = (key) => `((90000 + (${key} // 10) % 20001 + 100 * (${key} % 1000)) / 100.0)::DECIMAL(15,2)`;

/** Which of a part's four suppliers. @param {string} part @param {string} place @param {number} suppliers */
const supplierOf = (part, place, suppliers) =>
  `(${part} + ${place} * (${suppliers} // 4 + (${part} - 1) // ${suppliers})) % ${suppliers} + 1`;

/**
 * @param {number} scale
 * @returns {Readonly<Record<string, string>>}
 */
function statements(scale) {
  const suppliers = Math.max(20, Math.round(10_000 * scale));
  const parts = Math.max(200, Math.round(200_000 * scale));
  const customers = Math.max(150, Math.round(150_000 * scale));
  const orders = Math.max(1_500, Math.round(1_500_000 * scale));
  const nationRows = nations.split(/,\s+/).map((nation, key) => {
    const [, name, region] = /^(.*) (\d)$/.exec(nation) ?? [];
    return `(${key}, '${name}', ${region})`;
  });
  const lines = `SELECT o_orderkey, o_orderdate, line, o_orderkey * 8 + line AS k, 1 + ${random("o_orderkey * 8 + line", 1, parts)} AS partkey,
    1 + ${random("o_orderkey * 8 + line", 2, 50)} AS quantity, o_orderdate + 1 + ${random("o_orderkey * 8 + line", 3, 121)}::INTEGER AS shipdate
    FROM (SELECT *, unnest(range(1, 2 + ${random("o_orderkey", 20, 7)})) AS line FROM heads)`;
  return {
    region: `SELECT i::INTEGER AS r_regionkey, ${listed(["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"])}[i + 1] AS r_name, ${text("i", 1, 6)} AS r_comment FROM range(5) r(i), pools`,
    nation: `SELECT k::INTEGER AS n_nationkey, name AS n_name, region::INTEGER AS n_regionkey, ${text("k", 1, 6)} AS n_comment FROM (VALUES ${nationRows.join(", ")}) n(k, name, region), pools`,
    supplier: `SELECT i AS s_suppkey, 'Supplier#' || lpad(i::VARCHAR, 9, '0') AS s_name, left(md5(i::VARCHAR), 10 + ${random("i", 1, 15)}::INTEGER) AS s_address,
      ${random("i", 2, 25)}::INTEGER AS s_nationkey, ${phone(random("i", 2, 25), "i")} AS s_phone, ${balance("i", 3)} AS s_acctbal,
      CASE ${random("i", 4, 2000)} WHEN 0 THEN 'slyly Customer ' || ${text("i", 5, 2)} || ' Complaints' WHEN 1 THEN 'Customer silent Recommends' ELSE ${text("i", 5, 8)} END AS s_comment
      FROM range(1, ${suppliers + 1}) r(i), pools`,
    part: `SELECT i AS p_partkey, ${[1, 2, 3, 4, 5].map((salt) => oneOf("colors", "i", salt, 92)).join(" || ' ' || ")} AS p_name,
      'Manufacturer#' || (1 + ${random("i", 6, 5)}) AS p_mfgr, 'Brand#' || (1 + ${random("i", 6, 5)}) || (1 + ${random("i", 7, 5)}) AS p_brand,
      ${oneOf(listed(["STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"]), "i", 8, 6)} || ' ' || ${oneOf(listed(["ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"]), "i", 9, 5)} || ' ' || ${oneOf(listed(["TIN", "NICKEL", "BRASS", "STEEL", "COPPER"]), "i", 10, 5)} AS p_type,
      (1 + ${random("i", 11, 50)})::INTEGER AS p_size, ${oneOf(listed(["SM", "LG", "MED", "JUMBO", "WRAP"]), "i", 12, 5)} || ' ' || ${oneOf(listed(["CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"]), "i", 13, 8)} AS p_container,
      ${retailPrice("i")} AS p_retailprice, ${text("i", 14, 3)} AS p_comment FROM range(1, ${parts + 1}) r(i), pools`,
    partsupp: `SELECT i AS ps_partkey, ${supplierOf("i", "j", suppliers)} AS ps_suppkey, (1 + ${random("i * 4 + j", 1, 9999)})::INTEGER AS ps_availqty,
      ((100 + ${random("i * 4 + j", 2, 99_901)}) / 100.0)::DECIMAL(15,2) AS ps_supplycost, ${text("i * 4 + j", 3, 14)} AS ps_comment FROM range(1, ${parts + 1}) r(i), range(4) s(j), pools`,
    customer: `SELECT i AS c_custkey, 'Customer#' || lpad(i::VARCHAR, 9, '0') AS c_name, left(md5(i::VARCHAR), 10 + ${random("i", 1, 15)}::INTEGER) AS c_address,
      ${random("i", 2, 25)}::INTEGER AS c_nationkey, ${phone(random("i", 2, 25), "i")} AS c_phone, ${balance("i", 3)} AS c_acctbal,
      ${oneOf(listed(["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"]), "i", 4, 5)} AS c_mktsegment, ${text("i", 5, 8)} AS c_comment FROM range(1, ${customers + 1}) r(i), pools`,
    // Two of three customers have orders; of the keys, 8 of 32 are used.
    heads: `SELECT i // 8 * 32 + i % 8 + 1 AS o_orderkey, 1 + c // 2 * 3 + c % 2 AS o_custkey, DATE '1992-01-01' + ${random("i", 2, 2406)}::INTEGER AS o_orderdate
      FROM (SELECT i, ${random("i", 1, Math.floor((customers * 2) / 3) - 1)} AS c FROM range(${orders}) r(i))`,
    lineitem: `SELECT o_orderkey AS l_orderkey, partkey AS l_partkey, ${supplierOf("partkey", random("k", 4, 4), suppliers)} AS l_suppkey, line::INTEGER AS l_linenumber,
      quantity::DECIMAL(15,2) AS l_quantity, (quantity * ${retailPrice("partkey")})::DECIMAL(15,2) AS l_extendedprice, (${random("k", 5, 11)} / 100.0)::DECIMAL(15,2) AS l_discount,
      (${random("k", 6, 9)} / 100.0)::DECIMAL(15,2) AS l_tax, CASE WHEN receiptdate > DATE '1995-06-17' THEN 'N' WHEN ${random("k", 7, 2)} = 0 THEN 'R' ELSE 'A' END AS l_returnflag,
      CASE WHEN shipdate > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus, shipdate AS l_shipdate, o_orderdate + 30 + ${random("k", 8, 61)}::INTEGER AS l_commitdate, receiptdate AS l_receiptdate,
      ${oneOf(listed(["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"]), "k", 9, 4)} AS l_shipinstruct,
      ${oneOf(listed(["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"]), "k", 10, 7)} AS l_shipmode, ${text("k", 11, 3)} AS l_comment
      FROM (SELECT *, shipdate + 1 + ${random("k", 12, 30)}::INTEGER AS receiptdate FROM (${lines})), pools ORDER BY l_orderkey, l_linenumber`,
    orders: `SELECT o_orderkey, o_custkey, status AS o_orderstatus, total::DECIMAL(15,2) AS o_totalprice, o_orderdate,
      ${oneOf(listed(["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"]), "o_orderkey", 3, 5)} AS o_orderpriority, 'Clerk#' || lpad((1 + ${random("o_orderkey", 4, Math.max(10, Math.round(1000 * scale)))})::VARCHAR, 9, '0') AS o_clerk,
      0 AS o_shippriority, CASE WHEN ${random("o_orderkey", 5, 90)} = 0 THEN 'special ' || ${text("o_orderkey", 6, 2)} || ' requests' ELSE ${text("o_orderkey", 6, 6)} END AS o_comment
      FROM heads JOIN (SELECT l_orderkey, sum(l_extendedprice * (1 + l_tax) * (1 - l_discount)) AS total, CASE WHEN bool_and(l_linestatus = 'F') THEN 'F' WHEN bool_or(l_linestatus = 'F') THEN 'P' ELSE 'O' END AS status
      FROM lineitem GROUP BY l_orderkey) ON o_orderkey = l_orderkey, pools ORDER BY o_orderkey`,
  };
}

/**
 * The folder that has one file of each table; those of an earlier run, where there are some.
 * @param {number} scale
 */
export async function tpchFolder(scale) {
  const folder = path.join(tmpdir(), `sluice-tpch-${version}-scale-${scale}`);
  if (existsSync(folder)) return folder;
  const draft = mkdtempSync(`${folder}-`);
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "6GiB",
    temp_directory: path.join(draft, "spill"),
  });
  const duckdb = await instance.connect();
  const texts = statements(scale);
  await duckdb.run(`CREATE TABLE pools AS SELECT ${pool(words)} AS words, ${pool(colors)} AS colors`);
  await duckdb.run(`CREATE TABLE heads AS ${texts["heads"]}`);
  for (const table of tables.toReversed()) {
    const file = path.join(draft, `${table}.parquet`);
    if (table === "orders")
      await duckdb.run(`CREATE OR REPLACE VIEW lineitem AS FROM '${path.join(draft, "lineitem.parquet")}'`);
    await duckdb.run(`COPY (${texts[table]}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
  }
  duckdb.closeSync();
  instance.closeSync();
  renameSync(draft, folder);
  return folder;
}
