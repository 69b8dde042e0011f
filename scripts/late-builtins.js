// Modules of Node.js are loaded where they are first used, not where they are named: processes, threads, sockets and hashes
// take a tenth of the time of a small run, and many runs need none of them.

const DECLARATION = /^let (node_\w+) = require\("(node:[\w/]+)"\);\n/gm;

/** commander starts programs for whoever writes a subcommand as one. */
const IN_COMMANDER = /^const childProcess = require\('node:child_process'\);\n/m;

/** For files of the format `cjs`, as rolldown writes them. */
export const lateBuiltins = {
  name: "late-builtins",
  /** @param {string} code @param {string} file */
  transform(code, file) {
    if (!/[\\/]commander[\\/]lib[\\/]command\.js$/.test(file)) return null;
    if (!IN_COMMANDER.test(code)) throw new Error(`${file}: where does it load node:child_process?`);
    const rest = code.replace(IN_COMMANDER, "");
    return rest.replaceAll("childProcess.", "require('node:child_process').");
  },
  /** @param {string} code */
  renderChunk(code) {
    return { code: [...code.matchAll(DECLARATION)].reduce(makeLate, code), map: null };
  },
};

/** @param {string} code @param {RegExpMatchArray} found */
function makeLate(code, [declaration = "", name = "", builtin = ""]) {
  // As a whole, with its `default`: rolldown makes it another object.
  const whole = new RegExp(`^${name} = (.*__toESM)\\(${name}(, 1)?\\);\\n`, "m").exec(code);
  const loaded = `require("${builtin}")`;
  const made = whole === null ? loaded : `${whole[1]}(${loaded}${whole[2] ?? ""})`;
  const late = `let loaded_${name};\nconst ${name} = () => (loaded_${name} ??= ${made});\n`;
  const rest = whole === null ? code : code.replace(whole[0], "");
  const [before = "", ...after] = rest.split(declaration);
  const mention = new RegExp(`(?<![\\w$])${name}(?![\\w$])`, "g");
  // In parentheses, or `new node_stream.PassThrough()` would make something of the function.
  return before + late + after.join(declaration).replaceAll(mention, `(${name}())`);
}
