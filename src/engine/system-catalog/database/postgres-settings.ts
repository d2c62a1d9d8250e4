// PostgreSQL's configuration file, for a database that has one user and is in memory.

/** FirstNormalObjectId: pgAdmin and others take databases with a smaller OID for the system's own, and do not show them. */
export const databaseOid = 16_384;

export const settings = [
  "shared_buffers = 4MB",
  "max_connections = 3",
  "wal_buffers = 64kB",
  "autovacuum = off",
  "fsync = off",
  // The log is read when it boots, and never again.
  "full_page_writes = off",
  "synchronous_commit = off",
  "min_wal_size = 2MB",
  "max_wal_size = 2MB",
  "wal_recycle = off",
  "wal_init_zero = off",
  // Its files lie in this process's memory.
  "temp_file_limit = 64MB",
];
