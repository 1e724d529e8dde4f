// What is measured against programs of others, in the same run and in turns with ours.
import { decodingPeerTasks } from './decoding.mjs';
import { gemmTasks } from './gemm.mjs';
import { pytorchTasks } from './pytorch.mjs';
import { tokenizerPeerTasks } from './tokenizers.mjs';

export function peerTasks() {
  return [...pytorchTasks(), ...decodingPeerTasks(), ...tokenizerPeerTasks(), ...gemmTasks()];
}
