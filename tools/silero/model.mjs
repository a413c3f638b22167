// Where the published model lies, and where what is made of it goes.
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const modelPath = here('node_modules/@ricky0123/vad-web/dist/silero_vad_v6.onnx');
export const weightsPath = here('../../src/Futwork.Realtime/Turns/silero_v6.bin');
export const soundPath = here('../../tests/Futwork.Tests/Realtime/Turns/Data/speech.ulaw');
export const oraclePath = here('../../tests/Futwork.Tests/Realtime/Turns/Data/silero-oracle.csv');
