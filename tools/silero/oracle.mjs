// Runs the published model by ONNX Runtime over the test sound, at both rates, and records the probability of every chunk.
import { writeFileSync } from 'node:fs';
import { probabilities, sound } from './detector.mjs';
import { oraclePath, soundPath } from './model.mjs';

const rows8k = await probabilities(sound(soundPath, 8000), 8000);
const rows16k = await probabilities(sound(soundPath, 16000), 16000);
writeFileSync(oraclePath, ['8000,16000', ...rows8k.map((p, i) => `${p.toPrecision(9)},${rows16k[i].toPrecision(9)}`), ''].join('\n'));
console.log(`${rows8k.length} chunks; mean ${mean(rows8k)} at 8 kHz, ${mean(rows16k)} at 16 kHz`);

function mean(values) { return (values.reduce((a, b) => a + b, 0) / values.length).toFixed(4); }
