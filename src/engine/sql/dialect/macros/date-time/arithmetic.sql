-- Dates, times and moments: arithmetic.
-- What is beyond DuckDB's own range is DuckDB's own error. Infinity stays what it is.
CREATE MACRO pg.date_pli(d, n) AS CASE WHEN d + n BETWEEN DATE '4714-11-24 (BC)' AND DATE '5874897-12-31' OR NOT isfinite(d) THEN d + n
  WHEN d + n IS NOT NULL THEN CAST(pg.raise('22008', 'date out of range') AS DATE) END;
CREATE MACRO pg.integer_pl_date(n, d) AS pg.date_pli(d, n);
CREATE MACRO pg.date_mii(d, n) AS CASE WHEN d - n BETWEEN DATE '4714-11-24 (BC)' AND DATE '5874897-12-31' OR NOT isfinite(d) THEN d - n
  WHEN d - n IS NOT NULL THEN CAST(pg.raise('22008', 'date out of range') AS DATE) END;
CREATE MACRO pg.date_mi(a, b) AS CASE WHEN isfinite(a) AND isfinite(b) THEN CAST(a - b AS INTEGER)
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg.raise('22008', 'cannot subtract infinite dates') AS INTEGER) END;

CREATE MACRO pg.timestamp_checked(x) AS CASE WHEN x >= TIMESTAMP '4714-11-24 (BC) 00:00:00' OR NOT isfinite(x) THEN x
  WHEN x IS NOT NULL THEN CAST(pg.raise('22008', 'timestamp out of range') AS TIMESTAMP) END;

CREATE MACRO pg.timestamp_pl_interval(a, i) AS pg.timestamp_checked(a + i);
CREATE MACRO pg.timestamp_mi_interval(a, i) AS pg.timestamp_checked(a + -i);
CREATE MACRO pg.interval_pl_timestamp(i, a) AS pg.timestamp_pl_interval(a, i);
CREATE MACRO pg.date_pl_interval(a, i) AS pg.timestamp_pl_interval(pg.date_to_timestamp(a), i);
CREATE MACRO pg.date_mi_interval(a, i) AS pg.timestamp_mi_interval(pg.date_to_timestamp(a), i);
CREATE MACRO pg.interval_pl_date(i, a) AS pg.timestamp_pl_interval(pg.date_to_timestamp(a), i);
CREATE MACRO pg.datetime_pl(d, t) AS pg.timestamp_pl_interval(pg.date_to_timestamp(d), pg.time_to_interval(t));
CREATE MACRO pg.timedate_pl(t, d) AS pg.datetime_pl(d, t);
CREATE MACRO pg.timetz_utc_us(t) AS epoch_us(t) - datepart('timezone', t) * 1000000;
CREATE MACRO pg.timestamptz_of(x) AS CASE WHEN isfinite(x) THEN make_timestamptz(epoch_us(x)) WHEN x > TIMESTAMP '2000-01-01' THEN 'infinity'::TIMESTAMPTZ
  WHEN x IS NOT NULL THEN '-infinity'::TIMESTAMPTZ END;
CREATE MACRO pg.timestamp_in_utc(x) AS CASE WHEN isfinite(x) THEN make_timestamp(epoch_us(x)) ELSE CAST(x AS TIMESTAMP) END;
CREATE MACRO pg.datetimetz_pl(d, t) AS list_transform([pg.timestamp_pl_interval(pg.date_to_timestamp(d), to_microseconds(pg.timetz_utc_us(t)))],
  lambda v: pg.timestamptz_of(v))[1];
CREATE MACRO pg.timetzdate_pl(t, d) AS pg.datetimetz_pl(d, t);

-- Days and time, never months.
CREATE MACRO pg.timestamp_mi(a, b) AS CASE WHEN isfinite(a) AND isfinite(b) THEN a - b
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg.raise('22008', 'cannot subtract infinite timestamps') AS INTERVAL) END;
CREATE MACRO pg.timestamptz_mi(a, b) AS CASE WHEN isfinite(a) AND isfinite(b) THEN make_timestamp(epoch_us(a)) - make_timestamp(epoch_us(b))
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg.raise('22008', 'cannot subtract infinite timestamps') AS INTERVAL) END;

-- Months, then days, each by the clock of the session's time zone, then what is left by itself.
CREATE MACRO pg.timestamptz_pl_months(x, months) AS CASE WHEN months = 0 THEN x ELSE pg.timestamp_of_local(pg.local_timestamp(x) + to_months(months)) END;
CREATE MACRO pg.timestamptz_pl_days(x, days) AS CASE WHEN days = 0 THEN x ELSE pg.timestamp_of_local(pg.local_timestamp(x) + to_days(days)) END;
CREATE MACRO pg.timestamptz_pl_us(x, us) AS CASE WHEN isfinite(x) THEN make_timestamptz(pg.checked_us(epoch_us(x) + us)) ELSE x END;
CREATE MACRO pg.timestamptz_pl_parts(x, months, days, us) AS list_transform(
  list_transform([pg.timestamptz_pl_months(x, months)], lambda v: pg.timestamptz_pl_days(v, days)), lambda v: pg.timestamptz_pl_us(v, us))[1];
CREATE MACRO pg.timestamptz_pl_interval(x, i) AS list_transform(
  [{'x': x, 'm': pg.interval_months(i), 'd': pg.interval_days(i), 'u': pg.interval_us(i)}], lambda p: pg.timestamptz_pl_parts(p.x, p.m, p.d, p.u))[1];
CREATE MACRO pg.timestamptz_mi_interval(x, i) AS pg.timestamptz_pl_interval(x, -i);
CREATE MACRO pg.interval_pl_timestamptz(i, x) AS pg.timestamptz_pl_interval(x, i);

