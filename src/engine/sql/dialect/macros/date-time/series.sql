-- generate_series, as a list.
CREATE MACRO pg.has_one_sign(months, days, us) AS (months >= 0 AND days >= 0 AND us >= 0) OR (months <= 0 AND days <= 0 AND us <= 0);
-- A list is held as a whole.
CREATE MACRO pg.checked_step(a, b, i, most) AS CASE
  WHEN (CAST(epoch_us(b) AS HUGEINT) - epoch_us(a)) // nullif(CAST(pg.interval_key(i) AS HUGEINT), 0) > most
    THEN CAST(pg.raise_long_series(most) AS INTERVAL)
  WHEN pg.interval_key(i) = 0 THEN CAST(pg.raise('22023', 'step size cannot equal zero') AS INTERVAL)
  WHEN NOT pg.has_one_sign(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i)) THEN CAST(pg.raise('0A000', 'a step with parts of both signs is not supported') AS INTERVAL)
  ELSE i END;
CREATE MACRO pg.timestamp_series(a, b, step, most := 10000000) AS generate_series(a, b, pg.checked_step(a, b, step, most));
CREATE MACRO pg.series_by_us(a, b, us) AS list_transform(generate_series(epoch_us(a), epoch_us(b), us), lambda u: make_timestamptz(u));
-- Days and months are of the session's clocks, from one to the next.
CREATE MACRO pg.timestamptz_series(a, b, step, most := 10000000) AS CASE
  WHEN pg.interval_months(step) = 0 AND pg.interval_days(step) = 0 THEN pg.series_by_us(a, b, pg.interval_us(pg.checked_step(a, b, step, most)))
  ELSE generate_series(a, b, pg.checked_step(a, b, step, most)) END;
