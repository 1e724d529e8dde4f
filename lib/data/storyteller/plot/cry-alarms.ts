/** What can be cried for fun and then come true. */
import type { Scene } from '../words/entries.ts';

export interface Alarm {
  readonly scenes: readonly Scene[];
  readonly notAt: readonly string[];
  /** "watch the boats" */
  readonly task: string;
  /** "the bees were coming" */
  readonly what: string;
  /** The same in the present tense. */
  readonly now: string;
  /** What those see who come running for nothing. */
  readonly calm: string;
  /** The kind of animal that is dangerous here, and so can be nobody's friend in it. */
  readonly of?: string;
  readonly call: readonly string[];
  /** It comes true. */
  readonly real: readonly string[];
  readonly help: readonly string[];
  /** Nobody comes. */
  readonly worse: readonly string[];
  /** What comes on top of it, unexpected. */
  readonly worst: readonly string[];
  /** It turns out well in a way that nobody expected. */
  readonly surprise: readonly string[];
}

export const ALARMS: readonly Alarm[] = [
  {
    scenes: ['farm', 'field'],
    notAt: ['barn', 'valley'],
    task: 'keep an eye on the bee hives',
    what: 'the bees were coming',
    now: 'the bees are coming',
    calm: 'the bees were all in their hives',
    call: ['The bees! The bees are coming! Help!', 'Help! A thousand bees!'],
    real: [
      'There was a hum, soft at first and then louder. A dark cloud rose from the hive, and it was full of bees!',
      'With a crack, a branch fell on the hive. Out came the bees, and they were angry!',
      'Then a branch fell on the hive. Out came the bees!',
      'All at once, there was a loud hum. The bees!',
    ],
    help: [
      '[f.n] fetched a big blanket and pulled it over both of them, and they sat under it until the hum was gone.',
      '[f.n] opened the door of a shed, they jumped in, and the door fell shut behind them. Outside, the hum went by.',
      '[f.n] pulled [h.o] into a shed and shut the door.',
      '[f.n] brought a big blanket, and they waited under it together until the hum was gone.',
    ],
    worse: [
      '[h] ran and ran. The bees were faster, and soon [h] had a fat red nose and two fat red ears.',
      '[h] jumped into a ditch. When [h.he] came out again, the bees had flown away for ever, and there was no more honey.',
      'The bees were faster. Soon [h] had a fat red nose.',
    ],
    worst: [
      'And what nobody had thought of: the bees moved right into the house and would not come out.',
      'And then, of all things, the bees went down the chimney and into the kitchen, where the birthday cake stood.',
    ],
    surprise: [
      'But then the strangest thing happened. The bees flew once around [h.ns] head and into the empty hive next door. They had only wanted a bigger house!',
      'Then came a surprise: it began to rain, with big warm drops, and all the bees flew straight home.',
    ],
  },
  {
    scenes: ['water', 'sea'],
    notAt: [
      'waterfall',
      'old mill',
      'duck pond',
      'pond',
      'mill pond',
      'stream',
      'brook',
      'rock pools',
      'dunes',
    ],
    task: 'watch the boats',
    what: 'a boat was sinking',
    now: 'a boat is sinking',
    calm: 'all the boats lay there as they always did',
    call: ['Help! A boat is going down!', 'The boat! There is a hole in the boat!'],
    real: [
      'Water came up between the boards of the biggest boat, a little at first, and then more and more. It was sinking!',
      'Something went glug, glug, glug. A red boat lay low in the water, and it got lower.',
      'Glug, glug, glug. The biggest boat was sinking!',
      'Then one of the boats began to lean. There was a hole in it, and it was going down!',
    ],
    help: [
      '[f.n] brought two buckets. They threw the water out, faster and faster, and put an old cloth into the hole.',
      'Together they pulled at the rope with all their might until the boat lay on dry land.',
      'Together they pulled the boat onto dry land.',
      '[f.n] put an old cloth into the hole, just in time.',
    ],
    worse: [
      '[h] pulled at the rope alone, but the boat was too heavy. It went down, with all its nets.',
      'Only the tip of the mast could still be seen. Then that was gone as well.',
      'The boat went down, with all its nets.',
    ],
    worst: [
      'And nobody had known it, but in that boat lay the gift that everyone had made for [h.ns] next birthday.',
      'Then the rope broke as well, and pulled two other boats along.',
    ],
    surprise: [
      'Then a surprise came up out of the water: the boat sat down softly on a bank of sand. It was not deep there at all!',
      'And then something unexpected happened. A fat old log floated under the boat, and held it up.',
    ],
  },
  {
    scenes: ['farm'],
    notAt: ['barn', 'sheep pasture', 'henhouse', 'orchard', 'cornfield'],
    task: 'look after the young cabbages',
    what: 'the goat was eating the cabbages',
    now: 'the goat is eating the cabbages',
    calm: 'there was no goat far and wide',
    of: 'goat',
    call: ['The goat! The goat is eating the cabbages!', 'Come quickly! The goat is at the cabbages!'],
    real: [
      'Crunch, crunch. What was that? The old goat stood in the middle of the cabbages and had one in its mouth!',
      'The gate swung in the wind. In came the goat, and behind it two more!',
      'There stood the goat, with a cabbage in its mouth!',
      'The gate was open, and the goat was already eating!',
    ],
    help: [
      '[f.n] took the goat by one horn, [h] pushed from behind, and step by step they got it out.',
      '[f.n] held out a bag of oats, and the goat followed that bag right through the gate.',
      'Together they pushed the goat out through the gate.',
      '[f.n] took the goat by one horn and led it out.',
    ],
    worse: [
      '[h] pulled at its tail, but the goat only shook itself. By evening there was not one leaf left.',
      'The goat ate the cabbages, the beans and the peas, one row after the other.',
      'By evening, there was not one leaf left.',
    ],
    worst: [
      'And then, of all things, it ate the new flowers by the door as well.',
      'And as if that was not enough, a whole herd of sheep came in through the open gate.',
    ],
    surprise: [
      'But then came a surprise. The goat did not like cabbage! It made a face and ate only the weeds, all of them, very neatly!',
      'Then something unexpected happened. The goat sneezed, looked around as if it had come to the wrong house, and walked out again.',
    ],
  },
  {
    scenes: ['town', 'farm'],
    notAt: [
      ...[
        'barn',
        'train station',
        'flower shop',
        'orchard',
        'park',
        'playground',
        'market',
        'town park',
        'fair',
      ],
      ...['school yard', 'street corner', 'bus stop', 'zoo gate', 'cornfield', 'sheep pasture', 'henhouse'],
      'vegetable patch',
    ],
    task: 'mind the big pot of jam on the fire',
    what: 'the pot was boiling over',
    now: 'the pot is boiling over',
    calm: 'the jam was hardly warm yet',
    call: ['It is boiling over! The jam! The jam!', 'Help! The pot is boiling over!'],
    real: [
      'Blup. Blup. The jam rose and rose. Then it came over the edge of the pot, hot and red!',
      'There was a hiss and a smell of burnt sugar. The jam ran down the pot and into the fire!',
      'Blup, blup! The jam came over the edge of the pot!',
      'With a hiss, the hot jam ran into the fire!',
    ],
    help: [
      '[f.n] took a wet cloth, and together they pulled the pot off the fire.',
      '[f.n] threw sand on the fire until it went out with a hiss.',
      'Together they pulled the pot off the fire.',
    ],
    worse: [
      'The jam ran over the ground like a red river. Nothing was left but a black pot.',
      'All the fruit of a whole summer was burnt, black and hard as stone.',
      'All the jam was burnt. Nothing was left but a black pot.',
    ],
    worst: [
      'And then a hundred wasps came from all sides, and nobody could go near it for days.',
      'And the worst came last: it was the jam that the whole street had wanted to sell, to buy a new bell.',
    ],
    surprise: [
      'Then came a surprise. The jam ran into an old pan, got hard, and broke into bright red pieces. It had become candy, the best ever!',
      'But the fire had been so low that it went out all by itself under the jam. Only one spoonful was lost!',
    ],
  },
  {
    scenes: ['field', 'farm'],
    notAt: ['barn', 'vegetable patch', 'orchard'],
    task: 'mind the sheep',
    what: 'the sheep had run away',
    now: 'the sheep have run away',
    calm: 'all the sheep were there and ate their grass',
    of: 'lamb',
    call: ['The sheep! The sheep have run away!', 'Help! All the sheep are gone!'],
    real: [
      'A dog barked somewhere. The sheep lifted their heads, and then all of them ran, white and quick, up the hill and out of sight!',
      'There was a hole in the fence. One sheep went through, and then another, and then all of them!',
      'A dog barked, and all the sheep ran away, up the hill!',
      'Through a hole in the fence, all the sheep got out!',
    ],
    help: [
      '[f.n] ran left and [h.n] ran right, and between them the sheep came back in a long white line.',
      '[f.n] rattled a bucket of oats. That sound every sheep knew, and they all came back.',
      'Together they brought all the sheep back.',
      '[f.n] rattled a bucket of oats, and the sheep came back.',
    ],
    worse: [
      '[h] ran after them alone, but when [h.he] went left, they went right. By night they were all gone.',
      'The sheep went over the hill. Two of them were never seen again.',
      'By night, all the sheep were gone.',
    ],
    worst: [
      'And among them was the small black lamb that was to be [h.ns] own, as a surprise.',
      'Then thick fog came down, and even the bells could not be heard any more.',
    ],
    surprise: [
      'And then the sheep came back by themselves, all in a row, and behind the last one walked a tiny new lamb!',
      'And then, what a surprise! The sheep stood all together at the gate at home. It was their dinner time.',
    ],
  },
  {
    scenes: ['wood', 'field'],
    notAt: ['clearing'],
    task: 'watch the weather for the big picnic',
    what: 'a storm was coming',
    now: 'a storm is coming',
    calm: 'there was not one cloud in the sky',
    call: ['A storm! A storm is coming! Help!', 'Look at the sky! Lightning! Come quickly!'],
    real: [
      'Far away, where nobody but [h] was looking, the sky turned black. Leaves flew up, and the birds were quiet. A storm!',
      'All the birds were quiet. Far behind the trees, there was a flash, and only [h] had seen it.',
      'Far away, the sky turned black, and there was a flash! Nobody but [h] had seen it.',
      'Only [h] saw the black clouds that came up behind the trees. A storm!',
    ],
    help: [
      'The two of them called out together, and two voices were believed. Everybody helped to carry the food to the old hut.',
      '[f.n] saw the sky, rang the picnic bell, and soon all were under a roof.',
      '[f.n] rang the picnic bell, and soon all were under a roof.',
      'Together they called the others, and now everybody ran.',
    ],
    worse: [
      'The rain came down like a river. The cakes swam away, and the tent flew over the trees.',
      'All sat in the middle of it, cold and wet, and the whole picnic was mud.',
      'The rain came down, and the whole picnic was mud.',
    ],
    worst: [
      'And then the flash hit the old tree where the tables stood. Nobody was hurt, but nothing was left of the tables.',
      'And on top of it all, the little bridge was washed away, which everybody had built together in the spring.',
    ],
    surprise: [
      'But the storm came only to the stream. There it stopped, and a double rainbow stood over the picnic!',
      'Then the wind turned around, and the black clouds went back to where they had come from.',
    ],
  },
];
