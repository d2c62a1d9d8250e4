-- name: time series in buckets of five minutes
SELECT floor(extract(epoch from "at")/300)*300 AS "time", avg(value) AS "value" FROM events WHERE "at" BETWEEN '2023-01-01T00:00:00Z' AND '2024-12-31T23:59:59.999Z' GROUP BY 1 ORDER BY 1;

-- name: time series by metric
SELECT floor(extract(epoch from "at")/86400)*86400 AS "time", kind AS metric, count(*) AS "count" FROM events GROUP BY 1, 2 ORDER BY 1, 2;

-- name: raw points
SELECT "at" AS "time", value FROM events WHERE "at" BETWEEN '2024-01-01T00:00:00Z' AND '2024-06-30T00:00:00Z' AND value IS NOT NULL ORDER BY "at", id;

-- name: epoch as time
SELECT extract(epoch from ordered_at) AS "time", amount FROM orders WHERE ordered_at >= '2024-01-01T00:00:00Z' ORDER BY 1, 2;

-- name: epoch column in buckets
SELECT floor((epoch)/3600)*3600 AS "time", sum(value) AS "total" FROM events WHERE epoch >= 1672531200 AND epoch <= 1704067200 GROUP BY 1 ORDER BY 1;

-- name: bins of a date function
SELECT date_bin('15 minutes', ordered_at, TIMESTAMP '2001-01-01') AS "time", count(*) AS n FROM orders GROUP BY "time" ORDER BY "time" LIMIT 100;

-- name: bins of moments in a zone
SELECT date_bin('1 hour'::interval, "at", '2020-01-01T00:00:00Z'::timestamptz) AS "time", max(value) AS value FROM events GROUP BY 1 ORDER BY 1 LIMIT 100;

-- name: table panel
SELECT kind, user_id, value, "at" FROM events ORDER BY id DESC LIMIT 50;

-- name: stat panel
SELECT count(*)::float8 / NULLIF(count(DISTINCT user_id), 0) AS "events per user" FROM events;

-- name: variable query
SELECT DISTINCT kind AS __text, kind AS __value FROM events ORDER BY 1;

-- name: variable with several values
SELECT count(*) FROM events WHERE kind IN ('view','click') AND path ~ '^/(shop|blog)/';

-- name: rate between points
SELECT "at" AS "time", (value - lag(value) OVER w) / NULLIF(extract(epoch from "at" - lag("at") OVER w), 0) AS rate FROM events WHERE kind = 'buy' WINDOW w AS (ORDER BY "at", id) ORDER BY "at", id LIMIT 80;

-- name: moving average
SELECT day AS "time", avg(sum(value)) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS "7 days" FROM events GROUP BY day ORDER BY day;

-- name: filled gaps
SELECT g AS "time", coalesce(count(e.id), 0) AS value FROM generate_series('2024-02-25'::timestamptz, '2024-03-12'::timestamptz, '1 day'::interval) g LEFT JOIN events e ON e."at" >= g AND e."at" < g + '1 day'::interval GROUP BY 1 ORDER BY 1;

-- name: histogram
SELECT width_bucket(value, -60, 180, 12) AS bucket, min(value), max(value), count(*) FROM events GROUP BY bucket ORDER BY bucket;

-- name: heat map
SELECT extract(isodow from "at") AS "day of week", extract(hour from "at") AS hour, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2;

-- name: annotations
SELECT "at" AS time, "at" + interval '1 hour' AS timeend, kind || ': ' || coalesce(path, '-') AS text, concat_ws(',', kind, user_id::text) AS tags FROM events WHERE kind = 'buy' ORDER BY id LIMIT 20;

-- name: alert rule
SELECT now() > '2020-01-01'::timestamptz AS is_past, count(*) FILTER (WHERE value < 0) AS below, count(*) FILTER (WHERE value >= 0) AS above, bool_and(value > -1000) AS sane FROM events;

-- name: latest value of each
SELECT DISTINCT ON (kind) kind AS metric, "at" AS "time", value FROM events WHERE value IS NOT NULL ORDER BY kind, "at" DESC, id;
