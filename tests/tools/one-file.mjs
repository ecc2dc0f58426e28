// Makes the app one file that opens by a double-click, without a network: everything that a site would serve is in the page.
//
// Usage: node one-file.mjs FOLDER, the app as it is built. The file is written beside it in English, and once more with each other
// language in it, which it then opens in; index.html gets a link to each. Its own security policy lets nothing run but what is in it and gives it no way to ask for anything: a browser keeps it to that. The
// file is the same for the same app.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deflated } from "./deflate.mjs";

const folder = resolve(process.argv[2]);
/** Larger than this, and it is no attachment any more. The texts of a language come on top. */
const MOST = 1_000_000;
const MOST_TEXTS = 150_000;

const read = (name) => readFileSync(join(folder, name), "utf8");
const hash = (text) => createHash("sha256").update(text).digest("base64");
const index = read("index.html");

const tags = index.match(/<(link|script|meta) [^>]*>|<title>.*<\/title>/g);

/** The file that the tag with this in it names. A build of another shape is a mistake to be told, not a file with a hole. */
function named(mark) {
  const [, name] = tags.find((tag) => tag.includes(mark))?.match(/(?:href|src)="\.\/([^"]*)"/) ?? [];
  if (!name) throw new Error(`index.html of the app names no file in a tag with ${mark}.`);
  return name;
}

/** Text between tags of a script or style: whatever would end the element is written otherwise, and means the same. */
const inside = (text) => text.replace(/<(?=\/script|\/style|!--)/gi, "\\x3c");

/** The boot script with the script of the app, as one that asks for no other. */
function script() {
  const work = mkdtempSync(join(tmpdir(), "one-file-"));
  const address = (mark) => JSON.stringify(join(folder, named(mark)));
  try {
    // A module of its own, since modules run before what imports them.
    writeFileSync(join(work, "app.js"), `import * as app from ${address('id="app-js"')}; globalThis.ccApp = app;`);
    writeFileSync(join(work, "whole.js"), `import "./app.js"; import ${address('type="module"')};`);
    // Not as a module, so that it can be a worker's script too. What it asks of its address is only asked on a site.
    const options = ["--bundle", "--log-override:empty-import-meta=silent", "--format=iife", "--minify", "--charset=utf8", "--log-level=error"];
    return execFileSync("esbuild", [...options, join(work, "whole.js")], { encoding: "utf8", maxBuffer: 1e8 });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * Bytes as text: each four by five letters of the 85 from `(`, the most significant first, with `}` for `<`. A sixteenth shorter
 * than base64, and nothing in it ends a script. The last four are filled up with zeros.
 */
function lettered(bytes) {
  const letters = [];
  for (let at = 0; at < bytes.length; at += 4) {
    let four = 0;
    for (let next = at; next < at + 4; next++) four = four * 256 + (bytes[next] ?? 0);
    const five = [];
    for (let place = 0; place < 5; place++, four = Math.floor(four / 85)) five.unshift(String.fromCharCode(40 + (four % 85)));
    letters.push(...five);
  }
  return letters.join("").replace(/</g, "}");
}

const parts = [...index.matchAll(/data-pages="([^"]*)" href="\.\/([^"]*)"/g)];
const languages = [...index.matchAll(/data-language="([^"]*)" href="\.\/([^"]*)"/g)];
const inFolder = (name) => join(folder, name);
const whole = named('id="app-wasm"');
const deflate = await deflated([whole, ...[...parts, ...languages].map(([, , name]) => name)].map(inFolder));

/** A file of the app as an element with these attributes. */
function held(name, attributes) {
  const packed = deflate.get(inFolder(name));
  return `<script type="application/octet-stream" ${attributes} data-length="${packed.length}">${lettered(packed)}</script>`;
}

const main = inside(script());
const old = inside(read(named("nomodule")));
const style = inside(read(named('rel="stylesheet"')));
const icon = Buffer.from(read(named('rel="icon"'))).toString("base64");
const wasm = [held(whole, 'id="app-wasm"'), ...parts.map(([, pages, name]) => held(name, `data-pages="${pages}"`))];

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hash(main)}' 'sha256-${hash(old)}' 'wasm-unsafe-eval'`,
  "worker-src blob:",
  `style-src 'sha256-${hash(style)}'`,
  "img-src data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const kept = tags.filter((tag) => /^<(meta|title)/.test(tag));
const body = index.match(/<body>[^]*(?=<\/body>)/)[0].trimEnd();
const page = (language, texts) => [
  "<!DOCTYPE html>",
  `<html lang="${language}">`,
  "<head>",
  // The first of them names the encoding, which must come early; the policy then holds for all that follows.
  kept[0],
  `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  ...kept.slice(1),
  `<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,${icon}">`,
  `<style>${style}</style>`,
  "</head>",
  body,
  // The work that the file opens with, if it was saved with some.
  '<script type="application/json" id="saved"></script>',
  ...wasm,
  ...texts,
  `<script nomodule>${old}</script>`,
  `<script type="module" id="whole">${main}</script>`,
  "</body>",
  "</html>",
  "",
].join("\n");

const files = [["en", [], "commerce-calculators.html", "one-file", MOST]];
for (const [, language, name] of languages) {
  const texts = [held(name, `data-language="${language}"`)];
  files.push([language, texts, `commerce-calculators.${language}.html`, `one-file-${language}`, MOST + MOST_TEXTS]);
}
const links = files.map(([language, texts, name, id, most]) => {
  const text = page(language, texts);
  const size = Buffer.byteLength(text);
  if (size > most) throw new Error(`${name} has ${size.toLocaleString("en")} bytes, more than ${most.toLocaleString("en")}.`);
  writeFileSync(join(folder, name), text);
  const sum = createHash("sha256").update(text).digest("hex");
  console.log(`${name}, the app as one file: ${size.toLocaleString("en")} bytes, SHA-256 ${sum}`);
  return `<link id="${id}" rel="alternate" href="./${name}" data-bytes="${size}" data-sha256="${sum}">`;
});
writeFileSync(join(folder, "index.html"), index.replace("</head>", `${links.join("\n")}\n</head>`));