CREATE MACRO pg.time_pl_interval(t, i) AS pg.time_of_us((epoch_us(t) + pg.interval_us(i) % 86400000000) % 86400000000);
CREATE MACRO pg.time_mi_interval(t, i) AS pg.time_of_us((epoch_us(t) - pg.interval_us(i) % 86400000000) % 86400000000);
CREATE MACRO pg.interval_pl_time(i, t) AS pg.time_pl_interval(t, i);
CREATE MACRO pg.time_mi_time(a, b) AS to_microseconds(epoch_us(a) - epoch_us(b));
CREATE MACRO pg.timetz_pl_interval(t, i) AS t + i;
CREATE MACRO pg.timetz_mi_interval(t, i) AS t - i;
CREATE MACRO pg.interval_pl_timetz(i, t) AS t + i;

-- PostgreSQL takes infinity for the last moment of 64 bits. `offset`: of the zone in which it is read.
CREATE MACRO pg.us_from_2000(x, zone_us) AS CASE WHEN isfinite(x) THEN epoch_us(x) - 946684800000000::HUGEINT WHEN x IS NOT NULL THEN 9223372036854775807::HUGEINT + zone_us END;
CREATE MACRO pg.age_at(a, b, zone_us) AS CASE WHEN isfinite(a) AND isfinite(b) THEN age(a, b)
  WHEN a = '-infinity'::TIMESTAMP AND b IS NOT NULL OR b = '-infinity'::TIMESTAMP AND a IS NOT NULL THEN CAST(pg.raise('22008', 'timestamp out of range') AS INTERVAL)
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg_js_age(CAST(pg.us_from_2000(a, zone_us) AS VARCHAR), CAST(pg.us_from_2000(b, zone_us) AS VARCHAR)) AS INTERVAL) END;
CREATE MACRO pg.age_timestamp(a, b) AS pg.age_at(a, b, 0);
CREATE MACRO pg.last_zone_us() AS pg_js_last_zone_us(current_setting('TimeZone'));
CREATE MACRO pg.age_timestamptz(a, b) AS list_transform([{'a': pg.local_timestamp(a), 'b': pg.local_timestamp(b)}], lambda pg_p: pg.age_at(pg_p.a, pg_p.b, pg.last_zone_us()))[1];
CREATE MACRO pg.age_today_timestamp(x) AS pg.age_timestamp(CAST(current_date AS TIMESTAMP), x);
CREATE MACRO pg.age_today_timestamptz(x) AS pg.age_at(CAST(current_date AS TIMESTAMP), pg.local_timestamp(x), pg.last_zone_us());

-- OVERLAPS: the earlier end begins a period; an end that is not known makes the answer unknown where it would decide.
CREATE MACRO pg.period_start(a, b) AS CASE WHEN a IS NULL OR a > b THEN b ELSE a END;
CREATE MACRO pg.period_end(a, b) AS CASE WHEN a > b THEN a WHEN a <= b THEN b END;
CREATE MACRO pg.overlaps_periods(s1, e1, s2, e2) AS CASE
  WHEN s1 > s2 THEN CASE WHEN s1 < e2 THEN true WHEN e1 IS NOT NULL AND e2 IS NOT NULL THEN false END
  WHEN s1 < s2 THEN CASE WHEN s2 < e1 THEN true WHEN e1 IS NOT NULL AND e2 IS NOT NULL THEN false END
  WHEN s1 = s2 AND e1 IS NOT NULL AND e2 IS NOT NULL THEN true END;
CREATE MACRO pg.overlaps(a, b, c, d) AS list_transform([{'a': a, 'b': b, 'c': c, 'd': d}], lambda p: list_transform(
  [{'s': pg.period_start(p.a, p.b), 'e': pg.period_end(p.a, p.b), 't': pg.period_start(p.c, p.d), 'f': pg.period_end(p.c, p.d)}],
  lambda q: pg.overlaps_periods(q.s, q.e, q.t, q.f))[1])[1];
CREATE MACRO pg.overlaps_timestamp_ip(a, b, c, d) AS pg.overlaps(a, pg.timestamp_pl_interval(a, b), c, d);
CREATE MACRO pg.overlaps_timestamp_pi(a, b, c, d) AS pg.overlaps(a, b, c, pg.timestamp_pl_interval(c, d));
CREATE MACRO pg.overlaps_timestamp_ii(a, b, c, d) AS pg.overlaps(a, pg.timestamp_pl_interval(a, b), c, pg.timestamp_pl_interval(c, d));
CREATE MACRO pg.overlaps_timestamptz_ip(a, b, c, d) AS pg.overlaps(a, pg.timestamptz_pl_interval(a, b), c, d);
CREATE MACRO pg.overlaps_timestamptz_pi(a, b, c, d) AS pg.overlaps(a, b, c, pg.timestamptz_pl_interval(c, d));
CREATE MACRO pg.overlaps_timestamptz_ii(a, b, c, d) AS pg.overlaps(a, pg.timestamptz_pl_interval(a, b), c, pg.timestamptz_pl_interval(c, d));
CREATE MACRO pg.overlaps_time_ip(a, b, c, d) AS pg.overlaps(a, pg.time_pl_interval(a, b), c, d);
CREATE MACRO pg.overlaps_time_pi(a, b, c, d) AS pg.overlaps(a, b, c, pg.time_pl_interval(c, d));
CREATE MACRO pg.overlaps_time_ii(a, b, c, d) AS pg.overlaps(a, pg.time_pl_interval(a, b), c, pg.time_pl_interval(c, d));
CREATE MACRO pg.date_time_to_timestamptz(d, t) AS pg.timestamp_of_local(pg.datetime_pl(d, t));
