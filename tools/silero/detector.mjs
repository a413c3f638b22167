// The published model under ONNX Runtime, one thread, and the test sound at both rates.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';
import { modelPath } from './model.mjs';

function muLaw(byte) { // ITU-T G.711
  const code = ~byte & 0xff;
  const magnitude = (((code & 15) << 3) + 132 << ((code >> 4) & 7)) - 132;
  return code & 128 ? -magnitude : magnitude;
}

const session = await ort.InferenceSession.create(modelPath, { intraOpNumThreads: 1 });

export async function probabilities(samples, rate) {
  const chunk = rate / 1000 * 32;
  const context = chunk / 8;
  const input = new Float32Array(context + chunk);
  const sr = new ort.Tensor('int64', [BigInt(rate)], []);
  let state = new ort.Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  const found = [];
  for (let at = 0; at + chunk <= samples.length; at += chunk) {
    input.copyWithin(0, chunk);
    for (let i = 0; i < chunk; i++) input[context + i] = samples[at + i] / 32768;
    const result = await session.run({ input: new ort.Tensor('float32', input.slice(), [1, input.length]), state, sr });
    state = result.stateN;
    found.push(result.output.data[0]);
  }
  return found;
}

/** The sound at 8 kHz, and (each sample twice) at 16 kHz. */
export function sound(path, rate) {
  const at8k = Array.from(readFileSync(path), muLaw);
  return rate === 8000 ? at8k : at8k.flatMap((s) => [s, s]);
}
