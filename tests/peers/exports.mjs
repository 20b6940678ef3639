// node exports.mjs ONNXRUNTIME LIST: runs every file of LIST (a JSON file: [{name, model, inputs: [{name, type,
// shape, file}], out}]) in the ONNX Runtime that is installed for node in ONNXRUNTIME, with its optimisations on, as
// people do. Writes OUT/K.bin, and prints one line of JSON a file as soon as it is done, so that a crash tells which
// file it was: {name, outputs: [{name, type, shape}]} or {name, refused}.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [installed, list] = process.argv.slice(2);
const ort = createRequire(join(resolve(installed), 'package.json'))('onnxruntime-node');
ort.env.logLevel = 'fatal';

const arrays = {
    float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array,
    int16: Int16Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array,
};

async function answer({ model, inputs, out }) {
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 4 });
    const feeds = {};
    for (const { name, type, shape, file } of inputs) {
        const bytes = readFileSync(file);
        const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        feeds[name] = new ort.Tensor(type, new arrays[type](own), shape);
    }
    const results = await session.run(feeds);
    mkdirSync(out, { recursive: true });
    return session.outputNames.map((name, i) => {
        const { type, dims, data } = results[name];
        writeFileSync(join(out, `${i}.bin`), Buffer.from(data.buffer, data.byteOffset, data.byteLength));
        return { name, type, shape: dims };
    });
}

for (const one of JSON.parse(readFileSync(list))) {
    let told;
    try {
        told = { name: one.name, outputs: await answer(one) };
    } catch (error) {
        told = { name: one.name, refused: String(error.message).replace(/\s+/g, ' ').slice(0, 160) };
    }
    writeSync(1, JSON.stringify(told) + '\n');
}
process.exit(0);
