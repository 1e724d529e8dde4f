/** A place of one of several lists. */
export interface Place {
  list: number;
  at: number;
}

/**
 * The places of sorted lists by their values, largest first, as one after another is asked for: so few of many take little
 * work. Equals come in the order of their lists.
 * @param value of a place; lists go from their largest to what is not above -Infinity, which ends them.
 */
export function* largestFirst(
  lists: number,
  value: (list: number, at: number) => number,
): Generator<Place, undefined> {
  const places = new Int32Array(lists);
  const values = Float64Array.from(places, (at, list) => value(list, at));
  const before = (a: number, b: number) => values[a]! > values[b]! || (values[a]! === values[b]! && a < b);
  // A heap: no list stands below one that it comes before.
  const heap = Array.from(places.keys()).filter((list) => values[list]! > Number.NEGATIVE_INFINITY);
  const sink = (from: number) => {
    const list = heap[from]!;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (before(list, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = list;
  };
  for (let at = heap.length >> 1; at-- > 0; ) sink(at);
  while (heap.length > 0) {
    const list = heap[0]!;
    yield { list, at: places[list]! };
    values[list] = value(list, ++places[list]!);
    if (!(values[list]! > Number.NEGATIVE_INFINITY)) {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    sink(0);
  }
}
