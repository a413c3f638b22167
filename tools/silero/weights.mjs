// Writes the float32 tensors of both sampling rates, 8 kHz first, in the order of `layout`, little-endian, without headers:
// SileroWeights.cs knows every shape. The ONNX file is a protobuf message; field numbers are those of onnx.proto.
import { readFileSync, writeFileSync } from 'node:fs';
import { modelPath, weightsPath } from './model.mjs';

const layout = [
  'stft.forward_basis_buffer',
  ...[0, 1, 2, 3].flatMap((i) => [`encoder.${i}.reparam_conv.weight`, `encoder.${i}.reparam_conv.bias`]),
  'decoder.rnn.weight_ih', 'decoder.rnn.weight_hh', 'decoder.rnn.bias_ih', 'decoder.rnn.bias_hh',
  'decoder.decoder.2.weight', 'decoder.decoder.2.bias',
];
const Model = { graph: 7 };
const Graph = { node: 1 };
const Node = { output: 2, opType: 4, attribute: 5 };
const Attribute = { name: 1, tensor: 5, graph: 6 };
const Tensor = { rawData: 9 };

function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    if (wire === 0) { varint(); continue; }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
    yield [key >> 3, bytes.subarray(at, at + length)];
    at += length;
  }
}

const all = (bytes, number) => [...fields(bytes)].filter(([n]) => n === number).map(([, value]) => value);
const text = (bytes, number) => all(bytes, number).map((value) => value.toString())[0];

const graph = all(readFileSync(modelPath), Model.graph)[0];
const choice = all(graph, Graph.node).find((node) => text(node, Node.opType) === 'If');

function branch(name) {
  const attribute = all(choice, Node.attribute).find((a) => text(a, Attribute.name) === name);
  const constants = new Map();
  for (const node of all(all(attribute, Attribute.graph)[0], Graph.node)) {
    if (text(node, Node.opType) !== 'Constant') continue;
    const value = all(all(node, Node.attribute)[0], Attribute.tensor)[0];
    constants.set(text(node, Node.output), value && all(value, Tensor.rawData)[0]);
  }
  return layout.map((wanted) => {
    const found = [...constants.keys()].filter((key) => key.endsWith(`__${wanted}`));
    if (found.length !== 1) throw new Error(`${name}: ${found.length} tensors called ${wanted}; expected one`);
    return constants.get(found[0]);
  });
}

// The model asks "is the rate 16000?".
const weights = Buffer.concat([...branch('else_branch'), ...branch('then_branch')]);
writeFileSync(weightsPath, weights);
console.log(`${weightsPath}: ${weights.length} bytes`);
