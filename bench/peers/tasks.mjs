// What is measured against programs of others, in the same run and in turns with ours.

export function peerTasks() {
  return [];
}
