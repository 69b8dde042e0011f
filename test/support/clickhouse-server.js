// ClickHouse servers of the tests' and the benchmark's own: on free loopback ports, with folders that are removed afterwards.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createKilledProcess } from "./killed-process.js";

export const PASSWORD = "p&ss/w0rd";
export const isInstalled = spawnSync("clickhouse-server", ["--version"]).error === undefined;

/** Servers of one cluster, which is called `fleet`; not started yet. */
export async function createServers(amount) {
  const ports = await freePorts(2 * amount);
  const shards = Array.from({ length: amount }, (_, index) => ports[2 * index + 1]);
  return Promise.all(shards.map((tcpPort, index) => createOne(ports[2 * index], tcpPort, shards)));
}

async function createOne(httpPort, tcpPort, shards) {
  const folder = await mkdtemp(join(tmpdir(), "whybounce-clickhouse-"));
  await Promise.all(["data", "tmp", "format"].map((name) => mkdir(join(folder, name))));
  await writeFile(join(folder, "config.xml"), configuration(folder, httpPort, tcpPort, shards));
  await writeFile(join(folder, "users.xml"), users);
  const url = `http://127.0.0.1:${httpPort}`;
  const server = createKilledProcess();

  async function start() {
    const words = [`--config-file=${join(folder, "config.xml")}`];
    server.start(spawn("clickhouse-server", words, { stdio: "ignore" }));
    for (let tries = 0; tries < 150; tries++) {
      if (
        await fetch(`${url}/ping`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await setTimeout(100);
    }
    throw new Error("the ClickHouse server does not answer");
  }

  const remove = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  const where = { url, database: "default", user: "whybounce", password: PASSWORD };
  return {
    where,
    name: `clickhouse://127.0.0.1:${httpPort}/default`,
    pid: server.pid,
    start,
    kill: server.kill,
    remove,
  };
}

async function freePorts(amount) {
  const servers = Array.from({ length: amount }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

function configuration(folder, httpPort, tcpPort, shards) {
  const replicas = shards.map(
    (port) =>
      `<shard><replica><host>127.0.0.1</host><port>${port}</port><user>whybounce</user><password>${PASSWORD.replace("&", "&amp;")}</password></replica></shard>`,
  );
  return `<yandex>
  <logger><level>error</level><log>${folder}/log</log><errorlog>${folder}/errors</errorlog></logger>
  <listen_host>127.0.0.1</listen_host><http_port>${httpPort}</http_port><tcp_port>${tcpPort}</tcp_port>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
  <format_schema_path>${folder}/format/</format_schema_path>
  <users_config>users.xml</users_config><default_profile>default</default_profile>
  <default_database>default</default_database><mark_cache_size>67108864</mark_cache_size>
  <remote_servers><fleet>${replicas.join("")}</fleet></remote_servers>
</yandex>`;
}

const user = (password, profile) =>
  `<password>${password}</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>`;

const users = `<yandex>
  <profiles><default></default><readonly><readonly>2</readonly></readonly></profiles>
  <users>
    <default>${user("", "default")}</default>
    <whybounce>${user(PASSWORD.replace("&", "&amp;"), "default")}</whybounce>
    <reader>${user("", "readonly")}</reader>
  </users>
  <quotas><default></default></quotas>
</yandex>`;
