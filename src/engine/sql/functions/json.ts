// Functions over JSON. Text that is no JSON, and a path that is none, are errors.
import type { Family } from "./family.js";

export const json: Family = {
  leakproof: ["json_valid"],
  allowed: [
    "array_to_json",
    "from_json",
    "from_json_strict",
    "json",
    "json_array",
    "json_array_length",
    "json_contains",
    "json_exists",
    "json_extract",
    "json_extract_path",
    "json_extract_path_text",
    "json_extract_string",
    "json_group_array",
    "json_group_object",
    "json_group_structure",
    "json_keys",
    "json_merge_patch",
    "json_object",
    "json_pretty",
    "json_quote",
    "json_structure",
    "json_transform",
    "json_transform_strict",
    "json_type",
    "json_value",
    "row_to_json",
    "to_json",
  ],
  refused: [
    {
      names: ["json_deserialize_sql", "json_serialize_plan", "json_serialize_sql"],
      hint: "SQL as JSON is not served: send the statement itself.",
    },
  ],
  results: { BOOLEAN: ["json_valid"] },
};
