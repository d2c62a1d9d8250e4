// Every bound of the gateway, with its unit in its name.

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  // The wire.
  /** A startup packet: PostgreSQL's own bound (MAX_STARTUP_PACKET_LENGTH). */
  startupPacketBytesMax: 10_000,
  /** Any other message from a client, its length word included. */
  messageBytesMax: 64 * MiB,
  /** A message that carries little more than a name: PostgreSQL's own bound (PQ_SMALL_MESSAGE_LIMIT). */
  controlMessageBytesMax: 10_000,
  /** A password or SASL message, read before we know who is there. */
  authenticationMessageBytesMax: 64 * KiB,
  /** The secret of a cancel request, as the protocol bounds it. */
  cancelKeyBytesMin: 4,
  cancelKeyBytesMax: 256,
  authenticationMsMax: 60_000,
  connectionsMax: 2_048,
  /** Failed logins of one address as one role that are not slowed; and of one address as whomever. */
  loginFailuresFree: 3,
  loginFailuresFreePerAddress: 30,
  /** What a try waits after these: the first, and doubled each time up to the last. */
  loginDelayMsMin: 100,
  loginDelayMsMax: 5_000,
  /** Silence after which failures are forgotten. */
  loginFailureMsMax: 900_000,
  /** Addresses and roles whose failures are remembered. */
  loginFailuresKeptMax: 10_000,
  /** Rows of `sluice.logins`. */
  loginsKeptMax: 1_000,
  /** Parameters of one statement: an Int16 count, read as unsigned. */
  parametersMax: 65_535,
  preparedStatementsPerSessionMax: 10_000,
  portalsPerSessionMax: 10_000,
  /** Bytes written to a socket and not yet taken by the system, before rows stop. */
  socketBufferBytesMax: 1 * MiB,
  /** A DataRow message. PostgreSQL's values end there too (MaxAllocSize). */
  rowBytesMax: 1024 * MiB - 1,
  /** Rows are handed to the socket in pieces of at most about this size. */
  rowChunkBytes: 256 * KiB,
  /** A page that is encoded before it is asked for; and all of them. */
  pageAheadBytesMax: 1 * MiB,
  pagesAheadBytesMax: 64 * MiB,
  /** Pieces kept for the next rows. */
  unusedPiecesMax: 16,
  /** Bytes received and not yet looked at, before the socket is paused. */
  readAheadBytesMax: 256 * KiB,
  /** Answers are gathered up to this size before they are handed to the system. */
  answerBytesGathered: 16 * KiB,
  /** How long a closed conversation waits for the client to take the last answer. */
  lingerMsMax: 5_000,
  /** Connections beyond `connectionsMax` that are told so; more are dropped without a word. */
  refusedConnectionsMax: 64,
  /** Silence after which the system asks whether a client is still there. */
  tcpKeepAliveMs: 60_000,
  /** How often the files of the certificate are looked at. */
  certificatePollMs: 5_000,
  /** How long messages of one connection are answered before others have their turn. */
  turnMsMax: 5,
  /** Connections that the system may keep waiting to be accepted. */
  listenBacklog: 1_024,
  /** Settings of its own naming (with a dot) that a session may make. */
  customSettingsPerSessionMax: 256,
  settingCharactersMax: 16_384,
  savepointsMax: 1_000,
  /** Texts of a session's prepared statements; and, apart from them, the values bound to its portals. */
  heldBytesPerSessionMax: 128 * MiB,

  // Statements.
  /** Parsing is done at one go: a longer text would hold up the others. */
  statementBytesMax: 512 * KiB,
  /** A longer text is not kept in the caches of parsed statements and plans. */
  cachedStatementCharactersMax: 20_000,
  /** Nesting of a statement's syntax tree. */
  statementDepthMax: 500,
  /** Nodes of a statement's syntax tree. */
  statementNodesMax: 200_000,
  identifierBytesMax: 63,
  /** Names that an error's hint lists. */
  namesToldMax: 20,
  /** A view's filter or a policy's expression. */
  rowExpressionCharactersMax: 10_000,
  /** Views on views. */
  viewDepthMax: 16,

  // The catalog.
  /** Commits between two checkpoints. */
  checkpointEveryCommits: 100,
  /** Tries of one commit against other writers before 40001. */
  commitAttemptsMax: 20,
  journalEntryBytesMax: 64 * MiB,
  /** Checkpoints kept; older ones are deleted. */
  checkpointsMax: 4,
  /** Journal entries asked for at once when it is read from end to end. */
  journalReadAheadMax: 8,

  // Object storage.
  /** S3's own bound. */
  objectKeyBytesMax: 1_024,
  /** What most file systems allow. */
  objectKeySegmentBytesMax: 255,
  /** Folders of a store that are remembered to be durable. */
  durableFoldersMax: 10_000,
  /** The age at which another host's temporary file counts as left over. */
  temporaryFileMsMax: 3_600_000,

  // Copies of objects in remote buckets.
  /** Asked for at once, of one object; so many at a time; and objects at a time. All of it is in memory. */
  cacheRangeBytes: 8 * MiB,
  cacheRangesPerObjectMax: 4,
  cacheFetchesMax: 4,
  /** Side files with the bounds of objects' columns that are kept in memory. */
  boundsFilesKnownMax: 1_000,
  /** How long a fetch waits until running statements leave it room, and how often it looks. */
  cacheRoomMsMax: 30_000,
  cacheRoomPollMs: 50,
  /** How long after an object was pinned the next statement takes the same pin. */
  cachePinFreshMs: 1_000,
  /** How exactly an entry tells other processes, and later ones, when it was used last. */
  cacheUseMsPrecision: 60_000,

  /** One statement of the system catalog: how long it may take, what it may answer, and how many of its rows go together. */
  systemCatalogMsMax: 10_000,
  systemCatalogAnswerBytesMax: 64 * MiB,
  systemCatalogBatchRows: 1_000,
  /** What answers take that are not read to their end, of all sessions together. */
  systemCatalogHeldBytesMax: 256 * MiB,
  /** Those with the names of one reader, beside that with all names. */
  systemCatalogsOfViewersMax: 3,
  /** How long a statement may run on when nobody wants its answer any longer, and how long when others wait for it, before these get another thread. */
  systemCatalogAbandonedMsMax: 250,
  systemCatalogHeldUpMsMax: 1_000,
  /** Statements that wait for it. */
  systemCatalogWaitingMax: 256,
  /** From the start of its thread, and to be filled: making its files takes some seconds. After a boot that failed, none is tried for a while. */
  systemCatalogBootMsMax: 60_000,
  systemCatalogBootPauseMs: 1_000,
  /** The files of a new database; they are 9 MiB. */
  systemCatalogDataFolderBytesMax: 64 * MiB,
  /** PostgreSQL's memory, which begins with 128 MiB of which it uses 15, its files beside that; and the heap and the stack of its thread: of depth, PostgreSQL has a bound itself. What is young in the heap would take 8 MB more. */
  systemCatalogMemoryBytesMax: 512 * MiB,
  systemCatalogHeapMiBMax: 128,
  systemCatalogYoungHeapMiBMax: 6,
  systemCatalogStackMiBMax: 64,

  /** What went wrong with buckets lately. */
  bucketErrorsKeptMax: 1_000,
  /** How long a bucket that is asked whether it is there may take to answer. */
  reachableMsMax: 5_000,

  /** A Parquet file's footer: how much of the end is asked for at first, and how long it may be. */
  parquetFooterBytesGuessed: 64 * KiB,
  parquetFooterBytesMax: 64 * MiB,

  // Object storage over the network (S3).
  /** Tries of one request that failed for a reason which may pass. */
  s3AttemptsMax: 8,
  /** The longest pause after the first failure, and doubled each time up to the last; the real one is drawn below it. */
  s3BackoffMsMin: 50,
  s3BackoffMsMax: 3_000,
  /** All tries of one request together, and what it takes to move its bytes at the slowest speed. */
  s3RequestMsMax: 60_000,
  s3BytesPerMsMin: 64,
  /** Of one whose answer is soon of no use, at least: a server's first write may take 2 s. */
  s3PromptRequestMsMin: 5_000,
  /** Tries of httpfs, which counts them itself. */
  httpfsRetriesMax: 3,
  /** Silence of a connection after which it counts as broken. */
  s3StallMsMax: 10_000,
  s3ConnectMsMax: 5_000,
  /** Requests of one store at once; more wait for their turn. */
  s3RequestsMax: 64,
  /** An object that is held in memory as a whole. */
  s3ObjectBytesMax: 1024 * MiB,
  /** What is put by one request; larger objects go in parts. */
  s3SinglePutBytesMax: 16 * MiB,
  /** A part; larger ones only where there would be more than the protocol allows. */
  s3PartBytes: 8 * MiB,
  s3PartsMax: 10_000,
  /** Parts of one upload in memory at once, by count and by bytes; one is always allowed. */
  s3PartsAtOnceMax: 4,
  s3PartsAtOnceBytesMax: 64 * MiB,
  /** How long it is tried to take back an upload that failed. */
  s3GiveUpMsMax: 10_000,
  /** Keys asked for at once: S3's own bound. */
  s3KeysPerPageMax: 1_000,

  // Administration.
  /** What ALTER ROLE ... SET keeps for one role. */
  roleSettingsMax: 256,
  /** Who asked for a change. */
  actorCharactersMax: 256,
  /** Why, as the journal keeps it for good. */
  reasonCharactersMax: 4_096,
  descriptionCharactersMax: 16_384,
  /** The keys of keyed hashes: what cannot be found by trying. */
  hashKeyBytesMin: 16,
  /** Characters that a mask keeps at either end. */
  maskKeptCharactersMax: 1_000,
  sourceCharactersMax: 4_096,
  /** Files that one call loads or registers. */
  sourceFilesMax: 100_000,
  /** Names looked at to find them. */
  sourceNamesMax: 1_000_000,

  // The audit log.
  /** Records in one segment. */
  auditRowsPerSegmentMax: 10_000,
  /** Records that wait to be kept, while the storage fails. */
  auditRowsGatheredMax: 200_000,
  /** Between two tries to write it, when it cannot be written. */
  auditRetryMsMax: 30_000,
  /** Rows of `sluice.audit`, or a segment more. */
  auditRowsShownMax: 100_000,
  /** Of a text whose literals are kept. */
  auditStatementCharactersMax: 100_000,
  /** Of a role's name, as a client gave it. */
  auditNameCharactersMax: 256,

  /** Trees of SELECTs, for their planning. */
  parsedSelectsMax: 32,
  /** Functions, and as many operators, by the types of their arguments. */
  choicesKeptMax: 4_096,

  // Execution.
  /** Statements which run for long, at once. */
  heavyStatementsMax: 8,
  /** Statements in their first moments, at once. */
  lightStatementsMax: 4,
  /** Statements being planned, at once. */
  planningStatementsMax: 4,
  /** How long a statement may run before it counts as heavy, when none that is heavy runs beside it. */
  lightStatementMsMax: 250,
  /** How long a statement may take to stop, once it was told to, before it is left to itself. */
  stopMsMax: 5_000,
  /** Statements waiting for their turn. */
  waitingStatementsMax: 10_000,
  /** Long values of one batch; a row may be longer. */
  batchBytesMax: 4 * MiB,
  /** Memory for one column's strings that is kept for the next batch; a larger one is left to the garbage collector. */
  stringMemoryBytesMax: 1 * MiB,
  unusedStringMemoryBytesMax: 16 * MiB,
  /** Copied out of DuckDB's memory, before what is no longer used of it is freed. */
  copiedBytesUncollectedMax: 8 * MiB,
  /** Results of at most so many rows are made at one go. */
  smallResultRowsMax: 100,
  /** A statement of constants whose result is kept with its plan. */
  constantStatementCharactersMax: 1_000,
  /** A row group of a Parquet file that is written, before it is packed. */
  rowGroupBytesMax: 32 * MiB,
  /** A file that is written into a bucket: a larger one is cut in several. */
  objectBytesMax: 256 * MiB,
  /** Rows on their way in, gathered in memory before they go to a file. */
  rowPartBytesMax: 8 * MiB,
  rowPartRowsMax: 122_880,
  /** A line of a COPY FROM, before it is read. */
  copyLineBytesMax: 64 * MiB,
  /** A field of a binary COPY announces fewer: PostgreSQL's own bound (MaxAllocSize). */
  copyFieldBytesMax: 0x3fff_ffff,
  /** Rows of a COPY FROM that are handed on at once, or so many bytes. */
  copyBatchRowsMax: 8_192,
  copyBatchBytesMax: 2 * MiB,
  /** To reach another PostgreSQL, and to log in there. */
  remoteConnectMsMax: 15_000,
  /** Rows that are asked of it at once: the first time, and at most; and about how many bytes of them. */
  remoteRowsMin: 100,
  remoteRowsMax: 20_000,
  remoteFetchBytes: 4 * MiB,
  /** Between two words on how far a long load is. */
  progressMs: 1_000,
  /** Rows by which it is judged how wide those of a file are. */
  rowWidthSampleRows: 500,
  /**
   * What DuckDB makes ahead of its reader. It keeps six tenths for the rows whose turn it is and four for those that its other threads made too
   * early, both rounded down, and stops a thread when its part is full. Of 2 bytes those are 1 and 0: one chunk waits, and what was made early
   * stays with its thread. With room for early chunks, a thread that was held up (others wanted the processor) was overtaken without bound:
   * rows of 100 KB were 1.4 GB of the process. It costs no time (bench/rows.bench.mjs).
   */
  streamingBufferBytesMax: 2,
  planCacheEntriesMax: 1_000,
  /** Of the DuckDB in which plans are made for EXPLAIN, over empty tables. */
  standInMemory: "256MiB",
  /** Prepared statements kept on one DuckDB connection. */
  preparedPerConnectionMax: 100,
  idleConnectionsMax: 16,
  /** Versions of relations kept ready inside DuckDB; those in use come on top. */
  internalRelationsMax: 1_000,

  // Results.
  /** Memory for the rows of cursors that may be gone back to, and of kept results, all together; more lie in files. */
  keptRowsMemoryBytesMax: 256 * MiB,
  keptRowsFileBytesMax: 32 * 1024 * MiB,
  /** How long a portal may sleep before its rows are brought there, and how many bytes of them are. */
  sleepMsMax: 2_000,
  sleptBytesMax: 256 * MiB,
  /** Kept results of one role. */
  keptResultsPerRoleMax: 50,
  /** Results that are no longer kept, of which it is remembered why. */
  goneResultsKnownMax: 1_000,
  pageRowsMax: 100_000,

  // Tombstones.
  /** Memory for places of hidden rows, ready to be joined; those in use come on top. */
  hiddenRowTableBytesMax: 256 * MiB,
  /** Hidden rows of one dataset that are joined by their positions; more are looked up in bitmaps. */
  positionsJoinedMax: 50_000,
  /** Bitmaps of one dataset; beyond, its rows are told by their keys. */
  bitmapBytesMax: 128 * MiB,
  /** The last position that a bitmap can have. */
  positionMax: 2 ** 31 - 1,
  /** Memory for what the side files of all datasets say. */
  ledgerBytesMax: 512 * MiB,
  /** States of datasets of which it is remembered where rows are hidden. */
  hiddenRowsKnownMax: 1_000,
  /** Keys given as arguments of one call; more come from a query. */
  keysPerCallMax: 100_000,
  /** Read at once to work out the hash of an object. */
  digestPieceBytes: 8 * MiB,
  /** What keeps running over rows that were just erased is stopped then. */
  outdatedReadMsMax: 1_000,
} as const;
