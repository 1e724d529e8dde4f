/** How two who do not know each other can meet, and what one of them may be good at. */

/** What one says to get into talk, and how the other's answer to it begins. */
export interface Opening {
  readonly says: string;
  readonly reply: string;
}

/** What the other is doing, and how one can come into talk about it. */
export const MEETINGS: readonly {
  readonly doing: readonly string[];
  readonly open: readonly Opening[];
  readonly openIndirect: readonly string[];
  readonly after: readonly string[];
}[] = [
  {
    doing: [
      '[f] was trying to build a tower of flat stones, and it kept falling down.',
      '[f] had put one flat stone on the other, and the fourth one always fell.',
    ],
    open: [
      { says: 'The biggest stone must be at the bottom. May I show you?', reply: 'Yes, please!' },
      { says: 'Shall I hold the tower while you put on the next stone?', reply: 'Oh, yes! Thank you.' },
    ],
    openIndirect: [
      '[h] held the tower with both arms, so that it did not fall.',
      'Without a word, [h] looked for a bigger stone and held it out.',
    ],
    after: [
      'Soon the tower had nine stones. It was a record.',
      'The tower got so high that they had to stand on their toes.',
    ],
  },
  {
    doing: [
      '[f] was reading the clouds, lying flat on the ground.',
      '[f] lay on the ground and looked straight up.',
    ],
    open: [
      { says: 'That cloud looks like a sheep with a hat. Do you see it?', reply: 'Yes, I see it!' },
      { says: 'What do you see up there?', reply: 'A big fish made of clouds.' },
    ],
    openIndirect: [
      '[h] lay down too, a little way off, and looked up.',
      '[h] pointed at a cloud that looked like a sheep with a hat.',
    ],
    after: [
      'They found a dragon, two ships and a very long shoe.',
      'One of them saw a whale, the other saw a bun, and then it was a whale that ate a bun.',
    ],
  },
  {
    doing: [
      '[f] was throwing little stones at an old post, and missed it every time.',
      '[f] tried to hit an old can with little stones.',
    ],
    open: [
      { says: 'Good throw! Almost! Can I try too?', reply: 'Yes, here you are.' },
      {
        says: 'A small stone flies better than a big one. Did you know that?',
        reply: 'Really? I will try that!',
      },
    ],
    openIndirect: [
      '[h] picked up a stone too, threw it, and missed as well.',
      '[h] clapped when a stone almost hit.',
    ],
    after: [
      'They missed together, and then they hit it, one after the other.',
      'They kept count until they got to thirty, and forgot who was ahead.',
    ],
  },
  {
    doing: [
      '[f] sat there and ate a bun, very slowly, crumb by crumb.',
      '[f] had a big bag of nuts and nobody to eat them with.',
    ],
    open: [
      { says: 'That looks good. May I sit with you?', reply: 'Sure, there is room.' },
      { says: 'I have some apples. Shall we put it all together?', reply: 'Oh, yes!' },
    ],
    openIndirect: [
      '[h] sat down and shared two apples that [h.he] had in a bag.',
      '[h] had some apples along, and held one out.',
    ],
    after: [
      'They ate everything up, and gave the crumbs to the birds.',
      'They shared it all, and nothing had ever tasted so good.',
    ],
  },
  {
    doing: [
      '[f] was whistling a tune and always stopped at the same place.',
      '[f] hummed a song and did not know how it went on.',
    ],
    open: [
      { says: 'I know that song! It goes on like this.', reply: 'So that is how it goes!' },
      { says: 'May I sing the next line?', reply: 'Do you know it? Please sing!' },
    ],
    openIndirect: [
      '[h] knew the song and sang the next line.',
      '[h] whistled the rest of it, from a little way off.',
    ],
    after: [
      'They sang it from start to end, once loud and once soft.',
      'Two voices sounded much better than one.',
    ],
  },
  {
    doing: [
      '[f] was watching a snail that crawled over a leaf.',
      '[f] had drawn a line and wanted to see how long a snail needed to get there.',
    ],
    open: [
      { says: 'Is that your snail? What is its name?', reply: 'It has no name yet.' },
      { says: 'The snail wants something green. Shall I get a leaf for it?', reply: 'Good idea!' },
    ],
    openIndirect: [
      '[h] knelt down and watched it as well.',
      '[h] found a fresh leaf and put it down for the snail.',
    ],
    after: [
      'They built a little road for it, with a bridge made of bark.',
      'They called the snail Thunder, and it did its best.',
    ],
  },
];
