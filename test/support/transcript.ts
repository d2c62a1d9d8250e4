// Reads the transcripts in test/golden, and plays their scenes to a server.
//
//   # What the scene proves
//   ! PostgreSQL: why a real one answers otherwise
//   p< {"kind":"noData"}                            answered by a real one, where that is otherwise: all of it
//   > {"kind":"query","sql":"select 1"}             said; several in a row are said at once
//   < {"kind":"readyForQuery","status":"I"}         answered; fields that are not named may be anything
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Heard, Said, WireClient } from "./wire-client.js";

const folder = new URL("../golden/", import.meta.url);
const differenceMark = "! PostgreSQL: ";

export interface Scene {
  readonly title: string;
  /** Why it is not for PostgreSQL. */
  readonly difference: string | undefined;
  readonly lines: readonly string[];
}

export interface Transcript {
  readonly file: string;
  readonly scenes: readonly Scene[];
}

export function readTranscripts(): readonly Transcript[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".transcript"));
  return files.map((file) => ({ file, scenes: scenesOf(readFileSync(new URL(file, folder), "utf8")) }));
}

function scenesOf(text: string): readonly Scene[] {
  const scenes: { title: string; difference: string | undefined; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const scene = scenes.at(-1);
    if (line.startsWith("# ")) scenes.push({ title: line.slice(2), difference: undefined, lines: [] });
    else if (scene !== undefined && line.startsWith(differenceMark))
      scene.difference = line.slice(differenceMark.length);
    else scene?.lines.push(line);
  }
  return scenes;
}

export type Server = "Sluice" | "PostgreSQL";

/** The client is logged in; it is gone afterwards. */
export async function play(client: WireClient, { difference, lines }: Scene, server: Server): Promise<void> {
  const answered = server === "PostgreSQL" && difference !== undefined ? "p<" : "<";
  let said: Said[] = [];
  let heard = 0;
  for (const line of lines) {
    const [mark = "", json] = [line.split(" ", 1)[0], line.slice(line.indexOf(" ") + 1)];
    if (mark === ">") {
      said.push(JSON.parse(json) as Said);
    } else if (mark === answered) {
      if (said.length > 0) client.say(...said);
      said = [];
      heard += 1;
      expect(await client.next(), `answer ${heard}`).toMatchObject(JSON.parse(json) as Heard);
    }
  }
  client.say(...said, { kind: "terminate" });
  expect(await client.untilClosed(), "unexpected answers").toEqual([]);
}
