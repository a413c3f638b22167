// Times the published model by ONNX Runtime: node cost.mjs SOUND ROUNDS. Prints, for each rate, the median over the rounds of the
// microseconds that a chunk took, and the probability of every chunk.
import { probabilities, sound } from './detector.mjs';

const [path, rounds] = [process.argv[2], Number(process.argv[3])];
const costs = [];
for (const rate of [8000, 16000]) {
  const samples = sound(path, rate);
  let found = await probabilities(samples, rate);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    found = await probabilities(samples, rate);
    times.push(Number(process.hrtime.bigint() - start) / 1000 / found.length);
  }
  times.sort((a, b) => a - b);
  costs.push({ rate, microseconds: times[rounds >> 1], probabilities: found });
}
console.log(JSON.stringify(costs));
