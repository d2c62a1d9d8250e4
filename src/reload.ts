// SIGHUP: the configuration and the certificate are read again. What can change while sessions go on does; of all else it is said that it
// waits for the next start.
import { type Config, ConfigError, type LoadedConfig, settingsOf } from "./config.js";
import type { Logger } from "./log.js";

/** Settings that take effect at once, for what begins from then on. */
const reloadable: ReadonlySet<string> = new Set(["hba", "tls.allow_plain", "log.level", "shutdown_grace_ms"]);

export interface Reloader {
  readonly load: () => LoadedConfig;
  readonly apply: (config: Config) => void;
  readonly reloadCertificate: () => Promise<unknown>;
  readonly log: Logger;
}

/** Returns how to stop listening. A configuration that cannot be used changes nothing. */
export function reloadOnHangup(first: Config, { load, apply, reloadCertificate, log }: Reloader): () => void {
  let current = first;
  const reload = async (): Promise<void> => {
    try {
      const { config } = load();
      const before = new Map(settingsOf(current).map(({ name, value }) => [name, value]));
      const changed = settingsOf(config).filter(({ name, value }) => before.get(name) !== value);
      const names = changed.map(({ name }) => name);
      apply(config);
      current = config;
      log.info({ changed: names.filter((name) => reloadable.has(name)) }, "the configuration was read again");
      const waiting = names.filter((name) => !reloadable.has(name));
      if (waiting.length > 0) log.warn({ settings: waiting }, "these settings take effect at the next start");
    } catch (thrown) {
      const problems = thrown instanceof ConfigError ? { problems: thrown.problems } : { err: thrown };
      log.error(problems, "the new configuration is of no use, the old one is kept");
    }
    await reloadCertificate();
  };
  const onHangup = (): void => void reload();
  process.on("SIGHUP", onHangup);
  return () => void process.off("SIGHUP", onHangup);
}
