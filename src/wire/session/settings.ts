// A session's settings: their values, and how these come and go with transactions.
// https://www.postgresql.org/docs/15/sql-set.html

import { InsufficientPrivilege, ProgramLimitExceeded } from "../../errors.js";
import { assertCustomName, assertSettingText, checkSetting, unrecognized } from "./setting-check.js";
import { limits } from "../../limits.js";
import { settingDefinitions, type SettingDefinition } from "./setting-definitions.js";

/** Values by name in lower case. */
type Values = ReadonlyMap<string, string>;

/** What a transaction or a savepoint goes back to. */
export interface SettingsState {
  readonly session: Values;
  readonly local: Values;
}

export interface ShownSetting {
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

const reportedDefinitions = [...settingDefinitions.values()].filter(({ isReported }) => isReported === true);

export class Settings {
  /** What RESET goes back to: given at login, by us or by the client. */
  #initial: Values;
  #session: Values = new Map();
  /** For the present transaction only. */
  #local: Values = new Map();
  readonly #reported = new Map<string, string>();
  /** The values at the last report. They are replaced when they change, so that a look tells. */
  #reportedState: SettingsState | undefined;

  /** `own`: the values of fixed settings, such as server_version. */
  constructor(own: Readonly<Record<string, string>>) {
    this.#initial = new Map(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** A value that came with the login. RESET goes back to it. */
  setAtLogin(name: string, value: string): void {
    this.#initial = this.#with(this.#initial, name, value);
  }

  /** A value that the role was given, and that was checked then. The role may not be one who could set it. */
  setOfRole(name: string, value: string): void {
    const shown = checkSetting({ name, value }, { isSuperuser: true });
    this.#initial = new Map(this.#initial).set(name.toLowerCase(), shown);
  }

  /** Values of fixed settings, by us, before the session begins. */
  setInitial(values: Readonly<Record<string, string>>): void {
    this.#initial = new Map([...this.#initial, ...Object.entries(values)]);
  }

  /** What RESET goes back to, if that was given at login. */
  initial(name: string): string | undefined {
    return this.#initial.get(name);
  }

  /** Values of fixed settings, by us: who the session acts for. */
  setOwn(values: Readonly<Record<string, string>>, options: { readonly isLocal: boolean }): void {
    if (options.isLocal) {
      this.#local = new Map([...this.#local, ...Object.entries(values)]);
    } else {
      this.#session = new Map([...this.#session, ...Object.entries(values)]);
      for (const key of Object.keys(values)) this.#local = without(this.#local, key);
    }
  }

  /** Undefined: there is no such setting. Names count in any case. */
  get(name: string): string | undefined {
    const key = name.toLowerCase();
    const value = this.#local.get(key) ?? this.#session.get(key) ?? this.#initial.get(key);
    if (value !== undefined) return value;
    const definition = settingDefinitions.get(key);
    return definition?.defaultsTo === undefined ? definition?.fallback : this.get(definition.defaultsTo);
  }

  show(name: string): ShownSetting {
    const value = this.get(name);
    if (value === undefined) throw unrecognized(name);
    const definition = settingDefinitions.get(name.toLowerCase());
    return { name: definition?.name ?? name, value, description: definition?.description ?? "" };
  }

  /** In the order of their names. */
  showAll(): readonly ShownSetting[] {
    return [...settingDefinitions.values()]
      .map(({ name }) => this.show(name))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }

  set(name: string, value: string, options: { readonly isLocal: boolean }): void {
    const key = name.toLowerCase();
    if (options.isLocal || settingDefinitions.get(key)?.defaultsTo !== undefined) {
      this.#local = this.#with(this.#local, name, value);
    } else {
      this.#session = this.#with(this.#session, name, value);
      this.#local = without(this.#local, key);
    }
  }

  reset(name: string): void {
    if (this.get(name) === undefined) throw unrecognized(name);
    const key = name.toLowerCase();
    this.#checkMaySet(key);
    this.#session = resetValues(this.#session, (reset) => reset === key);
    this.#local = without(this.#local, key);
  }

  /** What describes the present transaction stays. */
  resetAll(): void {
    // RESET ALL does not change who the session acts for, nor what only a superuser set.
    const isKept = (key: string): boolean => identityKeys.has(key) || !this.#maySet(key);
    this.#session = resetValues(this.#session, (key) => !isKept(key));
    this.#local = new Map(
      [...this.#local].filter(([key]) => isKept(key) || settingDefinitions.get(key)?.defaultsTo !== undefined),
    );
  }

  save(): SettingsState {
    return { session: this.#session, local: this.#local };
  }

  restore(state: SettingsState): void {
    this.#session = state.session;
    this.#local = state.local;
  }

  /** The transaction is over: what was set for it alone is forgotten. */
  forgetLocal(): void {
    if (this.#local.size > 0) this.#local = new Map();
  }

  /** What the client has to be told: reported settings whose value is not what it heard last. */
  takeReports(): readonly { readonly name: string; readonly value: string }[] {
    if (this.#reportedState?.session === this.#session && this.#reportedState.local === this.#local) return [];
    this.#reportedState = this.save();
    const changed = reportedDefinitions.flatMap(({ name }) => {
      const value = this.get(name) ?? "";
      return value === this.#reported.get(name) ? [] : [{ name, value }];
    });
    for (const { name, value } of changed) this.#reported.set(name, value);
    return changed;
  }

  #with(values: Values, name: string, value: string): Values {
    assertSettingText(value);
    const key = name.toLowerCase();
    const definition = settingDefinitions.get(key);
    this.#checkMaySet(key);
    if (definition === undefined) this.#checkCustom(name, values);
    const shown = definition === undefined ? value : this.#normalise(definition, value);
    return new Map(values).set(key, shown);
  }

  #maySet(key: string): boolean {
    return settingDefinitions.get(key)?.isForSuperusers !== true || this.get("is_superuser") === "on";
  }

  #checkMaySet(key: string): void {
    if (this.#maySet(key)) return;
    throw new InsufficientPrivilege(`permission denied to set parameter "${settingDefinitions.get(key)?.name ?? key}"`);
  }

  #normalise(definition: SettingDefinition, value: string): string {
    return definition.kind.normalise(value, { name: definition.name, present: this.get(definition.name) ?? "" });
  }

  /** A name with a dot is the client's own to use. */
  #checkCustom(name: string, values: Values): void {
    assertCustomName(name);
    if (!values.has(name.toLowerCase()) && values.size >= limits.customSettingsPerSessionMax) {
      throw new ProgramLimitExceeded(`a session can have at most ${limits.customSettingsPerSessionMax} settings`);
    }
  }
}

/** For whom the session acts: see identity.ts. */
const identityKeys: ReadonlySet<string> = new Set(["role", "session_authorization", "is_superuser"]);

function without(values: Values, key: string): Values {
  if (!values.has(key)) return values;
  const rest = new Map(values);
  rest.delete(key);
  return rest;
}

/** As in PostgreSQL, a setting of the client's own naming stays known, and is empty. */
function resetValues(values: Values, isReset: (key: string) => boolean): Values {
  return new Map(
    [...values].flatMap(([key, value]): [string, string][] => {
      if (!isReset(key)) return [[key, value]];
      return key.includes(".") ? [[key, ""]] : [];
    }),
  );
}
