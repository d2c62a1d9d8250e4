// The state while one commit is applied to it: maps are copied when they are first changed, and shared otherwise.
import type { Commit } from "./api.js";
import type {
  Bucket,
  Dataset,
  DefaultGrant,
  Grant,
  Membership,
  Role,
  RowSecurity,
  Snapshot,
  Tombstones,
  View,
} from "./snapshot.js";

export class Draft {
  /** The commit's number, its time, who made it and why. */
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string | undefined;
  readonly buckets: CopiedOnWrite<Bucket>;
  readonly datasets: CopiedOnWrite<Dataset>;
  readonly roles: CopiedOnWrite<Role>;
  readonly members: CopiedOnWrite<ReadonlyMap<string, Membership>>;
  readonly grants: CopiedOnWrite<ReadonlyMap<string, readonly Grant[]>>;
  readonly owners: CopiedOnWrite<string>;
  readonly defaultGrants: CopiedOnWrite<DefaultGrant>;
  readonly views: CopiedOnWrite<View>;
  readonly bindings: CopiedOnWrite<ReadonlyMap<string, string>>;
  readonly rowSecurity: CopiedOnWrite<RowSecurity>;
  readonly tombstones: CopiedOnWrite<Tombstones>;

  constructor(before: Snapshot, commit: Pick<Commit, "version" | "at" | "actor" | "reason">) {
    this.version = commit.version;
    this.at = commit.at;
    this.actor = commit.actor;
    this.reason = commit.reason;
    this.buckets = new CopiedOnWrite(before.buckets);
    this.datasets = new CopiedOnWrite(before.datasets);
    this.roles = new CopiedOnWrite(before.roles);
    this.members = new CopiedOnWrite(before.members);
    this.grants = new CopiedOnWrite(before.grants);
    this.owners = new CopiedOnWrite(before.owners);
    this.defaultGrants = new CopiedOnWrite(before.defaultGrants);
    this.views = new CopiedOnWrite(before.views);
    this.bindings = new CopiedOnWrite(before.bindings);
    this.rowSecurity = new CopiedOnWrite(before.rowSecurity);
    this.tombstones = new CopiedOnWrite(before.tombstones);
  }

  finish(headSha256: string): Snapshot {
    return {
      version: this.version,
      headSha256,
      buckets: this.buckets.current,
      datasets: this.datasets.current,
      roles: this.roles.current,
      members: this.members.current,
      grants: this.grants.current,
      owners: this.owners.current,
      defaultGrants: this.defaultGrants.current,
      views: this.views.current,
      bindings: this.bindings.current,
      rowSecurity: this.rowSecurity.current,
      tombstones: this.tombstones.current,
    };
  }
}

export class CopiedOnWrite<Value> {
  readonly #before: ReadonlyMap<string, Value>;
  #copy: Map<string, Value> | undefined;

  constructor(before: ReadonlyMap<string, Value>) {
    this.#before = before;
  }

  get current(): ReadonlyMap<string, Value> {
    return this.#copy ?? this.#before;
  }

  set(key: string, value: Value): void {
    this.#copy ??= new Map(this.#before);
    this.#copy.set(key, value);
  }

  delete(key: string): void {
    if (!this.current.has(key)) return;
    this.#copy ??= new Map(this.#before);
    this.#copy.delete(key);
  }
}
