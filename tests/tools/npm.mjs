// Lays the calculators without the page out as an npm package: what is built, and what is written by hand in public/npm.
//
// Usage: node npm.mjs WASM FOLDER, the linked engine and where the package goes. Name, version and the like are those of
// Cargo.toml. Environment: BINDGEN, a program.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [linked, folder] = process.argv.slice(2);
const cargo = readFileSync("Cargo.toml", "utf8");
const said = (key) => cargo.match(new RegExp(`^${key} = "(.*)"$`, "m"))[1];
const run = (program, ...options) => execFileSync(program, options, { stdio: ["ignore", "inherit", "inherit"] });

/** A wasm file without what its linker left to take the app apart by: longer than the program, and wrong once that is changed. */
function withoutNotes(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  const kept = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const from = at;
    const kind = bytes[at++];
    const end = number() + at;
    const name = kind === 0 ? bytes.subarray(at + 1, at + 1 + bytes[at]).toString() : "";
    if (!/^(linking|reloc\..*)$/.test(name)) kept.push(bytes.subarray(from, end));
    at = end;
  }
  return Buffer.concat(kept);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const plain = join(folder, "plain.wasm");
writeFileSync(plain, withoutNotes(readFileSync(linked)));
run(process.env.BINDGEN, plain, "--target", "web", "--no-typescript", "--out-dir", folder, "--out-name", "engine");
rmSync(plain);
const wasm = join(folder, "engine_bg.wasm");
// As the app is optimised.
const options = readFileSync("index.html", "utf8").match(/data-wasm-opt-params="([^"]*)"/)[1].split(" ");
run("wasm-opt", ...options, "--strip-debug", "--strip-producers", wasm, "-o", wasm);
const script = join(folder, "engine.js");
run("esbuild", "--minify", "--format=esm", "--log-level=warning", "--allow-overwrite", `--outfile=${script}`, script);

for (const name of readdirSync("public/npm")) copyFileSync(join("public/npm", name), join(folder, name));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(name, join(folder, name));

const about = {
  name: said("name"),
  version: said("version"),
  description: "Calculators for commerce strategy: figures without the form, exact to the cent, in the browser and in Node.",
  license: said("license"),
  type: "module",
  exports: {
    ".": { types: "./index.d.ts", node: "./node.js", default: "./index.js" },
    "./engine.wasm": "./engine_bg.wasm",
    "./package.json": "./package.json",
  },
  types: "./index.d.ts",
  sideEffects: false,
  engines: { node: ">=18" },
};
// Last, since it stands for the whole.
writeFileSync(join(folder, "package.json"), `${JSON.stringify(about, null, 2)}\n`);
