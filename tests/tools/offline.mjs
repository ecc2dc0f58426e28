// Writes the service worker of a built app: the files that it keeps, a version that changes with any of them, and what it does.
// Usage: node offline.mjs FOLDER
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const index = readFileSync(join(folder, "index.html"), "utf8");
// All that the head names, but for other forms of the app and what only browsers read that have no service worker.
const tags = index.match(/<(?:link|script)[^>]* (?:href|src)="\.\/[^"]*"[^>]*>/g);
const files = tags.filter((tag) => !/rel="alternate"|nomodule/.test(tag)).map((tag) => tag.match(/"\.\/([^"]*)"/)[1]);
const work = readFileSync("public/sw.js", "utf8");
const version = createHash("sha256").update(index).update(work);
for (const name of files) version.update(readFileSync(join(folder, name)));
const text = `const VERSION = "${version.digest("hex").slice(0, 16)}";\nconst FILES = ${JSON.stringify(files)};\n${work}`;
const small = execFileSync("esbuild", ["--minify", "--log-level=warning"], { input: text, encoding: "utf8" });
// Its name stays: a browser that cannot find the old one would keep the old app.
writeFileSync(join(folder, "sw.js"), small);
