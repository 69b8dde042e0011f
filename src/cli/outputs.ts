// The outputs of a run: each is made sure of before the work, and written after it. What is wrong with one of them is told,
// and stops no other.

import { shownName, UserError } from "../base/errors.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import type { RenderTarget } from "../model/report.ts";
import type { FormatName } from "../report/formats.ts";
import { commandLineMessage } from "./mistakes.ts";
import { ensureWritable, inBlocks, targetOf, writeWhole } from "./output-file.ts";
import { outputError, type Io } from "./process-io.ts";
import type { OutputRequest, ReportRequest } from "./requests.ts";
import type { Status } from "./status-line.ts";
import { renderTarget } from "./streams.ts";

/** What was found, in one format. */
export type RenderAs = (format: FormatName, target: RenderTarget) => Promise<Iterable<string>>;

export interface Outputs {
  /** Those that can be written, as far as is known. */
  left: () => readonly OutputRequest[];
  /** True when one of them was not or will not be written. */
  failed: () => boolean;
  /** An output that must not be written after all. */
  refuse: (path: string, mistake: Error) => void;
  write: (renderAs: RenderAs) => Promise<void>;
}

type Asked = Pick<ReportRequest, "outputs" | "outputMistakes" | "color" | "mail" | "details">;

/** `files` are read whatever happens. */
export async function openOutputs(
  request: Asked,
  files: readonly string[],
  io: Io,
  status: Status,
): Promise<Outputs> {
  let left: OutputRequest[] = [];
  let failed = request.outputMistakes.length > 0;
  const tell = (mistake: UserError) => {
    failed = true;
    status.tell(commandLineMessage(mistake));
  };
  for (const mistake of request.outputMistakes) tell(mistake);
  const targets = new Set<string>();
  for (const output of request.outputs) {
    const mistake = await mistakeIn(output, files, targets);
    if (mistake) tell(mistake);
    else left.push(output);
  }
  return {
    left: () => left,
    failed: () => failed,
    refuse(path, mistake) {
      left = left.filter((output) => output.path !== path);
      // Nothing would come of the reading.
      if (left.length === 0 || !(mistake instanceof UserError)) throw mistake;
      tell(mistake);
    },
    async write(renderAs) {
      let late: unknown = null;
      for (const output of left) {
        try {
          await writeOne(output, renderAs, request, io);
        } catch (error) {
          const failure = outputError(error);
          if (failure instanceof UserError) tell(failure);
          else late ??= failure;
        }
      }
      if (late !== null) throw late;
    },
  };
}

/** `targets` are those of the outputs before it. */
async function mistakeIn(
  { path }: OutputRequest,
  files: readonly string[],
  targets: Set<string>,
): Promise<UserError | null> {
  try {
    if (path !== null) await ensureWritable(path);
    if (path !== null) await ensureNotRead(path, files);
    const target = path === null ? STDOUT : await targetOf(path);
    if (targets.has(target)) return namedTwice(path ?? STDOUT);
    targets.add(target);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const STDOUT = "-";

function namedTwice(path: string): UserError {
  return new UserError({
    option: "output",
    value: shownName(path),
    problem: "is named twice, and only the first report is written there",
    nextStep: "give each report a file of its own",
  });
}

async function writeOne(
  { path, format }: OutputRequest,
  renderAs: RenderAs,
  request: Asked,
  io: Io,
): Promise<void> {
  const chunks = await renderAs(format, renderTarget(request, path, io));
  if (path !== null) await writeWhole(path, chunks);
  else for (const block of inBlocks(chunks)) await io.stdout.write(block);
}
