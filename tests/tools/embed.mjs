// Lays out what other sites load of a built app: embed.js, minified, at its own name, as v1/embed.js (the newest that speaks
// version 1 of the protocol) and under the version of the package, which a page may hold to its hash. That address and its hash stand
// in embed.json, for the snippets that the app writes.
// Usage: node embed.mjs FOLDER
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
/** A page of another site loads it before anything else of ours, so it stays small. */
const MOST = 2_048;

const [, version] = readFileSync("Cargo.toml", "utf8").match(/^version = "(.*)"$/m);
const text = readFileSync("public/embed.js", "utf8");
const small = execFileSync("esbuild", ["--minify", "--target=es2022", "--log-level=warning"], { input: text, encoding: "utf8" }).trim();
const size = Buffer.byteLength(small);
if (size > MOST) throw new Error(`embed.js has ${size.toLocaleString("en")} bytes, more than ${MOST.toLocaleString("en")}.`);
for (const place of ["", "v1", `v${version}`]) {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, place, "embed.js"), small);
}
const integrity = `sha384-${createHash("sha384").update(small).digest("base64")}`;
writeFileSync(join(folder, "embed.json"), JSON.stringify({ script: `v${version}/embed.js`, integrity }));
console.log(`v${version}/embed.js, for other sites: ${size.toLocaleString("en")} bytes, integrity ${integrity}`);
