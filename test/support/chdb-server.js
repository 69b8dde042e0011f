// A current ClickHouse for the tests and the benchmark: chdb, the engine as a library, behind a small HTTP server. It is
// half a gigabyte, so it is no dependency: `.ci/run` installs it into a folder of its own, which CHDB_FOLDER names.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createKilledProcess } from "./killed-process.js";

const folder = process.env.CHDB_FOLDER ?? join(tmpdir(), "whybounce-chdb");
export const isInstalled = existsSync(join(folder, "node_modules/chdb/package.json"));

/** As `createServers` of clickhouse-server.js, one server. */
export async function createChdbServer() {
  const data = await mkdtemp(join(tmpdir(), "whybounce-chdb-"));
  const engine = createKilledProcess();
  let port = 0;

  async function start() {
    const words = [import.meta.filename, data, String(port)];
    const child = engine.start(spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] }));
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    port = Number(line);
    server.where.url = `http://127.0.0.1:${port}`;
    server.name = `clickhouse://127.0.0.1:${port}/default`;
  }

  const remove = async () => {
    await engine.kill();
    await rm(data, { recursive: true, force: true });
  };
  const where = { url: "", database: "default", user: "whybounce", password: "" };
  const server = { where, name: "", pid: engine.pid, start, kill: engine.kill, remove };
  return server;
}

// ---------------------------------------------------------------- the process itself

/** Settings of a request that are the engine's own. */
const transport = new Set([
  "database",
  "query",
  "query_id",
  "default_format",
  "session_id",
  "enable_http_compression",
]);
/** The client names them, and they are the server's business. */
const ignored = new Set([
  "wait_end_of_query",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "cancel_http_readonly_queries_on_client_close",
]);

async function serve(data, port) {
  const { createServer } = await import("node:http");
  const { Session } = createRequire(join(folder, "package.json"))("chdb");
  const session = new Session(data);
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    if (pathname === "/ping") return void response.end("Ok.\n");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const query = searchParams.get("query");
    try {
      const answer = answerOf(session, query === null ? body : `${query}\n${body}`, searchParams);
      response.end(answer);
    } catch (error) {
      const code = /Code: (\d+)/.exec(error.message)?.[1] ?? "1002";
      response.writeHead(500, { "x-clickhouse-exception-code": code });
      response.end(
        error.message.includes("Code:") ? error.message : `Code: ${code}. DB::Exception: ${error.message}`,
      );
    }
  });
  server.listen(port, "127.0.0.1", () => console.log(server.address().port));
}

/** One request at a time: the session's database and settings are those of the last one. */
function answerOf(session, sql, parameters) {
  session.query(`USE ${parameters.get("database") ?? "default"}`);
  for (const [name, value] of parameters)
    if (!transport.has(name) && !ignored.has(name)) session.query(`SET ${name} = '${value}'`);
  const format = /\bFORMAT\s+(\w+)\s*$/i.exec(sql)?.[1];
  const isQuestion = /^\s*(?:SELECT|SHOW|WITH)\b/i.test(sql);
  return isQuestion && format
    ? session.query(sql.replace(/\bFORMAT\s+\w+\s*$/i, ""), format)
    : session.query(sql);
}

if (process.argv[1] === import.meta.filename) await serve(process.argv[2], Number(process.argv[3]));
