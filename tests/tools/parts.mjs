// Takes the app apart: what one page alone leads to becomes a file that loads with the page.
//
// In place of wasm-bindgen, `node parts.mjs …` as trunk calls that: wasm-split-cli cuts the linked app by the notes that the linker
// left in it, and wasm-bindgen gets what remains. At the end of the build, `node parts.mjs finish`: the files are optimised, put
// beside the app under names by their content, and named in the head of its page with the pages that need them.
//
// Environment: BINDGEN and SPLIT, programs (those of binaryen are found by name); PARTS, a folder to work in; TRUNK_STAGING_DIR, what trunk has built.
// Without PARTS, an app built by trunk alone stays whole.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const { BINDGEN, SPLIT, PARTS, TRUNK_STAGING_DIR } = process.env;
/** A file that two pages share and that is smaller costs more to ask for than to have twice, or in the app. */
const SMALL = 8000;
/** What no more parts than these share goes along with each: nobody else has to load it. */
const FEW = 6;
/** What every browser of 2022 can do. A file that was cut out does not say what of it its code uses. */
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"].map(
  (feature) => `--enable-${feature}`,
);
/** How the part that makes a page's reports is called after the page. It loads after the page's own. */
const REPORT = "_report";
/** What a part imports the app as. */
const APP = "app";
const run = (program, ...options) => execFileSync(program, options, { stdio: ["ignore", "inherit", "ignore"] });

const runAside = promisify(execFile);

/** A part of the name `family.page` is of the page `family/page`. */
const slug = (part) => part.replace(".", "/");
/** The family of a page or of its report; other parts are each their own. */
const family = (page) => page.match(/^_?[^/_]*/)[0];
const families = (pages) => new Set(pages.map(family)).size;
const isReport = (page) => page.endsWith(REPORT);
const inParts = (name) => join(PARTS, name);

/** Makes `files` of the parts, by name, one: with the app, or with what every part asks of the app as the first of them. */
function merged(first, name, files, into) {
  const others = files.flatMap((file) => [inParts(file), file]);
  run("wasm-merge", "-g", ...FEATURES, first, name, ...others, "-o", inParts("merged"));
  renameSync(inParts("merged"), into);
}

/**
 * A module that hands on what the app gives to every part, for parts that are to be one file: they import all from the app, but a
 * file can import a memory only once.
 */
function handsOn(part) {
  const text = execFileSync("wasm-dis", [...FEATURES, inParts(part)], { encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "ignore"] });
  const imports = [...text.matchAll(/^ \(import "__wasm_split" "(.*?)" \((memory|table|global) (\S+) .*$/gm)];
  const lines = imports.map(([line]) => line.replace('"__wasm_split"', `"${APP}"`));
  for (const [, name, kind, id] of imports) lines.push(` (export "${name}" (${kind} ${id}))`);
  writeFileSync(inParts("hands-on.wat"), `(module\n${lines.join("\n")}\n)`);
  run("wasm-as", ...FEATURES, inParts("hands-on.wat"), "-o", inParts("hands-on"));
  return inParts("hands-on");
}

function bindgen(options) {
  const linked = options.find((option) => option.endsWith(".wasm"));
  // Asked for its version.
  if (!linked) return execFileSync(BINDGEN, options, { stdio: "inherit" });
  rmSync(PARTS, { recursive: true, force: true });
  mkdirSync(PARTS, { recursive: true });
  run(SPLIT, linked, PARTS, "--out-name", "main");
  run(BINDGEN, "--keep-lld-exports", ...options.map((option) => (option === linked ? inParts("main.wasm") : option)));

  // Each file with the pages that need it, and what of the rest each takes along.
  const files = {};
  const along = {};
  for (const name of readdirSync(PARTS).filter((name) => name.startsWith("split_"))) {
    files[name] = [slug(name.slice("split_".length, -".wasm".length))];
    along[name] = [name];
  }
  // What several of them share is in files of its own, of which the loader that comes with them names the parts.
  const loader = readFileSync(inParts("__wasm_split.js"), "utf8");
  const shared = [];
  const ofReports = { parts: new Set(), files: [] };
  for (const [, list, name] of loader.matchAll(/\/\* (.*) \*\/\nconst __(chunk_\d+) =/g)) {
    const file = `${name}.wasm`;
    const all = list.split(", ");
    // What a page brings, its report finds there.
    const parts = all.filter((part) => !isReport(part) || !all.includes(part.slice(0, -REPORT.length)));
    const pages = parts.map(slug);
    if (families(pages) === 1 && statSync(inParts(file)).size >= SMALL) files[file] = pages;
    else if (parts.length <= FEW) for (const part of parts) along[`split_${part}.wasm`].push(file);
    else if (parts.every(isReport)) {
      pages.forEach((page) => ofReports.parts.add(page));
      ofReports.files.push(file);
    } else shared.push(file);
  }
  const value = (key) => options.find((option) => option.startsWith(key)).slice(key.length);
  const app = join(value("--out-dir="), `${value("--out-name=")}_bg.wasm`);
  merged(app, "__wasm_split", shared, app);
  const first = handsOn("split__tools.wasm");
  for (const [name, all] of Object.entries(along)) merged(first, "__wasm_split", all, inParts(name));
  for (const name of Object.keys(files)) if (!along[name]) merged(first, "__wasm_split", [name], inParts(name));
  if (ofReports.files.length) {
    files["reports.wasm"] = [...ofReports.parts];
    merged(first, "__wasm_split", ofReports.files, inParts("reports.wasm"));
  }
  writeFileSync(inParts("files.json"), JSON.stringify(files));
}

async function finish() {
  const files = JSON.parse(readFileSync(join(PARTS, "files.json"), "utf8"));
  // As the app is optimised.
  const options = readFileSync("index.html", "utf8").match(/data-wasm-opt-params="([^"]*)"/)[1].split(" ");
  const app = readFileSync(join(TRUNK_STAGING_DIR, readdirSync(TRUNK_STAGING_DIR).find((name) => name.endsWith("_bg.wasm"))));
  const placed = async ([name, pages]) => {
    const optimised = join(PARTS, `${name}.opt`);
    await runAside("wasm-opt", [...options, ...FEATURES, "--strip-debug", "--strip-producers", "--remove-exports=*", join(PARTS, name), "-o", optimised]);
    const bytes = readFileSync(optimised);
    // A part fits the app that it was cut from and no other: its name changes with both.
    const hash = createHash("sha256").update(app).update(bytes).digest("hex").slice(0, 16);
    const shared = `${families(pages) > 1 ? "all" : family(pages[0])}${pages.every(isReport) ? "-reports" : ""}`;
    const address = `${pages.length > 1 ? shared : pages[0].replace("/", "-")}-${hash}.wasm`;
    writeFileSync(join(TRUNK_STAGING_DIR, address), bytes);
    return `<link rel="part" data-pages="${pages.join(" ")}" href="./${address}">`;
  };
  const left = Object.entries(files);
  const links = [];
  const lane = async () => {
    for (let next; (next = left.pop()); ) links.push(await placed(next));
  };
  await Promise.all(Array.from({ length: cpus().length }, lane));
  const index = join(TRUNK_STAGING_DIR, "index.html");
  writeFileSync(index, readFileSync(index, "utf8").replace("</head>", `${links.sort().join("\n")}\n</head>`));
}

const options = process.argv.slice(2);
if (options[0] !== "finish") bindgen(options);
else if (PARTS) await finish();
