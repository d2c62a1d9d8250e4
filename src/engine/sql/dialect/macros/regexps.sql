-- Regular expressions: the matcher is in JavaScript, since RE2 takes another match than PostgreSQL where several are possible, and knows no
-- back references. Where only whether there is a match counts, and the pattern is a constant, the analyser writes it for RE2.

CREATE MACRO pg.regexp_matches_any(x, p) AS pg_js_regexp_like(x, p, '');
CREATE MACRO pg.regexp_matches_none(x, p) AS NOT pg_js_regexp_like(x, p, '');
CREATE MACRO pg.iregexp_matches_any(x, p) AS pg_js_regexp_like(x, p, 'i');
CREATE MACRO pg.iregexp_matches_none(x, p) AS NOT pg_js_regexp_like(x, p, 'i');
CREATE MACRO pg.regexp_like(x, p) AS pg_js_regexp_like(x, p, ''), (x, p, flags) AS pg_js_regexp_like_function(x, p, flags);
CREATE MACRO pg.regexp_match(x, p, flags) AS CAST(CAST(pg_js_regexp_match(x, p, flags) AS JSON) AS VARCHAR[]),
  (x, p) AS CAST(CAST(pg_js_regexp_match(x, p, '') AS JSON) AS VARCHAR[]);
CREATE MACRO pg.regexp_matches_list(x, p, flags) AS CAST(CAST(pg_js_regexp_matches(x, p, flags) AS JSON) AS VARCHAR[][]);
CREATE MACRO pg.regexp_matches(x, p, flags) AS unnest(pg.regexp_matches_list(x, p, flags)),
  (x, p) AS unnest(pg.regexp_matches_list(x, p, ''));
CREATE MACRO pg.regexp_split_to_array(x, p, flags) AS
  CAST(CAST(pg_js_regexp_split(x, p, flags, 'regexp_split_to_array()') AS JSON) AS VARCHAR[]),
  (x, p) AS CAST(CAST(pg_js_regexp_split(x, p, '', 'regexp_split_to_array()') AS JSON) AS VARCHAR[]);
CREATE MACRO pg.regexp_split_to_table(x, p, flags) AS
  unnest(CAST(CAST(pg_js_regexp_split(x, p, flags, 'regexp_split_to_table()') AS JSON) AS VARCHAR[])),
  (x, p) AS unnest(CAST(CAST(pg_js_regexp_split(x, p, '', 'regexp_split_to_table()') AS JSON) AS VARCHAR[]));
CREATE MACRO pg.regexp_replace(x, p, r) AS pg_js_regexp_replace(x, p, r, 1, 1, '');
-- The fourth argument is flags where it is text, and a start where it is a number.
CREATE MACRO pg.regexp_replace_flags(x, p, r, flags) AS pg_js_regexp_replace_flags(x, p, r, flags);
CREATE MACRO pg.regexp_replace_from(x, p, r, start) AS pg_js_regexp_replace(x, p, r, start, 1, ''),
  (x, p, r, start, n) AS pg_js_regexp_replace(x, p, r, start, n, ''),
  (x, p, r, start, n, flags) AS pg_js_regexp_replace(x, p, r, start, n, flags);
CREATE MACRO pg.regexp_count(x, p, start, flags) AS pg_js_regexp_count(x, p, start, flags),
  (x, p) AS pg_js_regexp_count(x, p, 1, ''),
  (x, p, start) AS pg_js_regexp_count(x, p, start, '');
CREATE MACRO pg.regexp_instr(x, p) AS pg_js_regexp_instr(x, p, 1, 1, 0, '', 0),
  (x, p, start) AS pg_js_regexp_instr(x, p, start, 1, 0, '', 0),
  (x, p, start, n) AS pg_js_regexp_instr(x, p, start, n, 0, '', 0),
  (x, p, start, n, e) AS pg_js_regexp_instr(x, p, start, n, e, '', 0),
  (x, p, start, n, e, flags) AS pg_js_regexp_instr(x, p, start, n, e, flags, 0),
  (x, p, start, n, e, flags, subexpr) AS pg_js_regexp_instr(x, p, start, n, e, flags, subexpr);
CREATE MACRO pg.regexp_substr(x, p) AS pg_js_regexp_substr(x, p, 1, 1, '', 0),
  (x, p, start) AS pg_js_regexp_substr(x, p, start, 1, '', 0),
  (x, p, start, n) AS pg_js_regexp_substr(x, p, start, n, '', 0),
  (x, p, start, n, flags) AS pg_js_regexp_substr(x, p, start, n, flags, 0),
  (x, p, start, n, flags, subexpr) AS pg_js_regexp_substr(x, p, start, n, flags, subexpr);
CREATE MACRO pg.substring_regexp(x, p) AS pg_js_regexp_substring(x, p);
CREATE MACRO pg.similar_to_escape(p) AS pg_js_similar_escape(p, '\'), (p, e) AS pg_js_similar_escape(p, e);
-- As the function is declared, NULL stands for a backslash.
CREATE MACRO pg.similar_escape(p, e) AS pg_js_similar_escape(p, coalesce(e, '\'));
CREATE MACRO pg.substring_similar(x, p, e) AS pg.substring_regexp(x, pg.similar_to_escape(p, e));
