// Dates, times and intervals: arithmetic, casts, and what is made of numbers.
import { call, type Lowerings, refused, same } from "../../lowering.js";

const operators: Lowerings = {
  "+(date,int4)": call("pg.date_pli"),
  "+(int4,date)": call("pg.integer_pl_date"),
  "-(date,int4)": call("pg.date_mii"),
  "-(date,date)": call("pg.date_mi"),
  "+(date,interval)": call("pg.date_pl_interval"),
  "-(date,interval)": call("pg.date_mi_interval"),
  "+(interval,date)": call("pg.interval_pl_date"),
  "+(date,time)": call("pg.datetime_pl"),
  "+(time,date)": call("pg.timedate_pl"),
  "+(date,timetz)": call("pg.datetimetz_pl"),
  "+(timetz,date)": call("pg.timetzdate_pl"),
  "+(timestamp,interval)": call("pg.timestamp_pl_interval"),
  "+(interval,timestamp)": call("pg.interval_pl_timestamp"),
  "-(timestamp,interval)": call("pg.timestamp_mi_interval"),
  "-(timestamp,timestamp)": call("pg.timestamp_mi"),
  "+(timestamptz,interval)": call("pg.timestamptz_pl_interval"),
  "+(interval,timestamptz)": call("pg.interval_pl_timestamptz"),
  "-(timestamptz,interval)": call("pg.timestamptz_mi_interval"),
  "-(timestamptz,timestamptz)": call("pg.timestamptz_mi"),
  "+(time,interval)": call("pg.time_pl_interval"),
  "+(interval,time)": call("pg.interval_pl_time"),
  "-(time,interval)": call("pg.time_mi_interval"),
  "-(time,time)": call("pg.time_mi_time"),
  "+(timetz,interval)": call("pg.timetz_pl_interval"),
  "+(interval,timetz)": call("pg.interval_pl_timetz"),
  "-(timetz,interval)": call("pg.timetz_mi_interval"),
  "+(interval,interval)": call("pg.interval_pl"),
  "-(interval,interval)": call("pg.interval_mi"),
  "-(,interval)": same,
  "*(interval,float8)": call("pg.interval_mul"),
  "*(float8,interval)": call("pg.mul_d_interval"),
  "/(interval,float8)": call("pg.interval_div"),
};

/** Functions of the operators' own names in pg_proc. */
const named: Lowerings = {
  "date_pli(date,int4)": call("pg.date_pli"),
  "integer_pl_date(int4,date)": call("pg.integer_pl_date"),
  "date_mii(date,int4)": call("pg.date_mii"),
  "date_mi(date,date)": call("pg.date_mi"),
  "date_pl_interval(date,interval)": call("pg.date_pl_interval"),
  "date_mi_interval(date,interval)": call("pg.date_mi_interval"),
  "interval_pl_date(interval,date)": call("pg.interval_pl_date"),
  "datetime_pl(date,time)": call("pg.datetime_pl"),
  "timedate_pl(time,date)": call("pg.timedate_pl"),
  "datetimetz_pl(date,timetz)": call("pg.datetimetz_pl"),
  "timetzdate_pl(timetz,date)": call("pg.timetzdate_pl"),
  "timestamp_pl_interval(timestamp,interval)": call("pg.timestamp_pl_interval"),
  "interval_pl_timestamp(interval,timestamp)": call("pg.interval_pl_timestamp"),
  "timestamp_mi_interval(timestamp,interval)": call("pg.timestamp_mi_interval"),
  "timestamp_mi(timestamp,timestamp)": call("pg.timestamp_mi"),
  "timestamptz_pl_interval(timestamptz,interval)": call("pg.timestamptz_pl_interval"),
  "interval_pl_timestamptz(interval,timestamptz)": call("pg.interval_pl_timestamptz"),
  "timestamptz_mi_interval(timestamptz,interval)": call("pg.timestamptz_mi_interval"),
  "timestamptz_mi(timestamptz,timestamptz)": call("pg.timestamptz_mi"),
  "time_pl_interval(time,interval)": call("pg.time_pl_interval"),
  "interval_pl_time(interval,time)": call("pg.interval_pl_time"),
  "time_mi_interval(time,interval)": call("pg.time_mi_interval"),
  "time_mi_time(time,time)": call("pg.time_mi_time"),
  "timetz_pl_interval(timetz,interval)": call("pg.timetz_pl_interval"),
  "interval_pl_timetz(interval,timetz)": call("pg.interval_pl_timetz"),
  "timetz_mi_interval(timetz,interval)": call("pg.timetz_mi_interval"),
  "interval_pl(interval,interval)": call("pg.interval_pl"),
  "interval_mi(interval,interval)": call("pg.interval_mi"),
  "interval_um(interval)": call("pg.interval_um"),
  "interval_mul(interval,float8)": call("pg.interval_mul"),
  "mul_d_interval(float8,interval)": call("pg.mul_d_interval"),
  "interval_div(interval,float8)": call("pg.interval_div"),
};

