/** What a hero reaches out with. */
import type { Tale } from '../tale.ts';

const HOOFED = ['pig', 'goat', 'lamb', 'donkey', 'pony', 'cow', 'horse', 'sheep', 'deer'];
const FOOTED = ['frog', 'turtle', 'toad'];
const WINGED = ['duck', 'goose', 'bird', 'hen', 'owl', 'swan', 'crow'];

/** Binds `hand`, `hands` and `arm`, the words for the hero's. */
export function body(t: Tale): void {
  const { kind, sort } = t.character('h');
  const [hand, hands, arm] =
    sort !== 'animal'
      ? ['hand', 'hands', 'arm']
      : HOOFED.includes(kind)
        ? ['hoof', 'hooves', 'leg']
        : FOOTED.includes(kind)
          ? ['foot', 'front feet', 'leg']
          : WINGED.includes(kind)
            ? ['wing', 'wings', 'wing']
            : ['paw', 'paws', 'arm'];
  t.bind({ hand: hand!, hands: hands!, arm: arm! });
}
