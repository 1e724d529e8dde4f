/** Kinds of weather with what one wears in them, and costumes with what they are good for. */
export interface Weather {
  readonly short: string;
  readonly day: readonly string[];
  /** What somebody may want to wear instead. */
  readonly favorites: readonly string[];
  /** What one needs, and what would be no use. */
  readonly right: string;
  readonly wrong: readonly [string, string];
  readonly suffers: readonly string[];
  readonly rescue: readonly string[];
  readonly pity: readonly string[];
  readonly badly: string;
  readonly hint: readonly string[];
}

export const WEATHERS: readonly Weather[] = [
  {
    short: 'cold',
    day: [
      'It was winter, and there was ice on the windows.',
      'One morning, the snow lay high in front of the door.',
      'One day in January, the wind blew cold from the hills.',
    ],
    favorites: ['shirt', 'dress', 'skirt', 'vest', 'apron', 'costume'],
    right: 'a thick coat',
    wrong: ['a straw hat', 'a swimsuit'],
    suffers: [
      'Soon [h.ns] ears were red, and then they were white. [h.his] teeth went clack, clack, clack.',
      'At first it was fun. Then the cold crept in everywhere, and [h] began to shake.',
      '[h] hopped from one foot to the other, but [h.he] was <reasoning?cold|hot|dry> all the same.',
    ],
    rescue: [
      'Then somebody called. It was [h.ns] [m.kind], with [right] over one arm. How warm it was inside!',
      '[h.s] [m.kind] had come after [h.him], put [right] around [h.him] and poured a cup of hot <knowledge?tea|sand|ice>.',
    ],
    pity: [
      'The next day, [h] had a bad cold. [h.he] lay in bed for two weeks and saw the others play outside only through the window.',
    ],
    badly: 'gets very sick',
    hint: ['That morning, the birds had sat on the branch like little balls, with all their feathers up.'],
  },
  {
    short: 'rainy',
    day: [
      'One morning, gray clouds hung over the roofs.',
      'One day in April, it smelled of rain.',
      'It was a dark day, and the first drops fell on the steps.',
    ],
    favorites: ['dress', 'shirt', 'skirt', 'costume', 'sweater', 'jacket'],
    right: 'a raincoat',
    wrong: ['a paper crown', 'a pair of sunglasses'],
    suffers: [
      'Then the rain came down like water out of a bucket. In no time, [h] was as <reasoning?wet|dry|warm> as a fish.',
      'The rain ran down [h.ns] neck and into [h.his] shoes. With every step, it went squish.',
      'It rained on [h.his] head, it rained on [o.the], and soon there was not one dry spot left.',
    ],
    rescue: [
      'There came [h.ns] [m.kind], with [right] and a big umbrella. Under it, there was room for two.',
      '[h.s] [m.kind] stood at the corner with [right], and did not say a word. [h] crept into it.',
    ],
    pity: [
      'When [h] came home, [o.the] was spoiled. It had shrunk and lost its color, and it could never be worn again.',
    ],
    badly: 'the rain spoils [h.his] [o.n]',
    hint: [
      'That morning, the swallows had flown low over the grass, and the ants had carried their eggs to a dry place.',
    ],
  },
  {
    short: 'hot',
    day: [
      'It was the hottest day of the summer. Even the shade was warm.',
      'One day in July, the air stood still, and the dog did not leave its place under the tree.',
    ],
    favorites: ['coat', 'sweater', 'jacket', 'costume'],
    right: 'a sun hat',
    wrong: ['a wool scarf', 'a pair of mittens'],
    suffers: [
      'After a while, [h.ns] head was as red as a tomato. Everything began to turn.',
      'The sun burned down on [h.s] nose, and then on [h.his] neck. How thirsty [h.he] was!',
    ],
    rescue: [
      'Then a shadow fell on [h.o]. It was [h.ns] [m.kind], who helped [h.him] out of [o.the]. There was [right], too, and a bottle of cold <knowledge?water|sand|glue>.',
      '[h.s] [m.kind] took [h.him] into the shade, took off [o.the], put [right] on [h.his] head and gave [h.him] a glass of <knowledge?water|dust|sand>.',
    ],
    pity: [
      'That evening, [h.ns] nose and neck hurt so much that [h.he] could not sleep. For a week, [h.he] had to stay in a dark room while the others swam in the lake.',
    ],
    badly: 'gets a bad sunburn',
    hint: [
      'That morning, the cat had already moved from the window to the cool stone floor, and it never did that without a reason.',
    ],
  },
  {
    short: 'windy',
    day: [
      'One day in the fall, the wind blew the leaves around the house.',
      'It was a stormy morning, and the trees bowed to each other.',
    ],
    favorites: ['dress', 'shirt', 'skirt', 'vest', 'costume'],
    right: 'a warm cap',
    wrong: ['a pair of sandals', 'a crown of paper'],
    suffers: [
      'The wind blew into [h.ns] ears until they hurt. It blew leaves into [h.his] face and sand into [h.his] eyes.',
      '[h] had to walk bent over, with both arms around [h.self]. [h.his] ears were like ice.',
    ],
    rescue: [
      '[h.s] [m.kind] came running against the wind, with [right] in a bag. On it went, right over the ears.',
      'Then [h.ns] [m.kind] was there and pulled [right] over [h.his] ears. At once, it was quiet and warm.',
    ],
    pity: [
      'In the night, [h] woke up with an earache. It was so bad that [h.he] had to stay in bed the next day.',
    ],
    badly: 'gets a bad earache',
    hint: [
      'That morning, the rooster on the roof had turned around and around and could not make up its mind.',
    ],
  },
];

