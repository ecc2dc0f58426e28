// Deflates files as small as they go, on all processors: it takes seconds a file, which the build has and no reader does.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { Worker, isMainThread, parentPort } from "node:worker_threads";

/** The files' bytes as raw deflate, by their paths. */
export async function deflated(paths) {
  const left = [...paths];
  const packed = new Map();
  const lane = async () => {
    const worker = new Worker(new URL(import.meta.url));
    for (let path; (path = left.pop()); ) {
      worker.postMessage(path);
      const [bytes] = await once(worker, "message");
      packed.set(path, Buffer.from(bytes));
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, left.length) }, lane));
  return packed;
}

if (!isMainThread) {
  const { default: zopfli } = await import("@gfx/zopfli");
  parentPort.on("message", async (path) => parentPort.postMessage(await zopfli.deflateAsync(readFileSync(path), { numiterations: 1 })));
}
