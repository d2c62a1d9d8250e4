// Regular expressions, and patterns of LIKE and SIMILAR TO.
import { product, type SpecialArguments } from "./product.js";

const patterns = [
  "b+",
  "(a)(.)",
  "^A",
  "\\d+|\\s",
  "[[:alpha:]]+",
  "(",
  "",
  "(?i)HELLO",
  "a{2,",
  "\\mW",
  "(?<=l)o",
  "x*",
];
const subjects = ["foobar Hello World aab 123", "", "aé😀 b"];
const flags = ["", "i", "g", "gi", "x", "n", "q", "z"];

export const patternArguments: SpecialArguments = {
  "regexp_replace(text,text,text)": product(subjects, patterns, ["<\\1\\&>"]),
  "regexp_replace(text,text,text,text)": product(subjects.slice(0, 1), patterns.slice(0, 4), ["<\\1>"], flags),
  "regexp_replace(text,text,text,int4)": product(
    subjects.slice(0, 1),
    patterns.slice(0, 4),
    ["X"],
    ["1", "5", "99", "0"],
  ),
  "regexp_replace(text,text,text,int4,int4)": product(
    subjects.slice(0, 1),
    patterns.slice(0, 3),
    ["X"],
    ["1", "5"],
    ["0", "2", "-1"],
  ),
  "regexp_replace(text,text,text,int4,int4,text)": product(
    subjects.slice(0, 1),
    ["B", "o"],
    ["X"],
    ["1", "5"],
    ["0", "2"],
    ["i", ""],
  ),
  "substring(text,text)": product(subjects, patterns),
  "substring(text,text,text)": [
    ["foobar", '%#"o_b#"%', "#"],
    ["abcdefg", 'a#"(b_d)#"%', "#"],
    ["abc", "x", "#"],
    ["abc", "abc", "ab"],
  ],
  ...Object.fromEntries(
    [
      "regexp_match",
      "regexp_matches",
      "regexp_count",
      "regexp_like",
      "regexp_instr",
      "regexp_substr",
      "regexp_split_to_array",
      "regexp_split_to_table",
    ].map((name) => [`${name}(text,text)`, product(subjects, patterns)]),
  ),
  ...Object.fromEntries(
    ["regexp_match", "regexp_matches", "regexp_like", "regexp_split_to_array", "regexp_split_to_table"].map((name) => [
      `${name}(text,text,text)`,
      product(subjects.slice(0, 1), ["O", "(l)(.)", "a b"], flags),
    ]),
  ),
  "regexp_count(text,text,int4)": product(subjects.slice(0, 1), patterns.slice(0, 5), ["1", "4", "0"]),
  "regexp_count(text,text,int4,text)": product(subjects.slice(0, 1), ["O", "(l)(.)"], ["1", "4"], ["i", ""]),
  "regexp_substr(text,text,int4,int4)": product(subjects.slice(0, 1), ["o", "(l)(.)"], ["1", "4"], ["1", "2"]),
  "regexp_substr(text,text,int4,int4,text,int4)": product(
    subjects.slice(0, 1),
    ["O", "(l)(.)"],
    ["1", "4"],
    ["1", "2"],
    ["i"],
    ["0", "1", "3"],
  ),
  "regexp_instr(text,text,int4,int4,int4,text,int4)": product(
    subjects.slice(0, 1),
    ["O", "(l)(.)"],
    ["1", "4"],
    ["1", "2"],
    ["0", "1"],
    ["i"],
    ["0", "1"],
  ),
  ...Object.fromEntries(["~", "~*", "!~", "!~*"].map((sign) => [`${sign}(text,text)`, product(subjects, patterns)])),
  ...Object.fromEntries(
    ["~~", "~~*", "!~~", "!~~*"].map((sign) => [
      `${sign}(text,text)`,
      product(["Hello", "a%b", "é😀", "a\\b", ""], ["h%", "H%o", "_é%", "a\\%b", "__", "%", "a\\"]),
    ]),
  ),
  "similar_to_escape(text)": [["%(b|d)%"], ["a_c[[:alpha:]]*"], ["a\\%b"], ['x#"y#"z'], ["a{2}"]],
  "similar_to_escape(text,text)": [
    ["%(b|d)%", "#"],
    ["a#%c", "#"],
    ["a_c", ""],
    ["a", "xx"],
  ],
};
