/** The doors at which somebody hungry asks: everybody wants to share, and everybody eats something else. */
import type { Tale } from '../tale.ts';
import { DIETS, type Eater, FIRST_DOOR, HASTY_DOOR, HOSTS, type Host, NEXT_DOOR } from './hungry-foods.ts';
import { leisure } from './leisure.ts';
import { absent, meet } from './wayside.ts';

/** From door to door, and everywhere the wrong food. Returns who was asked. */
export function visits(t: Tale, { kind, not }: Eater): Host[] {
  const suited = HOSTS.filter(
    (host) => not.includes(host.food) && host.kind !== kind && absent(t, host.kind),
  );
  const count = t.random.chance(leisure(t) ? 0.6 : 0.15) ? 2 : 1;
  const chosen: Host[] = [];
  for (const host of t.random.shuffle(suited))
    if (chosen.length < count && !chosen.some(({ food }) => food === host.food)) chosen.push(host);
  const foods = [...new Set(HOSTS.map(({ food }) => food))];
  const later = t.random.shuffle([...NEXT_DOOR]);
  chosen.forEach((host, index) => {
    meet(t, 'd', [host.kind], ['friendly', 'kind', 'jolly', 'old', 'busy', 'fat', 'polite']);
    const others = foods.filter((food) => !DIETS[host.kind]?.includes(food));
    const options = [host.food, ...t.random.shuffle(others).slice(0, 2)].join('|');
    t.bind({ door: host.door, theirs: host.food });
    const hasty = index === 0 && !leisure(t) && t.random.chance(0.7);
    const came = hasty ? t.pick(HASTY_DOOR) : index === 0 ? t.pick(FIRST_DOOR) : later[index]!;
    t.say(came.replace('@', `<knowledge?${options}>`));
    if (!hasty)
      t.speak(
        'd',
        [
          'Sit down and eat with me! There is enough for two.',
          'You look hungry. Come in and take as much as you like!',
          'Good day! Will you have a bite with me?',
          'Come and sit down! I will get you a plate.',
        ],
        [
          '[d] wanted to share at once.',
          '[d] held out half of it to [h.o].',
          '[d] pushed half of it over to [h.o].',
        ],
        'happy',
      );
    t.speak(
      'h',
      [
        'Thank you, but I cannot eat [theirs].',
        'You are so kind. But what I need is [food].',
        'Oh, no, thank you. I only eat things like [food].',
        'That is good of you. But [theirs], for a(n) [h.kind]?',
      ],
      [
        'What can a(n) [h.kind] do with [theirs]? [h.n] thanked [d.o] and went on.',
        '[h.n] smelled it and shook [h.his] head. [h.he] could not eat [theirs].',
        'It was kindly meant. But for a(n) [h.kind], there is nothing good about [theirs].',
      ],
      'sad',
    );
  });
  return chosen;
}
