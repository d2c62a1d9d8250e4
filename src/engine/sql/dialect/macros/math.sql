-- Numbers. Loaded at start, into the schema pg.
-- Names of lambda parameters begin with pg_: one that a table of the client's bears would be taken for the table.

-- Whole numbers. Sums, differences and products that overflow are DuckDB's errors, reworded in errors.ts.

CREATE MACRO pg.int_div(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero') ELSE a // b END;
-- DuckDB takes the least integer modulo -1 for an overflow.
CREATE MACRO pg.int_mod(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero') WHEN b = -1 THEN a - a ELSE a % b END;
-- Zero is of the type of its operand, so that an overflow names it.
CREATE MACRO pg.int2_minus(a) AS 0::SMALLINT - a;
CREATE MACRO pg.int4_minus(a) AS 0::INTEGER - a;
CREATE MACRO pg.int8_minus(a) AS 0::BIGINT - a;
CREATE MACRO pg.identity(a) AS a;
CREATE MACRO pg.int_not(a) AS ~a;

-- Shifts count modulo the width, and a smallint's is 32: as C has it on the machines that PostgreSQL runs on.
CREATE MACRO pg.int2_left(a, n) AS (xor(((a::BIGINT * (1::BIGINT << (n & 31))) & 65535), 32768) - 32768)::SMALLINT;
CREATE MACRO pg.int4_left(a, n) AS (xor(((a::BIGINT * (1::BIGINT << (n & 31))) & 4294967295), 2147483648) - 2147483648)::INTEGER;
CREATE MACRO pg.int8_left(a, n) AS
  (xor(((a::HUGEINT * (1::HUGEINT << (n & 63))) & 18446744073709551615::HUGEINT), 9223372036854775808::HUGEINT) - 9223372036854775808::HUGEINT)::BIGINT;
CREATE MACRO pg.int2_right(a, n) AS (a::INTEGER >> (n & 31))::SMALLINT;
CREATE MACRO pg.int4_right(a, n) AS a >> (n & 31);
CREATE MACRO pg.int8_right(a, n) AS a >> (n & 63)::BIGINT;

CREATE MACRO pg.int4_gcd(a, b) AS gcd(a::BIGINT, b::BIGINT)::INTEGER;
CREATE MACRO pg.int8_gcd(a, b) AS CASE WHEN a = (-9223372036854775808)::BIGINT OR b = (-9223372036854775808)::BIGINT THEN gcd(a::HUGEINT, b::HUGEINT)::BIGINT ELSE gcd(a, b) END;
CREATE MACRO pg.int4_lcm(a, b) AS lcm(a::BIGINT, b::BIGINT)::INTEGER;
CREATE MACRO pg.int8_lcm(a, b) AS lcm(a::HUGEINT, b::HUGEINT)::BIGINT;
CREATE MACRO pg.factorial(n) AS pg_js_factorial(n, 0)::DECIMAL(38, 0);

-- Floating point. What overflows is an error, and so is what vanishes.

CREATE MACRO pg.overflow() AS pg.raise('22003', 'value out of range: overflow');
CREATE MACRO pg.underflow() AS pg.raise('22003', 'value out of range: underflow');
CREATE MACRO pg.float_add(a, b) AS CASE WHEN isinf(a + b) AND NOT isinf(a) AND NOT isinf(b) THEN pg.overflow() ELSE a + b END;
CREATE MACRO pg.float_sub(a, b) AS CASE WHEN isinf(a - b) AND NOT isinf(a) AND NOT isinf(b) THEN pg.overflow() ELSE a - b END;
CREATE MACRO pg.float_mul(a, b) AS
  CASE WHEN isinf(a * b) AND NOT isinf(a) AND NOT isinf(b) THEN pg.overflow() WHEN a * b = 0 AND a <> 0 AND b <> 0 THEN pg.underflow() ELSE a * b END;
CREATE MACRO pg.float_div(a, b) AS
  CASE WHEN b = 0 AND a IS NOT NULL THEN CASE WHEN isnan(a) THEN a / b ELSE pg.raise('22012', 'division by zero') END
    WHEN isinf(a / b) AND NOT isinf(a) THEN pg.overflow()
    WHEN a / b = 0 AND a <> 0 AND NOT isinf(b) THEN pg.underflow() ELSE a / b END;
-- DuckDB's minus gives no negative zero, and its product no negative NaN.
CREATE MACRO pg.float_minus(a) AS CASE WHEN isnan(a) THEN -a ELSE a * -1 END;
CREATE MACRO pg.float8_rint(x) AS
  CASE WHEN NOT abs(x) < 4503599627370496::DOUBLE THEN x WHEN signbit(x) THEN ((4503599627370496::DOUBLE - x) - 4503599627370496::DOUBLE) * -1
    ELSE (x + 4503599627370496::DOUBLE) - 4503599627370496::DOUBLE END;
CREATE MACRO pg.float8_sign(x) AS sign(x)::DOUBLE;
CREATE MACRO pg.float8_sqrt(x) AS CASE WHEN x < 0 THEN pg.raise('2201F', 'cannot take square root of a negative number') ELSE sqrt(x) END;
CREATE MACRO pg.float8_ln(x) AS
  CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN pg.raise('2201E', 'cannot take logarithm of zero') WHEN x < 0 THEN pg.raise('2201E', 'cannot take logarithm of a negative number') ELSE x END;
CREATE MACRO pg.float8_log10(x) AS
  CASE WHEN x > 0 THEN log10(x) WHEN x = 0 THEN pg.raise('2201E', 'cannot take logarithm of zero') WHEN x < 0 THEN pg.raise('2201E', 'cannot take logarithm of a negative number') ELSE x END;
CREATE MACRO pg.float8_exp(x) AS CASE WHEN isinf(x) OR isnan(x) THEN exp(x) WHEN isinf(exp(x)) THEN pg.overflow() WHEN exp(x) = 0 THEN pg.underflow() ELSE exp(x) END;
CREATE MACRO pg.float8_power(x, y) AS
  CASE WHEN x = 0 AND y < 0 THEN pg.raise('2201F', 'zero raised to a negative power is undefined')
    WHEN x < 0 AND floor(y) <> y THEN pg.raise('2201F', 'a negative number raised to a non-integer power yields a complex result')
    WHEN isinf(x) OR isinf(y) THEN power(x, y)
    WHEN isinf(power(x, y)) THEN pg.overflow()
    WHEN power(x, y) = 0 AND x <> 0 THEN pg.underflow() ELSE power(x, y) END;
CREATE MACRO pg.input_out_of_range() AS pg.raise('22003', 'input is out of range');
CREATE MACRO pg.float8_degrees(x) AS pg.float_div(x, 0.0174532925199432957692::DOUBLE);
CREATE MACRO pg.float8_radians(x) AS pg.float_mul(x, 0.0174532925199432957692::DOUBLE);
CREATE MACRO pg.float8_sin(x) AS CASE WHEN isinf(x) THEN pg.input_out_of_range() ELSE sin(x) END;
CREATE MACRO pg.float8_cos(x) AS CASE WHEN isinf(x) THEN pg.input_out_of_range() ELSE cos(x) END;
CREATE MACRO pg.float8_tan(x) AS CASE WHEN isinf(x) THEN pg.input_out_of_range() ELSE tan(x) END;
-- DuckDB's quotient by zero is NULL.
CREATE MACRO pg.ieee_div(a, b) AS
  CASE WHEN b = 0 THEN CASE WHEN a = 0 OR isnan(a) THEN 'NaN'::DOUBLE WHEN signbit(a) = signbit(b) THEN 'Infinity'::DOUBLE ELSE '-Infinity'::DOUBLE END ELSE a / b END;
CREATE MACRO pg.float8_cot(x) AS CASE WHEN isinf(x) THEN pg.input_out_of_range() ELSE pg.ieee_div(1::DOUBLE, tan(x)) END;
CREATE MACRO pg.float8_asin(x) AS CASE WHEN x < -1 OR (x > 1 AND NOT isnan(x)) THEN pg.input_out_of_range() ELSE asin(x) END;
CREATE MACRO pg.float8_acos(x) AS CASE WHEN x < -1 OR (x > 1 AND NOT isnan(x)) THEN pg.input_out_of_range() ELSE acos(x) END;
CREATE MACRO pg.float8_acosh(x) AS CASE WHEN x < 1 THEN pg.input_out_of_range() ELSE acosh(x) END;
CREATE MACRO pg.float8_atanh(x) AS
  CASE WHEN x < -1 OR (x > 1 AND NOT isnan(x)) THEN pg.input_out_of_range() WHEN x = 1 THEN 'Infinity'::DOUBLE WHEN x = -1 THEN '-Infinity'::DOUBLE ELSE atanh(x) END;

-- Degrees: exact where the angle is.
CREATE MACRO pg.sind_0_to_30(x) AS sin(x * 0.0174532925199432957692::DOUBLE) / sin(30::DOUBLE * 0.0174532925199432957692::DOUBLE) / 2::DOUBLE;
CREATE MACRO pg.cosd_0_to_60(x) AS
  1::DOUBLE - ((1::DOUBLE - cos(x * 0.0174532925199432957692::DOUBLE)) / (1::DOUBLE - cos(60::DOUBLE * 0.0174532925199432957692::DOUBLE))) / 2::DOUBLE;
CREATE MACRO pg.sind_q1(x) AS CASE WHEN x <= 30 THEN pg.sind_0_to_30(x) ELSE pg.cosd_0_to_60(90::DOUBLE - x) END;
CREATE MACRO pg.cosd_q1(x) AS CASE WHEN x <= 60 THEN pg.cosd_0_to_60(x) ELSE pg.sind_0_to_30(90::DOUBLE - x) END;
-- An angle within a turn, from 0 to 180 and from there to 90, and on which side it was.
CREATE MACRO pg.half_turn(x) AS CASE WHEN abs(x % 360::DOUBLE) > 180 THEN 360::DOUBLE - abs(x % 360::DOUBLE) ELSE abs(x % 360::DOUBLE) END;
CREATE MACRO pg.quarter_turn(x) AS CASE WHEN pg.half_turn(x) > 90 THEN 180::DOUBLE - pg.half_turn(x) ELSE pg.half_turn(x) END;
CREATE MACRO pg.turned(x, value) AS CASE WHEN ((x % 360::DOUBLE) < 0) <> (abs(x % 360::DOUBLE) > 180) THEN value * -1 ELSE value END;
CREATE MACRO pg.beyond_quarter(x, value) AS CASE WHEN pg.half_turn(x) > 90 THEN value * -1 ELSE value END;
CREATE MACRO pg.finite_angle(x, value) AS CASE WHEN isinf(x) THEN pg.input_out_of_range() WHEN isnan(x) THEN x ELSE value END;
CREATE MACRO pg.positive_zero(x) AS CASE WHEN x = 0 THEN 0::DOUBLE ELSE x END;
CREATE MACRO pg.float8_sind(x) AS CASE WHEN x = 0 THEN x ELSE pg.finite_angle(x, pg.turned(x, pg.sind_q1(pg.quarter_turn(x)))) END;
CREATE MACRO pg.float8_cosd(x) AS pg.finite_angle(x, pg.beyond_quarter(x, pg.cosd_q1(pg.quarter_turn(x))));
CREATE MACRO pg.tand_of(x, quarter) AS
  pg.finite_angle(x, pg.positive_zero(pg.turned(x, pg.beyond_quarter(x, 1::DOUBLE)) * (pg.ieee_div(pg.sind_q1(quarter), pg.cosd_q1(quarter)) / (pg.sind_q1(45::DOUBLE) / pg.cosd_q1(45::DOUBLE)))));
CREATE MACRO pg.cotd_of(x, quarter) AS
  pg.finite_angle(x, pg.positive_zero(pg.turned(x, pg.beyond_quarter(x, 1::DOUBLE)) * (pg.ieee_div(pg.cosd_q1(quarter), pg.sind_q1(quarter)) / (pg.cosd_q1(45::DOUBLE) / pg.sind_q1(45::DOUBLE)))));
CREATE MACRO pg.float8_tand(x) AS list_transform([{'x': x, 'quarter': pg.quarter_turn(x)}], lambda pg_x: pg.tand_of(pg_x.x, pg_x.quarter))[1];
CREATE MACRO pg.float8_cotd(x) AS list_transform([{'x': x, 'quarter': pg.quarter_turn(x)}],
  lambda pg_x: CASE WHEN pg_x.x = 0 THEN CASE WHEN signbit(pg_x.x) THEN '-Infinity'::DOUBLE ELSE 'Infinity'::DOUBLE END ELSE pg.cotd_of(pg_x.x, pg_x.quarter) END)[1];
CREATE MACRO pg.asind_q1(x) AS CASE WHEN x <= 0.5::DOUBLE THEN asin(x) / asin(0.5::DOUBLE) * 30::DOUBLE ELSE 90::DOUBLE - (acos(x) / acos(0.5::DOUBLE)) * 60::DOUBLE END;
CREATE MACRO pg.acosd_q1(x) AS CASE WHEN x <= 0.5::DOUBLE THEN 90::DOUBLE - (asin(x) / asin(0.5::DOUBLE)) * 30::DOUBLE ELSE acos(x) / acos(0.5::DOUBLE) * 60::DOUBLE END;
CREATE MACRO pg.float8_asind(x) AS
  CASE WHEN isnan(x) THEN x WHEN x < -1 OR x > 1 THEN pg.input_out_of_range() WHEN x >= 0 THEN pg.asind_q1(x) ELSE pg.asind_q1(x * -1) * -1 END;
CREATE MACRO pg.float8_acosd(x) AS
  CASE WHEN isnan(x) THEN x WHEN x < -1 OR x > 1 THEN pg.input_out_of_range() WHEN x >= 0 THEN pg.acosd_q1(x) ELSE 90::DOUBLE + pg.asind_q1(x * -1) END;
CREATE MACRO pg.float8_atand(x) AS atan(x) / atan(1::DOUBLE) * 45::DOUBLE;
CREATE MACRO pg.float8_atan2d(y, x) AS atan2(y, x) / atan(1::DOUBLE) * 45::DOUBLE;

CREATE MACRO pg.checked_buckets(n, bounds_equal, value) AS
  CASE WHEN n <= 0 THEN pg.raise('2201G', 'count must be greater than zero') WHEN bounds_equal THEN pg.raise('2201G', 'lower bound cannot equal upper bound') ELSE value END;
CREATE MACRO pg.float8_width_bucket(x, low, high, n) AS
  CASE WHEN x IS NULL OR low IS NULL OR high IS NULL THEN NULL WHEN n > 0 AND (isnan(x) OR isnan(low) OR isnan(high)) THEN pg.raise('2201G', 'operand, lower bound, and upper bound cannot be NaN')
    WHEN n > 0 AND (isinf(low) OR isinf(high)) THEN pg.raise('2201G', 'lower and upper bounds must be finite')
    ELSE pg.checked_buckets(n, low = high,
      CASE WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1::INTEGER ELSE least(trunc(n::DOUBLE * (x - low) / (high - low))::INTEGER, n - 1::INTEGER) + 1::INTEGER END
        WHEN low > high THEN CASE WHEN x > low THEN 0 WHEN x <= high THEN n + 1::INTEGER ELSE least(trunc(n::DOUBLE * (low - x) / (low - high))::INTEGER, n - 1::INTEGER) + 1::INTEGER END END) END;
CREATE MACRO pg.array_width_bucket(x, thresholds) AS
  CASE WHEN len(list_filter(thresholds, lambda pg_t: pg_t IS NULL)) > 0 THEN pg.raise('22004', 'thresholds array must not contain NULLs')
    ELSE len(list_filter(thresholds, lambda pg_t: pg_t <= x))::INTEGER END;
