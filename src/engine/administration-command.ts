// Statements on roles and rights, as they are read: they change the catalog, and admin carries them out.

/** A role by its name, or by what it is to the session. */
export type RoleReference = string | { readonly is: "public" | "current" | "session" };

export interface RelationName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** `SELECT (a, b)`, `INSERT`, `ALL`. */
export interface PrivilegeSpec {
  /** In lower case, as it was written: what it may be depends on what it is granted on. */
  readonly privilege: string;
  /** Absent: on the whole relation. */
  readonly columns?: readonly string[];
}

export interface RoleOptions {
  /** null: PASSWORD NULL. */
  readonly password?: string | null;
  readonly canLogin?: boolean;
  readonly isSuperuser?: boolean;
  readonly inherits?: boolean;
  readonly canCreateRole?: boolean;
  readonly bypassesRowSecurity?: boolean;
  /** -1: no limit. */
  readonly connectionsMax?: number;
  /** As it was written. */
  readonly validUntil?: string;
}

export interface GrantTerms {
  readonly privileges: readonly PrivilegeSpec[];
  readonly grantees: readonly RoleReference[];
  /** GRANT ... WITH GRANT OPTION, REVOKE GRANT OPTION FOR ... */
  readonly isGrantOption: boolean;
  readonly grantor?: RoleReference;
  readonly isCascade: boolean;
}

export type AdministrationCommand =
  | {
      readonly kind: "createRole";
      readonly role: string;
      readonly options: RoleOptions;
      /** IN ROLE, ROLE and ADMIN. */
      readonly inRoles?: readonly RoleReference[];
      readonly members?: readonly RoleReference[];
      readonly admins?: readonly RoleReference[];
    }
  | { readonly kind: "alterRole"; readonly role: RoleReference; readonly options: RoleOptions }
  | { readonly kind: "renameRole"; readonly role: string; readonly to: string }
  | { readonly kind: "alterRoleSettings"; readonly role: RoleReference; readonly change: SettingChange }
  | { readonly kind: "dropRole"; readonly roles: readonly RoleReference[]; readonly ifExists: boolean }
  | {
      readonly kind: "grantRole" | "revokeRole" | "alterGroup";
      readonly isGrant: boolean;
      readonly roles: readonly RoleReference[];
      readonly members: readonly RoleReference[];
      readonly isAdminOption: boolean;
      readonly grantor?: RoleReference;
    }
  | ({ readonly kind: "grant" | "revoke"; readonly on: GrantTarget } & GrantTerms)
  | ({
      readonly kind: "alterDefaultPrivileges";
      readonly isGrant: boolean;
      /** Empty: the current role. */
      readonly definers: readonly RoleReference[];
      /** Empty: in all schemas. */
      readonly schemas: readonly string[];
    } & GrantTerms)
  | {
      readonly kind: "alterOwner";
      readonly object: "table" | "view";
      readonly relation: RelationName;
      readonly owner: RoleReference;
      readonly ifExists: boolean;
    }
  | { readonly kind: "reassignOwned"; readonly roles: readonly RoleReference[]; readonly to: RoleReference }
  | { readonly kind: "dropOwned"; readonly roles: readonly RoleReference[]; readonly isCascade: boolean }
  | {
      readonly kind: "createPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly isPermissive: boolean;
      readonly command: "all" | "select";
      readonly roles: "public" | readonly string[];
      /** As it was written. */
      readonly using: string;
    }
  /** What is absent stays as it is. */
  | {
      readonly kind: "alterPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly newName?: string;
      readonly roles?: "public" | readonly string[];
      readonly using?: string;
    }
  | {
      readonly kind: "dropPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: "alterRowSecurity";
      readonly relation: RelationName;
      readonly isEnabled?: boolean;
      readonly isForced?: boolean;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: "createTable";
      readonly relation: RelationName;
      readonly columns: readonly NewColumn[];
      /** Empty: none. */
      readonly key: readonly string[];
      readonly bucket?: string;
      readonly ifNotExists: boolean;
    };

export interface NewColumn {
  readonly name: string;
  /** DuckDB's own spelling. */
  readonly type: string;
  readonly isNullable: boolean;
}

export type SettingChange =
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  /** name absent: all. */
  | { readonly kind: "reset"; readonly name: string | undefined };

export type GrantTarget =
  | { readonly kind: "relations"; readonly relations: readonly RelationName[] }
  | { readonly kind: "schemas"; readonly schemas: readonly string[] };

/** What is said when it is done. */
export function tagOf(command: AdministrationCommand): string {
  return command.kind === "alterOwner" ? `ALTER ${command.object.toUpperCase()}` : tags[command.kind];
}

const tags: Readonly<Record<Exclude<AdministrationCommand["kind"], "alterOwner">, string>> = {
  createRole: "CREATE ROLE",
  alterRole: "ALTER ROLE",
  renameRole: "ALTER ROLE",
  alterRoleSettings: "ALTER ROLE",
  alterGroup: "ALTER ROLE",
  dropRole: "DROP ROLE",
  grantRole: "GRANT ROLE",
  revokeRole: "REVOKE ROLE",
  grant: "GRANT",
  revoke: "REVOKE",
  alterDefaultPrivileges: "ALTER DEFAULT PRIVILEGES",
  reassignOwned: "REASSIGN OWNED",
  dropOwned: "DROP OWNED",
  createPolicy: "CREATE POLICY",
  alterPolicy: "ALTER POLICY",
  dropPolicy: "DROP POLICY",
  alterRowSecurity: "ALTER TABLE",
  createTable: "CREATE TABLE",
};