/** The functions behind casts, by the target's name: `timestamp(date)` is `x::timestamp`. */
const casts: Lowerings = {
  "timestamp(date)": call("pg.date_to_timestamp"),
  "timestamptz(date)": call("pg.date_to_timestamptz"),
  "date(timestamp)": call("pg.timestamp_to_date"),
  "date(timestamptz)": call("pg.timestamptz_to_date"),
  "time(timestamp)": call("pg.timestamp_to_time"),
  "time(timestamptz)": call("pg.timestamptz_to_time"),
  "timetz(timestamptz)": call("pg.timestamptz_to_timetz"),
  "timestamptz(timestamp)": call("pg.timestamp_to_timestamptz"),
  "timestamp(timestamptz)": call("pg.local_timestamp"),
  "time(timetz)": call("pg.timetz_to_time"),
  "timetz(time)": call("pg.time_to_timetz"),
  "interval(time)": call("pg.time_to_interval"),
  "time(interval)": call("pg.interval_to_time"),
  "timestamp(timestamp,int4)": call("pg.timestamp_round"),
  "timestamptz(timestamptz,int4)": call("pg.timestamptz_round"),
  "time(time,int4)": call("pg.time_round"),
  "timetz(timetz,int4)": call("pg.timetz_round"),
  "interval(interval,int4)": refused("Write the precision in the type's name: interval(3)."),
  "timestamp(date,time)": call("pg.datetime_pl"),
  "timestamptz(date,time)": call("pg.date_time_to_timestamptz"),
  "timestamptz(date,timetz)": call("pg.datetimetz_pl"),
};

const made: Lowerings = {
  "make_date(int4,int4,int4)": call("pg.make_date"),
  "make_time(int4,int4,float8)": call("pg.make_time"),
  "make_timestamp(int4,int4,int4,int4,int4,float8)": call("pg.make_timestamp"),
  "make_timestamptz(int4,int4,int4,int4,int4,float8)": call("pg.make_timestamptz"),
  "make_timestamptz(int4,int4,int4,int4,int4,float8,text)": call("pg.make_timestamptz_at_timezone"),
  "make_interval(int4,int4,int4,int4,int4,int4,float8)": call("pg.make_interval"),
  "to_timestamp(float8)": call("pg.to_timestamp"),
  "justify_days(interval)": call("pg.justify_days"),
  "justify_hours(interval)": call("pg.justify_hours"),
  "justify_interval(interval)": call("pg.justify_interval"),
  "age(timestamp,timestamp)": call("pg.age_timestamp"),
  "age(timestamptz,timestamptz)": call("pg.age_timestamptz"),
  "age(timestamp)": call("pg.age_today_timestamp"),
  "age(timestamptz)": call("pg.age_today_timestamptz"),
};

const forms = { "p,p": "pg.overlaps", "i,p": "ip", "p,i": "pi", "i,i": "ii" } as const;

/** Each period is two ends, or one and a length. */
const overlaps: Lowerings = Object.fromEntries([
  ["overlaps(timetz,timetz,timetz,timetz)", call("pg.overlaps")],
  ...["time", "timestamp", "timestamptz"].flatMap((type) =>
    Object.entries(forms).map(([form, name]) => {
      const [first, second] = form.split(",").map((end) => (end === "i" ? "interval" : type));
      return [
        `overlaps(${type},${first},${type},${second})`,
        call(name.startsWith("pg.") ? name : `pg.overlaps_${type}_${name}`),
      ] as const;
    }),
  ),
]);

export const dateTimeArithmetic: Lowerings = { ...operators, ...named, ...casts, ...made, ...overlaps };
