// node answers.mjs ONNXRUNTIME FOLDER: asks ONNX Runtime, installed for node in ONNXRUNTIME, for the answers to the cases of
// quantized_cases.py. Reads FOLDER/cases.json ([{folder, inputs: [{name, type, shape, file}]}]), writes
// FOLDER/<case>/answer_K.bin, and prints for every case its outputs ([{name, type, shape}]) or the message of a refusal.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [installed, folder] = process.argv.slice(2);
const ort = createRequire(join(resolve(installed), 'package.json'))('onnxruntime-node');
ort.env.logLevel = 'fatal';

const arrays = {
    float32: Float32Array, uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array, int32: Int32Array,
};

async function answer({ folder: name, inputs }) {
    // Optimisations would replace the operators that are to be compared by others.
    const session = await ort.InferenceSession.create(join(folder, name, 'model.onnx'),
        { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4 });
    const feeds = {};
    for (const { name: value, type, shape, file } of inputs) {
        const bytes = readFileSync(join(folder, name, file));
        const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        feeds[value] = new ort.Tensor(type, new arrays[type](own), shape);
    }
    const results = await session.run(feeds);
    const outputs = session.outputNames.map((value, i) => {
        const { type, dims, data } = results[value];
        writeFileSync(join(folder, name, `answer_${i}.bin`), Buffer.from(data.buffer, data.byteOffset, data.byteLength));
        return { name: value, type, shape: dims };
    });
    await session.release();
    return { outputs };
}

const told = {};
for (const one of JSON.parse(readFileSync(join(folder, 'cases.json')))) {
    try {
        told[one.folder] = await answer(one);
    } catch (error) {
        told[one.folder] = { refused: String(error.message).slice(0, 120) };
    }
}
console.log(JSON.stringify(told));
