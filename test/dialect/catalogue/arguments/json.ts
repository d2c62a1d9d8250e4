// Keys, places and paths, and whole statements for what is called with a list of columns.
import { product, type SpecialArguments } from "./product.js";

export const jsonArguments: SpecialArguments = {
  "jsonb_set(jsonb,_text,jsonb,bool)": product(
    ['[{"f1":1,"f2":null},2,null,3]', '{"a":{"b":1}}'],
    ["{0,f1}", "{a,c}", "{9}", "{}", "{0,f3}"],
    ["[2,3,4]"],
    ["true", "false"],
  ),
  "jsonb_insert(jsonb,_text,jsonb,bool)": product(
    ['{"a":[0,1,2]}'],
    ["{a,1}", "{a,-1}", "{b}", "{a}"],
    ['"new"'],
    ["true", "false"],
  ),
  "jsonb_set_lax(jsonb,_text,jsonb,bool,text)": product(
    ['{"a":1,"b":2}'],
    ["{a}", "{c}"],
    ["3"],
    ["true"],
    ["use_json_null", "delete_key", "return_target", "raise_exception"],
  ).concat(
    ["use_json_null", "delete_key", "return_target", "raise_exception", "x"].map((how) => [
      '{"a":1,"b":2}',
      "{a}",
      null,
      "true",
      how,
    ]),
  ),
  ...Object.fromEntries(
    ["json", "jsonb"].flatMap((type) => [
      [`->(${type},text)`, product(['{"a":{"b":"x"},"1":2,"n":null}', "[1,2]", '"a"'], ["a", "1", "n", "", "zz"])],
      [
        `->>(${type},text)`,
        product(['{"a":{"b":"x\\ny"},"1":2.50,"n":null}', "[1,2]", '"a"'], ["a", "1", "n", "", "zz"]),
      ],
      [`->(${type},int4)`, product(['[1,"a",null,{"b":2}]', '{"1":2}', "5"], ["0", "1", "-1", "9", "2"])],
      [`->>(${type},int4)`, product(['[1,"a",null,{"b":2}]', '{"1":2}', "5"], ["0", "1", "-1", "9", "2"])],
      [`#>(${type},_text)`, product(['{"a":[{"b":"c"},2]}', "[1,[2]]"], ["{a,0,b}", "{a,-1}", "{}", "{1,0}", "{a,x}"])],
      [
        `#>>(${type},_text)`,
        product(['{"a":[{"b":"c"},2]}', "[1,[2]]"], ["{a,0,b}", "{a,-1}", "{}", "{1,0}", "{a,x}"]),
      ],
      [
        `${type}_extract_path(${type},_text)`,
        product(['{"a":[{"b":"c"},2]}', "[1,[2]]"], ["{a,0,b}", "{a,-1}", "{1,0}", "{a,x}"]),
      ],
      [
        `${type}_extract_path_text(${type},_text)`,
        product(['{"a":[{"b":"c"},2]}', "[1,[2]]"], ["{a,0,b}", "{a,-1}", "{1,0}", "{a,x}"]),
      ],
      [`${type}_object(_text)`, [["{a,1,b,2}"], ["{{a,1},{b,NULL}}"], ["{a}"], ["{}"]]],
      [
        `${type}_object(_text,_text)`,
        [
          ["{a,b}", "{1,2}"],
          ["{a,a}", "{1,NULL}"],
          ["{a}", "{}"],
        ],
      ],
    ]),
  ),
  "@>(jsonb,jsonb)": product(
    ['{"a":1,"b":[1,2,[3]]}', "[1,2,2]", '"x"'],
    ['{"a":1}', "[2]", "1", '{"b":[[3]]}', "{}", '"x"'],
  ),
  "?(jsonb,text)": product(['{"a":1}', '["a","b"]', '"a"', "1"], ["a", "b", ""]),
  "?|(jsonb,_text)": product(['{"a":1}', '["a","b"]'], ["{a,z}", "{z}", "{}"]),
  "?&(jsonb,_text)": product(['{"a":1}', '["a","b"]'], ["{a,b}", "{a}", "{}"]),
  "-(jsonb,text)": product(['{"a":1,"b":2}', '["a","b","a"]', "1"], ["a", "z"]),
  "-(jsonb,int4)": product(["[1,2,3]", '{"a":1}', "1"], ["0", "-1", "9"]),
  "-(jsonb,_text)": product(['{"a":1,"b":2}', '["a","b"]'], ["{a,b}", "{}"]),
  "#-(jsonb,_text)": product(['{"a":[{"b":"c"},2]}', "[1,[2]]"], ["{a,0,b}", "{a,-1}", "{}", "{1,0}"]),
};

/** Whole statements, of functions that need more around them than their arguments. */
export const wholeStatements: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["json", "jsonb"].flatMap((type) => [
      [
        `${type}_to_record(${type})`,
        [
          `SELECT * FROM ${type}_to_record('{"a":1,"b":[1,2],"c":"bar","d":null}') AS x(a int4, b text, c text, d date, e bool)`,
          `SELECT * FROM ${type}_to_record('{"a":"x"}') AS x(a int4)`,
          `SELECT * FROM ${type}_to_record('[1]') AS x(a int4)`,
        ],
      ],
      [
        `${type}_to_recordset(${type})`,
        [
          `SELECT * FROM ${type}_to_recordset('[{"a":1,"b":"foo"},{"a":"2","c":"bar"}]') AS x(a int4, b text)`,
          `SELECT * FROM ${type}_to_recordset('{"a":1}') AS x(a int4, b text)`,
        ],
      ],
      [
        type === "json" ? "json_populate_record(anyelement,json,bool)" : "jsonb_populate_record(anyelement,jsonb)",
        [
          `SELECT * FROM ${type}_populate_record(NULL::pairs, '{"i":1,"t":"x","z":2}')`,
          `SELECT (${type}_populate_record(ROW(1, 'y')::pairs, '{"i":2}')).*`,
        ],
      ],
      [
        type === "json"
          ? "json_populate_recordset(anyelement,json,bool)"
          : "jsonb_populate_recordset(anyelement,jsonb)",
        [`SELECT * FROM ${type}_populate_recordset(NULL::pairs, '[{"i":1,"t":"x"},{"i":null}]')`],
      ],
    ]),
  ),
};
