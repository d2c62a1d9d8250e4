// PostgreSQL's configuration file, for a database that has one user and is in memory.

export const settings = [
  "shared_buffers = 4MB",
  "max_connections = 3",
  "wal_buffers = 64kB",
  "autovacuum = off",
  "fsync = off",
  // Its files lie in this process's memory.
  "temp_file_limit = 64MB",
];
