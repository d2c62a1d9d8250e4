// Properties as JSON, YAML and XML, laid out as PostgreSQL lays them out. explain.c, ExplainProperty and its kin
import type { Property } from "./properties.js";

export function asJson(query: readonly Property[]): string {
  return `[\n  {\n${jsonParts(query, 2)}\n  }\n]`;
}

function jsonParts(parts: readonly Property[], depth: number): string {
  return parts
    .map((part) => `${"  ".repeat(depth)}${JSON.stringify(part.label)}: ${jsonValue(part, depth)}`)
    .join(",\n");
}

function jsonValue(part: Property, depth: number): string {
  const [here, inside] = ["  ".repeat(depth), "  ".repeat(depth + 1)];
  switch (part.kind) {
    case "text":
      return JSON.stringify(part.value);
    case "number":
      return part.value;
    case "list":
      return `[${part.items.map((item) => JSON.stringify(item)).join(", ")}]`;
    case "group":
      return part.parts.length === 0 ? `{\n${here}}` : `{\n${jsonParts(part.parts, depth + 1)}\n${here}}`;
    case "groups": {
      const items = part.groups.map((group) => `${inside}{\n${jsonParts(group, depth + 2)}\n${inside}}`);
      return items.length === 0 ? `[\n${here}]` : `[\n${items.join(",\n")}\n${here}]`;
    }
  }
}

export function asYaml(query: readonly Property[]): string {
  return yamlItem(query, 0);
}

/** `- Plan: ` */
function yamlItem(parts: readonly Property[], depth: number): string {
  const here = "  ".repeat(depth);
  return parts.map((part, index) => `${here}${index === 0 ? "- " : "  "}${yamlPart(part, depth + 1)}`).join("\n");
}

function yamlPart(part: Property, depth: number): string {
  const inside = "  ".repeat(depth + 1);
  switch (part.kind) {
    case "text":
      return `${part.label}: ${JSON.stringify(part.value)}`;
    case "number":
      return `${part.label}: ${part.value}`;
    case "list":
      return [`${part.label}: `, ...part.items.map((item) => `${inside}- ${JSON.stringify(item)}`)].join("\n");
    case "group":
      return [`${part.label}: `, ...part.parts.map((inner) => `${inside}${yamlPart(inner, depth + 1)}`)].join("\n");
    case "groups":
      return [`${part.label}: `, ...part.groups.map((group) => yamlItem(group, depth + 1))].join("\n");
  }
}

export function asXml(query: readonly Property[]): string {
  const inside = query.flatMap((part) => xmlLines(part, 2));
  return [
    `<explain xmlns="http://www.postgresql.org/2009/explain">`,
    "  <Query>",
    ...inside,
    "  </Query>",
    "</explain>",
  ].join("\n");
}

function xmlLines(part: Property, depth: number): readonly string[] {
  const [here, inside] = ["  ".repeat(depth), "  ".repeat(depth + 1)];
  const tag = part.label.replaceAll(/[^-A-Za-z0-9_.]/g, "-");
  const around = (lines: readonly string[]): readonly string[] => [`${here}<${tag}>`, ...lines, `${here}</${tag}>`];
  switch (part.kind) {
    case "text":
    case "number":
      return [`${here}<${tag}>${escaped(part.value)}</${tag}>`];
    case "list":
      return around(part.items.map((item) => `${inside}<Item>${escaped(item)}</Item>`));
    case "group":
      return around(part.parts.flatMap((inner) => xmlLines(inner, depth + 1)));
    case "groups":
      return around(part.groups.flatMap((parts) => xmlLines({ kind: "group", label: part.item, parts }, depth + 1)));
  }
}

/** escape_xml */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#x0d;" };
  return text.replaceAll(/[&<>\r]/g, (sign) => marks[sign] ?? sign);
}
