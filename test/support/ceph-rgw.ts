// A real S3 server: Ceph's RADOS Gateway over a monitor and one object store in memory, all on loopback, gone when the tests are.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { freePort } from "./free-port.js";
import { findProgram } from "./programs.mjs";

export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Plain data: it is handed to the processes that run tests. */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  /** Two who do not see each other's buckets. */
  readonly users: readonly [S3User, S3User];
}

export interface RunningS3Server {
  readonly server: S3Server;
  stop(): Promise<void>;
}

const folderPrefix = "sluice-ceph-";
const startMsMax = 100_000;

/** Takes some ten seconds. */
export async function startCephRgw(): Promise<RunningS3Server> {
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  sweep(base);
  const folder = mkdtempSync(path.join(base, `${folderPrefix}${process.pid}-`));
  const daemons: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    process.off("exit", stopAtOnce);
    // There is nothing that they would have to bring to an end.
    await Promise.all(daemons.map((daemon) => endOf(daemon)));
    rmSync(folder, { recursive: true, force: true });
  };
  const stopAtOnce = (): void => {
    for (const daemon of daemons) daemon.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stopAtOnce);
  try {
    return { server: await start(folder, daemons), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function start(folder: string, daemons: ChildProcess[]): Promise<S3Server> {
  const [port, monitorPort, olderMonitorPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const monitor = `[v2:127.0.0.1:${monitorPort},v1:127.0.0.1:${olderMonitorPort}]`;
  const cluster = randomUUID();
  const config = path.join(folder, "ceph.conf");
  for (const name of ["mon", "osd", "rgw", "run"]) mkdirSync(path.join(folder, name));
  writeFileSync(config, configuration({ folder, cluster, monitor, port }));
  const run = (program: string, ...parameters: string[]): Promise<string> => runProgram(config, program, parameters);
  const daemon = (program: string, ...parameters: string[]): void => {
    daemons.push(startDaemon(config, program, parameters));
  };

  const keyring = path.join(folder, "keyring");
  const all = ["--cap", "mon", "allow *", "--cap", "osd", "allow *"];
  await run("ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
  await run("ceph-authtool", keyring, "--gen-key", "-n", "client.admin", ...all, "--cap", "mgr", "allow *");
  const map = path.join(folder, "monmap");
  await run("monmaptool", "--create", "--clobber", "--addv", "a", monitor, "--fsid", cluster, map);
  await run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring);
  daemon("ceph-mon", "-i", "a");

  const store = randomUUID();
  const storeKeyring = path.join(folder, "osd/keyring");
  await run("ceph-authtool", "--create-keyring", storeKeyring, "--gen-key", "-n", "osd.0");
  const key = (await run("ceph-authtool", "-p", "-n", "osd.0", storeKeyring)).trim();
  const secrets = path.join(folder, "osd/secrets.json");
  writeFileSync(secrets, JSON.stringify({ cephx_secret: key }));
  await run("ceph", "osd", "new", store, "0", "-i", secrets);
  await run("ceph-osd", "-i", "0", "--mkfs", "--key", key, "--osd-uuid", store);
  daemon("ceph-osd", "-i", "0");

  await run(
    "ceph-authtool",
    keyring,
    "--gen-key",
    "-n",
    "client.rgw",
    "--cap",
    "mon",
    "allow rw",
    "--cap",
    "osd",
    "allow rwx",
  );
  await run("ceph", "auth", "import", "-i", keyring);
  daemon("radosgw", "-n", "client.rgw");
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, daemons);
  const users = [newUser("ONE"), newUser("TWO")] as const;
  for (const { accessKeyId, secretAccessKey } of users) {
    const names = ["--uid", accessKeyId.toLowerCase(), "--display-name", accessKeyId];
    const keys = ["--access-key", accessKeyId, "--secret", secretAccessKey];
    await run("radosgw-admin", "user", "create", ...names, ...keys);
  }
  const server: S3Server = { endpoint, region: "us-east-1", users };
  await warmUp(server);
  return server;
}

function newUser(name: string): S3User {
  return { accessKeyId: `ACCESSKEY${name}`, secretAccessKey: `secret-of-${name}-${randomUUID()}` };
}

interface Layout {
  readonly folder: string;
  readonly cluster: string;
  readonly monitor: string;
  readonly port: number;
}

function configuration({ folder, cluster, monitor, port }: Layout): string {
  return `[global]
fsid = ${cluster}
mon_initial_members = a
mon_host = ${monitor}
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = ${folder}/keyring
run_dir = ${folder}/run
admin_socket = ${folder}/run/$cluster-$name.$pid.asok
pid_file = ${folder}/run/$name.pid
log_file = ${folder}/run/$name.log
crash_dir = ${folder}/run
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
osd_memory_target = 939524096
ms_bind_ipv6 = false
auth_allow_insecure_global_id_reclaim = false
[mon]
mon_data = ${folder}/mon
mon_data_avail_crit = 1
mon_data_avail_warn = 2
[osd]
osd_data = ${folder}/osd
keyring = ${folder}/osd/keyring
osd_objectstore = memstore
memstore_device_bytes = 6442450944
osd_scrub_load_threshold = 2000
osd_class_load_list = *
osd_class_default_list = *
[client.rgw]
rgw_data = ${folder}/rgw
# Without tcp_nodelay, each answer waits 40 ms for an acknowledgement.
rgw_frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_dns_name = localhost
`;
}

const execute = promisify(execFile);

async function runProgram(config: string, program: string, parameters: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, parameters, {
    env: { ...process.env, CEPH_CONF: config },
    timeout: startMsMax,
  });
  return stdout;
}

/** The system ends it when this process ends, however it does. */
function startDaemon(config: string, program: string, parameters: readonly string[]): ChildProcess {
  const words = [program, "-f", "-c", config, ...parameters];
  const keeper = findProgram("setpriv");
  const [first = program, ...others] = keeper === undefined ? words : [keeper, "--pdeathsig", "KILL", ...words];
  const log = path.join(path.dirname(config), "run", `${program}.stderr`);
  const daemon = spawn(first, others, { stdio: ["ignore", "ignore", "pipe"] });
  daemon.stderr?.on("data", (text: Buffer) => existsSync(path.dirname(log)) && appendFileSync(log, text));
  daemon.on("error", () => undefined);
  return daemon;
}

async function endOf(daemon: ChildProcess): Promise<void> {
  if (daemon.pid === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, "exit");
  daemon.kill("SIGKILL");
  await ended;
}

async function untilAnswers(endpoint: string, daemons: readonly ChildProcess[]): Promise<void> {
  for (const deadline = Date.now() + startMsMax; ; ) {
    const isThere = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isThere) return;
    if (daemons.some(({ exitCode }) => exitCode !== null)) throw new Error("a program of the S3 server ended");
    if (Date.now() > deadline) throw new Error("the S3 server does not answer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The first bucket, object and upload make pools, which takes seconds: longer than a test would wait for an answer. */
async function warmUp(server: S3Server): Promise<void> {
  const client = clientOf(server);
  const place = { Bucket: "warm-up", Key: "k" };
  await client.send(new CreateBucketCommand({ Bucket: place.Bucket }));
  await client.send(new PutObjectCommand({ ...place, Body: "x" }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  await client.send(new AbortMultipartUploadCommand({ ...place, UploadId }));
  client.destroy();
}

/** A client of the SDK's own making, to look from outside. */
export function clientOf(server: S3Server, user: S3User = server.users[0]): S3Client {
  return new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    forcePathStyle: true,
    credentials: user,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** Makes a bucket and resolves with its name. */
export async function makeBucket(server: S3Server, user?: S3User): Promise<string> {
  const client = clientOf(server, user);
  const name = `b-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
  return name;
}

/** Removes what runs that were killed have left. */
function sweep(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = name.startsWith(folderPrefix) ? Number(name.slice(folderPrefix.length).split("-")[0]) : undefined;
    if (pid !== undefined && !isAlive(pid)) rmSync(path.join(base, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`).length > 0;
  } catch {
    // No such process.
    return false;
  }
}
