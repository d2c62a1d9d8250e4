// The data, as DuckDB makes it and as PostgreSQL declares it. The same for the same number of rows, everywhere.

/**
 * @typedef {object} Dataset
 * @property {string} name
 * @property {string} columns As PostgreSQL has them.
 * @property {string | undefined} key
 * @property {(rows: number) => string} sql For DuckDB.
 */

/**
 * A text of 8 to 40 characters of its own, from a number.
 * @param {string} salt
 */
function words(salt) {
  return `substr(md5('${salt}' || i) || md5(i || '${salt}'), 1, 8 + (hash(i, '${salt}') % 33)::INTEGER)`;
}

/**
 * One of a thousand texts of 8 to 40 characters.
 * @param {string} salt
 */
function repeatedWords(salt) {
  const number = `(hash(i, '${salt}') % 1000)`;
  return `substr(md5('${salt}' || ${number}) || md5(${number} || '${salt}'), 1, 8 + (${number} % 33)::INTEGER)`;
}

/** @type {readonly Dataset[]} */
export const datasets = [
  {
    name: "people",
    key: "id",
    columns: `id bigint, name text, email text, street text, city text, note text,
      score double precision, amount numeric(12,2), active boolean, born date, seen timestamp`,
    // The score has all its digits; every tenth note is not ASCII; the city is one of a thousand.
    sql: (rows) => `SELECT i AS id,
        ${words("name")} AS name, ${words("email")} AS email, ${words("street")} AS street, ${repeatedWords("city")} AS city,
        CASE WHEN i % 10 = 0 THEN 'naïve café №' || i ELSE ${words("note")} END AS note,
        (hash(i, 'score') % 1000000007)::DOUBLE / 999983 AS score,
        (((hash(i, 'amount') % 2000000000)::BIGINT - 1000000000) * 0.01)::DECIMAL(12,2) AS amount,
        hash(i, 'active') % 3 = 0 AS active,
        DATE '1940-01-01' + (hash(i, 'born') % 25000)::INTEGER AS born,
        TIMESTAMP '2015-01-01' + to_microseconds((hash(i, 'seen') % 315360000000000)::BIGINT) AS seen
      FROM range(${rows}) r(i)`,
  },
  {
    name: "numbers",
    key: undefined,
    columns: "a bigint, b integer, c smallint, d double precision, e double precision, f numeric(12,2)",
    // One float with all its digits, one with two after the point.
    sql: (rows) => `SELECT (hash(i, 'a') % 1000000000000)::BIGINT AS a,
        ((hash(i, 'b') % 4000000000)::BIGINT - 2000000000)::INTEGER AS b,
        (hash(i, 'c') % 30000)::SMALLINT AS c,
        (hash(i, 'd') % 1000000007)::DOUBLE / 999983 AS d,
        (hash(i, 'e') % 1000000)::DOUBLE / 100 AS e,
        ((hash(i, 'f') % 2000000000)::BIGINT * 0.01)::DECIMAL(12,2) AS f
      FROM range(${rows}) r(i)`,
  },
  {
    name: "pages",
    key: undefined,
    columns: "body text",
    // 1 KB each, in a tenth as many rows.
    sql: (rows) => `SELECT repeat(md5(i::VARCHAR), 32) AS body FROM range(${rows / 10}) r(i)`,
  },
];
