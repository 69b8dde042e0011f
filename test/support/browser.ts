// A Chromium without a window, led over two pipes (the Chrome DevTools Protocol): a page as a reader has it, of any width,
// in both schemes, by keyboard and on paper. It may look up no name, so nothing is asked of anybody.

import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";

export interface View {
  width: number;
  scheme: "light" | "dark";
  media?: "screen" | "print";
}

export interface Browser {
  /** The page of this text. */
  open: (html: string, view: View) => Promise<void>;
  /** What the expression, or the promise that it makes, comes to. */
  evaluate: <Value>(expression: string) => Promise<Value>;
  /** `Tab`, `Enter`, or a character. */
  press: (key: string) => Promise<void>;
  /** PNG of the whole page. */
  picture: () => Promise<Buffer>;
  pdf: () => Promise<Buffer>;
  close: () => Promise<void>;
}

/** The names that distributions give it. */
const programs = ["chromium", "chromium-browser", "google-chrome"];

export function browserPath(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = folders.flatMap((folder) => programs.map((name) => join(folder, name)));
  return paths.find(mayRun) ?? null;
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function startBrowser(program: string): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-browser-"));
  const options = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    `--user-data-dir=${folder}`,
    "--remote-debugging-pipe",
    "about:blank",
  ];
  const child = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const call = callsOver(input, output);
  const { targetInfos } = await call<{ targetInfos: { targetId: string; type: string }[] }>(
    "Target.getTargets",
  );
  const targetId = targetInfos.find(({ type }) => type === "page")?.targetId;
  const { sessionId } = await call<{ sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });
  const page: Call = (method, parameters) => call(method, parameters, sessionId);
  await page("Page.enable");
  return {
    ...pageOf(page, folder),
    close: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
      await remove(folder);
    },
  };
}

/** Its other processes end a moment later, and write until then: what rmSync tries again is no more than the last step. */
async function remove(folder: string): Promise<void> {
  for (let tries = 20; ; tries--) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 0) throw error;
      await wait(100);
    }
  }
}

type Call = <Result>(method: string, parameters?: object, sessionId?: string) => Promise<Result>;

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Messages end with a zero byte, each way. */
function callsOver(input: Writable, output: Readable): Call {
  const waiting = new Map<number, (answer: Answer) => void>();
  let rest = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      waiting.get(answer.id ?? 0)?.(answer);
    }
  });
  let last = 0;
  return <Result>(method: string, params: object = {}, sessionId?: string) => {
    last += 1;
    const id = last;
    return new Promise<Result>((resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as Result);
      });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  };
}

/** Where the keys of a keyboard stand. */
const keys: Record<string, { code: string; windowsVirtualKeyCode: number; text?: string }> = {
  Tab: { code: "Tab", windowsVirtualKeyCode: 9 },
  Enter: { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
};

function pageOf(page: Call, folder: string): Omit<Browser, "close"> {
  const evaluate = async <Value>(expression: string) => {
    const { result, exceptionDetails } = await page<{ result: { value: Value }; exceptionDetails?: object }>(
      "Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true },
    );
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  const base64 = async (method: string, parameters: object) =>
    Buffer.from((await page<{ data: string }>(method, parameters)).data, "base64");
  return {
    evaluate,
    open: async (html, { width, scheme, media = "screen" }) => {
      const file = join(folder, "page.html");
      writeFileSync(file, html);
      const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 };
      await page("Emulation.setDeviceMetricsOverride", metrics);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await page("Emulation.setEmulatedMedia", { media, features });
      await page("Page.navigate", { url: `${pathToFileURL(file).href}?${Date.now()}` });
      const loaded = `document.URL.startsWith("file:") && document.readyState === "complete"`;
      while (!(await evaluate<boolean>(loaded))) await new Promise((done) => setTimeout(done, 20));
    },
    press: async (key) => {
      const known = keys[key] ?? { code: "", windowsVirtualKeyCode: 0, text: key };
      await page("Input.dispatchKeyEvent", { type: "keyDown", key, ...known });
      await page("Input.dispatchKeyEvent", { type: "keyUp", key, ...known });
    },
    picture: () => base64("Page.captureScreenshot", { captureBeyondViewport: true }),
    pdf: () => base64("Page.printToPDF", { printBackground: false, preferCSSPageSize: true }),
  };
}
