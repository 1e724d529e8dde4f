/** How two who do not know each other can meet, and what one of them may be good at. */

/** What the other is doing, and how one can come into talk about it. */
export const MEETINGS: readonly {
  readonly doing: readonly string[];
  readonly open: readonly string[];
  readonly openIndirect: readonly string[];
  readonly after: readonly string[];
}[] = [
  {
    doing: [
      '[f] was trying to build a tower of flat stones, and it kept falling down.',
      '[f] had put one flat stone on the other, and the fourth one always fell.',
    ],
    open: [
      'The big one must be at the bottom. May I show you?',
      'Shall I hold it while you put on the next one?',
    ],
    openIndirect: [
      '[h] held the tower with both arms, so that it did not fall.',
      'Without a word, [h] looked for a bigger stone and held it out.',
    ],
    after: [
      'Soon the tower had nine stones. It was a record.',
      'The tower got so high that they had to stand on a log.',
    ],
  },
  {
    doing: [
      '[f] was reading the clouds, lying flat in the grass.',
      '[f] lay on the ground and looked straight up.',
    ],
    open: ['That one looks like a sheep with a hat. Do you see it?', 'What do you see up there?'],
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
      '[f] was throwing little stones at a stump, and missed it every time.',
      '[f] tried to hit an old can with a pine cone.',
    ],
    open: ['Good throw! Almost! Can I try too?', 'If you take a smaller one, it flies better.'],
    openIndirect: [
      '[h] picked one up too, threw it, and missed as well.',
      '[h] clapped when one of them almost hit.',
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
    open: ['That smells good. May I sit with you?', 'I have some apples. Shall we put it all together?'],
    openIndirect: [
      '[h] sat down and shared what was in [h.his] own bag.',
      '[h] had some apples along, and held one out.',
    ],
    after: [
      'They ate everything up, and gave the crumbs to the birds.',
      'It was a real feast, with two kinds of everything.',
    ],
  },
  {
    doing: [
      '[f] was whistling a tune and always stopped at the same place.',
      '[f] hummed a song and did not know how it went on.',
    ],
    open: ['I know that song! It goes on like this.', 'May I sing the next line?'],
    openIndirect: [
      '[h] knew the song and sang the next line.',
      '[h] whistled the rest of it, from behind a tree.',
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
    open: ['Is it your snail? What is its name?', 'I will bring one too, and then they can race!'],
    openIndirect: [
      '[h] knelt down and watched it as well.',
      '[h] found another snail and put it next to the first one.',
    ],
    after: [
      'The snails raced for an hour. It ended in a draw.',
      'They called the snail Thunder, and it did its best.',
    ],
  },
];
