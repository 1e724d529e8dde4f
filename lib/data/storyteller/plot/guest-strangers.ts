/** Strangers who come to stay: how they look, what is said about them, and what they are really like. */

export interface Stranger {
  /** Animals live in a wood and children in a town; others come to both. */
  readonly to: 'child' | 'animal';
  readonly kind: string;
  readonly trait: string;
  readonly looks: readonly string[];
  readonly rumors: readonly string[];
  /** What is heard or smelled near the house. */
  readonly hint: string;
  /** What somebody sees who dares to look. */
  readonly truth: readonly string[];
  /** What they do together. */
  readonly shared: readonly string[];
  /** What the others get out of it. */
  readonly gift: readonly string[];
  /** Found when the stranger has been driven away. */
  readonly left: string;
  /** For the summary: "mends clocks". */
  readonly short: string;
}

export const STRANGERS: readonly Stranger[] = [
  {
    to: 'animal',
    kind: 'bear',
    trait: 'huge black',
    looks: [
      '[s.his] paws were as big as buckets, and when [s.he] walked, the acorns fell from the trees.',
      '[s.he] was black from head to toe, with a scar over one eye.',
    ],
    rumors: [
      'that [s.he] ate a whole deer for breakfast',
      'that [s.he] had broken down a house with one blow',
      'that [s.he] never laughed',
    ],
    hint: 'In the evening, there was a fine smell of baking in the air. Nobody knew where it came from.',
    truth: [
      '[s.the] stood at an oven in a white apron and took out a tray of tiny cookies. Each had a berry in the middle.',
      '[s.the] was kneading dough and humming to [s.self].',
    ],
    shared: [
      'Together they baked a bread in the shape of a snail.',
      '[h.n] was allowed to lick the bowl, and then to put the berries on.',
    ],
    gift: [
      'On Sunday there was fresh bread for the whole wood.',
      'Soon there was a long line in front of the door every morning, all because of the honey rolls.',
    ],
    left: 'On the table stood a big cake, and on it was written that it was for all the neighbors',
    short: 'bakes the best bread of all',
  },
  {
    to: 'animal',
    kind: 'porcupine',
    trait: 'strange',
    looks: [
      '[s.he] had spines as long as knitting needles, and they rattled at every step.',
      'One could not even shake paws with [s.him] without getting hurt.',
    ],
    rumors: [
      'that [s.he] could shoot with [s.his] spines',
      'that whoever touched [s.him] fell asleep for a year',
      'that [s.he] had been sent away from everywhere',
    ],
    hint: 'Torn scarves and jackets that hung on the fence at night were whole again in the morning. Nobody knew why.',
    truth: [
      '[s.the] was sitting in the sun, had pulled out one loose spine, and was sewing up a little jacket with it.',
      '[s.the] was mending a net, quick and neat, with a spine for a needle.',
    ],
    shared: [
      '[s.he] showed [h.n] how to make a knot that never comes loose.',
      '[h.n] held the thread, and they talked until it was dark.',
    ],
    gift: [
      'Before winter came, everybody had a warm coat with not one hole in it.',
      'And after that, nobody in the wood had a hole in a pocket.',
    ],
    left: 'In a row on the fence hung little coats, one for each of the neighbors, finished that very night',
    short: 'sews for everyone',
  },
  {
    to: 'animal',
    kind: 'bat',
    trait: 'gray',
    looks: [
      '[s.he] hung upside down from a beam and slept all day with [s.his] wings around [s.him].',
      '[s.he] only came out in the dark, and one could not hear [s.him] fly.',
    ],
    rumors: [
      'that [s.he] got tangled in ears and fur',
      'that [s.he] could see through walls',
      'that it brought bad luck to meet [s.him]',
    ],
    hint: 'That summer, for the first time, there were hardly any mosquitoes at night.',
    truth: [
      '[s.the] flew in circles over the pond and caught one mosquito after the other.',
      '[s.the] flew low over the grass, back and forth, and wherever [s.he] had been, no mosquito hummed any more.',
    ],
    shared: [
      'They looked at the stars, and [s.the] knew all of their names.',
      '[h.n] tried to hang upside down as well. It looked very funny.',
    ],
    gift: [
      'After that, the nights were quiet, and nobody was bitten any more.',
      'After that, whoever got lost at night was brought home by [s.the].',
    ],
    left: 'The very next night, the mosquitoes were back, thousands of them, and everyone understood who had kept them away',
    short: 'keeps the mosquitoes away',
  },
  {
    to: 'animal',
    kind: 'camel',
    trait: 'tired',
    looks: [
      '[s.he] had two humps, a long neck and very long eyelashes. Nobody in the wood had ever seen anything like it.',
      '[s.he] looked down at everyone from high above and chewed slowly.',
    ],
    rumors: [
      'that somebody was hidden in the humps',
      'that [s.he] spat at little ones',
      'that [s.he] drank whole lakes',
    ],
    hint: 'In the evening, somebody could be heard telling a story, in a deep and gentle voice, far away.',
    truth: [
      '[s.the] was lying in the grass and telling a story of a land without trees to three beetles.',
      '[s.the] was telling three small birds about a walk through the sand that had lasted a hundred days. They sat as still as stones.',
    ],
    shared: [
      '[s.he] told [h.n] about hills that were all made of sand.',
      '[h.n] climbed onto the first hump, and they went for a walk.',
    ],
    gift: [
      'After that, there was a story every evening, and the whole wood came to listen.',
      'When the well was dry that summer, [s.the] carried water for everyone from the far lake.',
    ],
    left: 'In the sand in front of the door [s.he] had drawn all the neighbors, each with a smile',
    short: 'knows the best stories',
  },
  {
    to: 'animal',
    kind: 'wolf',
    trait: 'lean gray',
    looks: [
      '[s.his] eyes were yellow, and at night [s.he] howled at the moon.',
      '[s.he] had long teeth and walked without a sound.',
    ],
    rumors: [
      'that [s.he] had swallowed seven goats',
      'that [s.he] dressed up as a grandmother',
      'that [s.he] blew down houses',
    ],
    hint: 'The howling at night, if one listened to it closely, was really a kind of song.',
    truth: [
      '[s.the] was watering a bed of radishes and singing to them. [s.he] did not eat anybody. [s.he] liked vegetables.',
      '[s.the] was sitting on a stump and practicing a song, over and over, because the high part was hard.',
    ],
    shared: [
      'They pulled up radishes and ate them with salt.',
      '[h.n] sang the high part, [s.the] the low part, and it sounded beautiful.',
    ],
    gift: [
      'At the next full moon, there was a concert, and the wolf sang with a choir of mice.',
      'After that, when somebody howled at the moon, nobody in the wood was afraid. It was only the wolf, who sang.',
    ],
    left: 'On the doorstep stood a basket of radishes, washed, with a bow on it',
    short: 'only wants to sing',
  },
  {
    to: 'child',
    kind: 'sailor',
    trait: 'one-eyed',
    looks: [
      '[s.he] had a black patch over one eye and walked with a stick. Tock, tock, it went over the stones.',
      '[s.his] voice was like gravel, and on [s.his] arm was a picture of a snake.',
    ],
    rumors: [
      'that [s.he] had been a pirate',
      'that [s.he] kept bones under the bed',
      'that [s.he] caught cats',
    ],
    hint: 'Every night there was light in the old boathouse, and something was being sanded, very softly.',
    truth: [
      '[s.the] was sitting at a table full of tiny sails and building a ship inside a bottle.',
      '[s.the] had one cat on each knee and a little boat of wood on the table, and was painting its sail.',
    ],
    shared: [
      '[h.n] was allowed to pull the thread, and all the masts in the bottle stood up at once.',
      '[s.he] told [h.o] about a whale that had once pushed [s.his] boat home.',
    ],
    gift: [
      'In the summer, [s.the] taught all the children to sail.',
      'At the town fair, every child got a little boat of wood from [s.the].',
    ],
    left: 'On the table stood little boats, and on each was painted the name of one of the children',
    short: 'builds little ships',
  },
  {
    to: 'child',
    kind: 'neighbor',
    trait: 'very tall new',
    looks: [
      '[s.he] wore a long black coat, even in the sun, and never said more than good day.',
      '[s.his] curtains were always closed, and at night strange shadows moved behind them.',
    ],
    rumors: [
      'that [s.he] could do bad magic',
      'that [s.he] had a dragon in the cellar',
      'that [s.he] did not like children',
    ],
    hint: 'Sometimes, late in the evening, one could hear many different voices from that house, although only one person lived there.',
    truth: [
      'Through the open door, one could see a little stage, and [s.the] was moving puppets on strings, a king, a goose and a crocodile, each with a voice of its own.',
      '[s.the] had two puppets, a king on one hand and a goose on the other, and let them talk, each with a voice of its own.',
    ],
    shared: [
      '[h.n] got the goose, and they played a whole story, with a good end.',
      '[s.he] was only shy. With a puppet in [s.his] hand, [s.he] could talk to anyone.',
    ],
    gift: [
      'On Saturday, half the town sat in front of the little stage and laughed.',
      'After that, there was a puppet show in the yard every week.',
    ],
    left: 'On a little stage sat new puppets, and they looked just like the people of the town',
    short: 'plays with puppets',
  },
  {
    to: 'child',
    kind: 'dog',
    trait: 'giant gray',
    looks: [
      '[s.he] was as tall as a calf and had no collar. When [s.he] barked, the windows shook.',
      '[s.his] fur hung over [s.his] eyes, and nobody knew whom [s.he] was looking at.',
    ],
    rumors: [
      'that [s.he] bit through chains',
      'that [s.he] was half a wolf',
      'that [s.he] chased whoever ran',
    ],
    hint: 'In the mornings, lost things lay on the steps of the school: a mitten, a ball, a small shoe. Somebody had collected them.',
    truth: [
      '[s.the] was lying on the straw with four lost kittens asleep in [s.his] fur.',
      '[s.the] had found a lost mitten and was watching over it, to take it to the steps of the school in the morning.',
    ],
    shared: [
      '[h.n] brushed the fur away from [s.his] eyes. They were brown and kind.',
      '[h.n] held out a piece of bread, and [s.he] took it without touching a finger.',
    ],
    gift: [
      'After that, [s.the] took the smallest children to school every morning.',
      'When somebody got lost in the snow that winter, [s.the] found the way.',
    ],
    left: 'In the straw lay four kittens, and somebody had kept them warm all that time',
    short: 'is as gentle as a lamb',
  },
  {
    to: 'child',
    kind: 'clockmaker',
    trait: 'odd old',
    looks: [
      '[s.he] talked to [s.self], and [s.his] pockets ticked.',
      '[s.he] had hair like a bird nest and came with a cart that ticked and tocked.',
    ],
    rumors: [
      'that [s.he] stole hours from people who slept',
      'that something alive ticked inside [s.his] coat',
      'that [s.he] was a hundred and fifty years old',
    ],
    hint: 'The clock on the tower, which had stood still for years, struck three one night. Nobody knew how.',
    truth: [
      'On the table lay the hundred wheels of the old town clock. [s.the] was putting them together, and a bird of tin sang to it.',
      '[s.the] was cleaning the wheels of the old town clock, one after the other, and on the shelf sat a bird of tin.',
    ],
    shared: [
      '[h.n] was allowed to wind up the tin bird, and it sang for both of them.',
      '[s.he] showed [h.n] how one wheel turns the next.',
    ],
    gift: [
      'Since then, the town clock has never been late, and at noon a tin bird comes out and sings.',
      'Every child in the town got a little tin bird from [s.the], and each could sing.',
    ],
    left: 'In the window stood one clock, with a card that said it was a gift for the town',
    short: 'mends clocks and makes birds that sing',
  },
];
