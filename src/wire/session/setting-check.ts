// Whether a setting may be given a value, outside of any session: ALTER ROLE ... SET.
import {
  CharacterNotInRepertoire,
  InsufficientPrivilege,
  InvalidName,
  ProgramLimitExceeded,
  UndefinedObject,
} from "../../errors.js";
import { limits } from "../../limits.js";
import { settingDefinitions } from "./setting-definitions.js";

/**
 * The value as it is to be kept; null asks whether it may be reset.
 * @throws UndefinedObject (42704), CannotChangeParameter (55P02), InsufficientPrivilege (42501), InvalidParameterValue (22023).
 */
export function checkSetting(
  { name, value }: { readonly name: string; readonly value: string | null },
  { isSuperuser }: { readonly isSuperuser: boolean },
): string {
  const definition = settingDefinitions.get(name.toLowerCase());
  if (definition === undefined) assertCustomName(name);
  if (definition?.isForSuperusers === true && !isSuperuser) {
    throw new InsufficientPrivilege(`permission denied to set parameter "${definition.name}"`);
  }
  if (value === null) return "";
  assertSettingText(value);
  // Which role a session begins as is looked at when it begins.
  if (definition === undefined || definition.name === "role") return value;
  const present = definition.fallback;
  return definition.kind.normalise(value, { name: definition.name, present });
}

/** @throws ProgramLimitExceeded (54000), CharacterNotInRepertoire (22021): no text of PostgreSQL's has a NUL, and it would end one that is handed over. */
export function assertSettingText(value: string): void {
  if (value.length > limits.settingCharactersMax) {
    throw new ProgramLimitExceeded(`a setting's value can have at most ${limits.settingCharactersMax} characters`);
  }
  if (value.includes("\0")) throw new CharacterNotInRepertoire("UTF8", Buffer.of(0));
}

/** A name with a dot is the client's own to use. */
export function assertCustomName(name: string): void {
  if (!name.includes(".")) throw unrecognized(name);
  if (!/^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(\.[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)+$/.test(name)) {
    throw new InvalidName(`invalid configuration parameter name "${name}"`, {
      detail: "Custom parameter names must be two or more simple identifiers separated by dots.",
    });
  }
}

export function unrecognized(name: string): UndefinedObject {
  return new UndefinedObject(`unrecognized configuration parameter "${name}"`);
}
