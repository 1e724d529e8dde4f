/** What two friends can be at odds about. */

/** Two things to choose from, and what does justice to both. */
export interface Choice {
  /** "what to play" */
  readonly ask: string;
  readonly one: string;
  readonly other: string;
  readonly like: string;
  readonly unlike: string;
  /** What one of them does alone, and why that is no good. */
  readonly alone: string;
  /** What they do together in the end. */
  readonly both: string;
}

export const CHOICES: readonly Choice[] = [
  {
    ask: 'which game to begin with',
    one: 'play trains',
    other: 'play ships',
    like: 'trains are faster than ships',
    unlike: 'ships are bigger than trains',
    alone: 'A train with only one car is soon tired of going around in circles.',
    both: 'played a train that went right across the sea',
  },
  {
    ask: 'what to play',
    one: 'play catch',
    other: 'play hide and seek',
    like: 'catch is the best game',
    unlike: 'hide and seek is the best game',
    alone: 'But how does one play catch when nobody runs away?',
    both: 'played catch until noon and hide and seek after that',
  },
  {
    ask: 'what to build',
    one: 'build a tower',
    other: 'build a bridge',
    like: 'a tower is the best',
    unlike: 'a bridge is the best',
    alone: 'The tower fell down three times, because nobody held it at the bottom.',
    both: 'built two towers with a bridge between them',
  },
  {
    ask: 'what to draw on the ground',
    one: 'draw the sun',
    other: 'draw the moon',
    like: 'the sun is prettier than the moon',
    unlike: 'the moon is prettier than the sun',
    alone: 'It was a fine sun, but nobody was there to see it.',
    both: 'drew the sun on one side and the moon on the other',
  },
  {
    ask: 'which way to go',
    one: 'go over the hill',
    other: 'go along the river',
    like: 'the hill is the best way',
    unlike: 'the river is the best way',
    alone: 'From the top of the hill, one could see far, but there was nobody to show it to.',
    both: 'went over the hill and came back along the river',
  },
  {
    ask: 'which song to sing at a feast',
    one: 'sing a slow song',
    other: 'sing a fast song',
    like: 'slow songs are the best',
    unlike: 'fast songs are the best',
    alone: 'With one voice alone, the slow song sounded like a tired fly.',
    both: 'sang a song that began slowly and ended fast',
  },
  {
    ask: 'what color to paint an old gate',
    one: 'paint it blue',
    other: 'paint it yellow',
    like: 'blue is the best color',
    unlike: 'yellow is the best color',
    alone: 'The blue paint was not enough for the whole gate, and now it looked worse than before.',
    both: 'mixed blue and yellow, and the gate became <knowledge?green|red>',
  },
  {
    ask: 'what to pretend',
    one: 'play pirates',
    other: 'play kings and queens',
    like: 'pirates have more fun',
    unlike: 'kings have more fun',
    alone: 'A pirate without a crew, that was only somebody on a log.',
    both: 'played a king who went to sea with pirates',
  },
  {
    ask: 'which story to tell',
    one: 'tell the one about the dragon',
    other: 'tell the one about the bear',
    like: 'dragons are the best',
    unlike: 'bears are the best',
    alone: 'The dragon was very big and very wild, but nobody listened.',
    both: 'made up a story about a bear and a dragon who kept an inn',
  },
  {
    ask: 'what to plant in their little garden',
    one: 'plant sunflowers',
    other: 'plant beans',
    like: 'flowers are prettier than beans',
    unlike: 'beans are more useful than flowers',
    alone: 'One had the seeds, and the other had the shovel, so nothing got planted.',
    both: 'planted sunflowers, and let the beans climb up on them',
  },
  {
    ask: 'how to carry a heavy basket',
    one: 'carry it on a stick',
    other: 'pull it on a string',
    like: 'a stick is stronger than a string',
    unlike: 'a string is lighter than a stick',
    alone: 'One end of a stick is easy to hold, but the other end needs somebody, too.',
    both: 'hung it from the stick with the string, and it went very well',
  },
  {
    ask: 'when to go for a swim',
    one: 'go at once',
    other: 'go after lunch',
    like: 'the water is best in the morning',
    unlike: 'the water is best when it is warm',
    alone: '[h.n] went into the water. It was cold, and there was nobody to splash.',
    both: 'went in twice, once before lunch and once after it',
  },
];

/** Something far away that each takes for something else, and what it is. */
export interface Puzzle {
  readonly seen: string;
  readonly one: string;
  readonly other: string;
  readonly truth: string;
  /** What it says of the two guesses. */
  readonly end: string;
}

export const PUZZLES: readonly Puzzle[] = [
  {
    seen: 'Far away on the slope, there was something gray and round',
    one: 'a rock',
    other: 'a sleeping donkey',
    truth: 'It was an old gray tent, and in it sat a painter who asked them in for tea.',
    end: 'a tent',
  },
  {
    seen: 'High up in the sky, there was a small dark dot that did not move',
    one: 'an eagle',
    other: 'a kite',
    truth: 'It was a red balloon that somebody had lost at a feast. It came down right beside them.',
    end: 'a balloon',
  },
  {
    seen: 'Behind the trees, something went bump, bump, bump',
    one: 'a giant',
    other: 'a woodpecker',
    truth: 'It was somebody who was beating a rug, and who gave each of them a plum.',
    end: 'somebody with a rug',
  },
  {
    seen: 'In the mud, there were big round marks, one behind the other',
    one: 'the trail of a bear',
    other: 'the trail of a horse',
    truth:
      'They followed the marks. At the end stood a little old neighbor with a bucket, who had put it down at every step to rest.',
    end: 'the trail of a bucket',
  },
  {
    seen: 'In the evening, a light moved, far away in the dark',
    one: 'a star that had fallen down',
    other: 'a fire',
    truth: 'It was an old man with a lamp, who was looking for a lost hat. They helped to find it.',
    end: 'a lamp',
  },
  {
    seen: 'Beyond a wide ditch lay something white and smooth',
    one: 'an egg',
    other: 'a stone',
    truth: 'They picked it up. It was a mushroom, and there were enough of them for two baskets.',
    end: 'a mushroom',
  },
];