export interface Costume {
  readonly kind: string;
  /** "a ghost" */
  readonly as: string;
  readonly made: readonly string[];
  readonly taken: readonly string[];
  readonly helps: readonly string[];
  readonly short: string;
  readonly badly: readonly string[];
  readonly hint: readonly string[];
}

const FOX = [
  'That morning, everybody had talked about the fox. It came every day at noon and took a hen.',
  'At breakfast, somebody had said that the fox had been at the hen house again, and that nothing could scare it.',
];

export const COSTUMES: readonly Costume[] = [
  {
    kind: 'lion',
    as: 'a lion',
    made: [
      '[h] tied a yellow mop around [h.his] head and pinned on a tail of rope. There was a lion!',
      'Out of an old yellow rug, [h] made a lion, with a mane and all.',
    ],
    taken: [
      'An old man dropped a bag and ran away. The dogs put their tails between their legs.',
      'The geese stopped, stared, and ran off with a great noise. An old lady held up her umbrella.',
    ],
    helps: [
      'Just then, a fox came around the corner, on its way to the hens. It saw the lion and ran, and it was never seen again.',
      'Then came a fox, on its way to the hens. One look at the lion, and it was gone for good.',
    ],
    short: 'scares away the fox',
    badly: [
      'A horse took fright and ran off with its cart. All the eggs that were on it broke, and everybody was angry.',
    ],
    hint: FOX,
  },
  {
    kind: 'ghost',
    as: 'a ghost',
    made: [
      '[h] put a white sheet over [h.his] head and cut out two holes. There was a ghost!',
      'With a white sheet and a bit of flour, [h] turned into a ghost.',
    ],
    taken: [
      'The baker cried out and threw all the rolls into the air. The cat was up a tree before one could count to two.',
      'Two big boys saw it, screamed, and hid in a barrel.',
    ],
    helps: [
      'At that moment, a thief climbed over the wall with a sack full of silver spoons. One look at the ghost, and the thief was gone.',
      'Then a thief came along with a sack, saw the ghost, dropped the sack and ran.',
    ],
    short: 'scares away a thief',
    badly: ['A little one was so scared that it fell down the steps and hurt its arm. Nobody laughed.'],
    hint: [
      'That morning, everybody had talked about a thief who took silver spoons, and whom nobody could catch.',
    ],
  },
  {
    kind: 'king',
    as: 'a king',
    made: [
      '[h] put on a red blanket, a crown of paper and a beard of wool. There was a king!',
      'A curtain for a cloak, a pot for a crown, and there stood a king.',
    ],
    taken: [
      'The gardener took off a very old hat. The postman bowed so low that all the letters fell on the ground.',
      'People stopped and bowed, and somebody gave [h.him] a chair.',
    ],
    helps: [
      'Two farmers came along, shouting at each other over a pear tree. [h.n] told them to share the pears, and they shook hands.',
      'Two farmers came by, still fighting over a pear tree. [h.n] lifted one arm and told them to share, and they did.',
    ],
    short: 'makes two farmers stop fighting',
    badly: [
      'The cook of the inn brought roast and cake and pears. Then came the bill, and there was not one coin under the cloak. [h.n] had to wash dishes until midnight.',
    ],
    hint: [
      'That morning, everybody had talked about the two farmers who had fought over a pear tree for ten years.',
    ],
  },
  {
    kind: 'scarecrow',
    as: 'a scarecrow',
    made: [
      '[h] put on an old coat and a hat with holes, and stuck straw into the sleeves. There was a scarecrow!',
      'With straw in the collar and an old hat, [h] looked like a scarecrow.',
    ],
    taken: [
      '[h] stood quite still. Somebody hung a basket on [h.his] arm and began to pick cherries.',
      '[h] stood still by the cherry tree. A small bird sat down on [h.his] hat. A man walked by, asked for the way, and then had to laugh.',
    ],
    helps: [
      'Then a whole cloud of crows came down to eat the cherries. [h.n] waited, and then jumped forward with a roar. The cherries were saved!',
      'Crows came to eat the cherries. [h.n] jumped forward with a roar, and never had crows flown so fast!',
    ],
    short: 'saves the cherries from the crows',
    badly: [
      'A goat came and began to eat the straw, and then the coat. When [h.n] ran away, it ran after [h.him] and kicked over the milk of the whole day.',
    ],
    hint: [
      'That morning, everybody had talked about the crows. They had eaten half of the cherries and were not afraid of anything any more.',
    ],
  },
];
