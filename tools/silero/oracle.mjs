// Runs the published model by ONNX Runtime over the test sound, as 8 kHz and (each sample twice) as 16 kHz, and
// records the probability of every chunk.
import { readFileSync, writeFileSync } from 'node:fs';
import ort from 'onnxruntime-node';
import { modelPath, oraclePath, soundPath } from './model.mjs';

function muLaw(byte) { // ITU-T G.711
  const code = ~byte & 0xff;
  const magnitude = (((code & 15) << 3) + 132 << ((code >> 4) & 7)) - 132;
  return code & 128 ? -magnitude : magnitude;
}

const session = await ort.InferenceSession.create(modelPath, { intraOpNumThreads: 1 });

async function probabilities(samples, rate) {
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

const at8k = Array.from(readFileSync(soundPath), muLaw);
const rows8k = await probabilities(at8k, 8000);
const rows16k = await probabilities(at8k.flatMap((s) => [s, s]), 16000);
writeFileSync(oraclePath, ['8000,16000', ...rows8k.map((p, i) => `${p.toPrecision(9)},${rows16k[i].toPrecision(9)}`), ''].join('\n'));
console.log(`${rows8k.length} chunks; mean ${mean(rows8k)} at 8 kHz, ${mean(rows16k)} at 16 kHz`);

function mean(values) { return (values.reduce((a, b) => a + b, 0) / values.length).toFixed(4); }
