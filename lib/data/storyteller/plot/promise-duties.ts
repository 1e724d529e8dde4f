/** What can be promised, to whom, and what comes of it; and what is more fun. */

export interface Duty {
  /** Who asks: an elder of the hero's, or the friend. */
  readonly to: 'm' | 'f';
  /** "water the tomatoes" */
  readonly task: string;
  readonly ask: readonly string[];
  readonly why: readonly string[];
  /** Whoever asks is away until it is done. */
  readonly away?: true;
  /** How one sets out at once, where the task cannot wait. */
  readonly leaves?: readonly string[];
  /** What becomes of what one carries while one stays for the fun. */
  readonly putDown?: string;
  /** It is done in time. */
  readonly kept: readonly string[];
  /** It is done at the last moment. */
  readonly late: readonly string[];
  /** It is too late. */
  readonly missed: readonly string[];
  /** What is found, if it can still be made good. */
  readonly found: readonly string[];
  /** How it is made good. */
  readonly mended: readonly string[];
  /** A surprise for the one who kept the promise. */
  readonly reward: readonly string[];
  /** What was missed besides, unknown until then. */
  readonly lost: readonly string[];
}

export const DUTIES: readonly Duty[] = [
  {
    to: 'm',
    away: true,
    task: 'water the tomatoes before noon',
    ask: [
      'It is so hot today. Will you water the tomatoes before noon?',
      'Will you water the tomatoes before noon?',
      'I have to be away. Can you give the tomatoes some water before noon?',
    ],
    why: [
      'The ground was dry, and the tomatoes were thirsty.',
      'Without water, they would not live through such a hot day.',
    ],
    kept: [
      '[h] filled the can four times and carried it to every plant. The dry ground drank it with a soft sound.',
      'One plant after the other got its water. The leaves seemed to say thank you.',
    ],
    late: [
      'The leaves hung down like wet socks. [h] ran with the can, again and again, until they stood up once more.',
      'Some leaves were already yellow. [h] brought water until [h.his] arms hurt, and slowly the plants lifted their heads.',
    ],
    missed: [
      'When [h] came at last, the plants lay on the ground, brown and dry. No water could help them now.',
      'The tomatoes were as dry as paper. Not one was left alive.',
    ],
    found: [
      'There hung the tomatoes, brown and dry.',
      'The ground was full of cracks, and the leaves were like paper.',
    ],
    mended: [
      '[h] put new seeds into the ground and looked after them every morning.',
      '[h] asked for some young plants, set them into the ground and watered them at once.',
    ],
    reward: ['By the garden gate stood a little green watering can with a bow on it, and it was for [h.o]!'],
    lost: ['And the tomatoes had been meant for [h.o]: there was to be a feast for [h.his] birthday.'],
  },
  {
    to: 'f',
    away: true,
    task: 'feed the little hen',
    ask: [
      'I have to visit my aunt. Will you feed my little hen while I am gone?',
      'Will you feed my little hen today?',
      'Can you feed my hen this evening? I will be away all day.',
    ],
    why: [
      'The hen was small and white, and it was always hungry.',
      '[f.n] loved that hen more than anything.',
    ],
    kept: [
      '[h] threw the corn, and the hen picked it up: tick, tick, tick. Then it sat down on [h.s] foot.',
      '[h] gave the hen corn and fresh water, and closed the little door.',
    ],
    late: [
      'The hen stood at the fence and complained. [h] gave it twice as much corn, and it ate until it could eat no more.',
      'It was almost dark. The hen was still awake, and how it ran when the corn came!',
    ],
    missed: [
      'The little door stood open. The hungry hen had gone off to look for food, and nobody ever saw it again.',
      'The place of the hen was empty. It had flown over the fence and away.',
    ],
    found: [
      'The little door stood open, and the hen was gone.',
      'The hen was not in its house. It had gone off, hungry.',
    ],
    mended: [
      '[both] looked for the hen until they found it in a hedge. [h] carried it home and fed it every day of that week.',
      '[both] called and called, and the hen came out from under the shed. It ate from [h.ns] lap.',
    ],
    reward: ['In the straw lay something round and warm. It was the first egg that the hen had ever laid!'],
    lost: ['In the nest lay one egg, the first that the hen had ever laid. It was cold.'],
  },
  {
    to: 'f',
    task: 'come and see the puppet show',
    ask: [
      'I will give a puppet show at four, all by myself. Will you come?',
      'Will you come to my puppet show at four?',
      'Please come to my puppet show at four. I am so nervous, and you must sit in front!',
    ],
    why: ['[f.n] had worked on it for weeks.', 'It was the first show in [f.ns] life.'],
    kept: [
      'At four, [h] sat in the first row. When [f.n] forgot a word, [h] whispered it.',
      '[h] came early, chose the best seat and clapped the loudest of all.',
    ],
    late: [
      '[h] slipped in just as the curtain opened. [f.n] saw it and began to smile.',
      'Out of breath, [h] sat down. The first puppet was just bowing.',
    ],
    missed: [
      'When [h] came running, the chairs were empty, and [f.n] was putting the curtain into its box.',
      'The show was over. On the first seat lay a piece of paper with the name of [h.n] on it. Nobody had sat there.',
    ],
    found: [
      'The chairs were empty, and [f.n] was putting the curtain into its box.',
      'The show was over. In the first row, one seat had stayed empty, and [f.n] was looking at it.',
    ],
    mended: [
      '[h] asked to see the show after all, and [f.n] played it once more, only for [h.o].',
      '[h] helped to make a new puppet, so that next time there could be an even better show.',
    ],
    reward: ['At the end, the last puppet bowed. It had the face of [h.n]! [f.n] had made it in secret.'],
    lost: ['And the last puppet in the show had had the face of [h.n]. It had been a surprise.'],
  },
  {
    to: 'm',
    away: true,
    task: 'carry a pot of soup to the sick neighbor',
    ask: [
      'Our neighbor is sick. Will you take this soup over while it is hot?',
      'Please take this soup to our sick neighbor!',
      'Please bring this pot of soup to our sick neighbor. But go straight there!',
    ],
    why: [
      'The soup was hot, and it smelled of carrots.',
      'A cloth was wrapped around the pot to keep it warm.',
    ],
    leaves: [
      '[h] took the pot and set out at once.',
      'So [h] set out, with the pot in both arms.',
      'Soon [h] was on the way with the pot of soup.',
      '[h] took the warm pot and walked down the path with it.',
    ],
    putDown: 'So [h] put the pot down in the grass.',
    kept: [
      'Step by step, [h] carried the pot to the door. The soup still steamed.',
      '[h] did not spill one drop. The old neighbor sat up in bed and ate it all.',
    ],
    late: [
      'The soup was only a little warm now. But the old neighbor ate it to the last drop.',
      'At the last moment, before the soup was cold, [h] knocked on the door.',
    ],
    missed: [
      '[h] had put the pot down by the path. Now it lay on its side, and a cat had eaten all the soup.',
      'The soup was cold and full of flies. The sick neighbor had gone to sleep without dinner.',
    ],
    found: [
      'The pot stood by the path, where [h] had put it down, and it was empty. A cat had eaten all the soup.',
      'The soup was as cold as a stone, and a fly swam in it.',
    ],
    mended: [
      '[h] helped to cut carrots for a new soup, and this time [h.he] carried it straight over.',
      '[h] brought all the bread that there was at home, and sat with the neighbor until it was dark.',
    ],
    reward: ['The old neighbor had a gift ready: a small box that played music when it was opened.'],
    lost: ['That same night the neighbor had to go away, to be looked after in another town.'],
  },
  {
    to: 'f',
    task: 'help to move the heavy boxes',
    ask: [
      'We are moving to another house today. Will you help me carry my boxes?',
      'Will you help me move my heavy boxes today?',
      'Tomorrow is too late. Can you come at three and help me with the boxes?',
    ],
    why: ['There were so many boxes that one could not count them.', 'All of [f.ns] things were in them.'],
    kept: [
      'They carried one box after the other, and sang to make it easier.',
      'At three, [h] was there. With two, the boxes were only half as heavy.',
    ],
    late: [
      'Half of the boxes were still there. [h] took two at a time.',
      'Only the heaviest box was left. They lifted it together.',
    ],
    missed: [
      'When [h] came, [f.n] sat on the steps, tired and alone. All the boxes were gone, and one had fallen and was broken.',
      'The cart was full of boxes, and on top of it sat [f.n], tired and ready to go.',
    ],
    found: [
      'All the boxes were gone. [f.n] had carried every one of them alone and sat there, tired and red in the face.',
      '[f.n] sat on the last box, tired and red in the face.',
    ],
    mended: [
      '[h] helped to unpack everything, and put up the shelf, and swept the floor.',
      'In the new room there was still everything to do. [h] stayed until the last lamp stood in its place.',
    ],
    reward: ['In the last box was something for [h.o]: a little bag of marbles, for being a friend.'],
    lost: ['One box had had the name of [h.n] on it. Now it was gone with the rest.'],
  },
  {
    to: 'm',
    away: true,
    task: 'bring in the wash before the rain',
    ask: [
      'If it rains, will you bring in the wash? I have to go out.',
      'Please bring in the wash if it rains!',
      'Look at the sky from time to time. If it rains, take in the wash, please.',
    ],
    why: [
      'White sheets and small shirts hung in a row and moved in the wind.',
      'Everything that they had was on that line.',
    ],
    kept: [
      'At the first drop, [h] ran, pulled down every sheet and carried them inside. They were warm from the sun.',
      'Drip, drop. [h] was there before the third drop fell, and had it all in the basket before the tenth.',
    ],
    late: [
      'The first sheets were already wet. [h] saved all the rest and hung them up by the fire.',
      'Big drops fell. [h] pulled and ran, and only one sock got wet.',
    ],
    missed: [
      'When [h] came back, it had rained for an hour. The line was broken, and all the wash lay in the mud.',
      'A storm had come and taken the sheets. One hung in a tree, and the others were gone.',
    ],
    found: [
      'It had rained, and all the wash lay in the mud.',
      'Rain had come and gone, and the wash hung there, wet and gray.',
    ],
    mended: [
      '[h] washed every piece again, by hand, until it was white.',
      '[h] picked up all the wash, and they scrubbed it together in the big tub.',
    ],
    reward: ['Under the sheets, at the bottom of the basket, lay a new warm sweater for [h.o]!'],
    lost: ['Among it was the new sweater that had been made for [h.n] in secret.'],
  },
  {
    to: 'f',
    task: 'wait at the old bridge at five',
    ask: [
      'Meet me at the old bridge at five. Do not forget!',
      'Will you wait for me at the old bridge at five? I do not dare to go home alone in the dark.',
    ],
    why: [
      '[f.n] did not like to go home from there alone.',
      'From the bridge it was a long way home, and nobody lived there.',
    ],
    kept: [
      'At five, [h] stood on the bridge. Soon there were footsteps, and it was [f.n].',
      '[h] sat on the bridge long before five and dropped leaves into the water until [f.n] came.',
    ],
    late: [
      '[f.n] stood all alone on the bridge and had just begun to cry.',
      'It was a little after five. [f.n] was still there, and held on to the rail.',
    ],
    missed: [
      'When [h] got to the bridge, it was night. Nobody was there any more. [f.n] had gone home alone through the dark woods. The next day, they met.',
      'The bridge was empty. [f.n] had waited for an hour and had caught a bad cold in the wind. The next day, [h] went to see [f.o].',
    ],
    found: [
      '[f.n] still sat on the bridge, all alone in the dark.',
      'It was already dark. On the bridge stood somebody small, and that was [f.n].',
    ],
    mended: [
      'They walked home side by side, and [h] told one funny story after another, so that nobody thought of the dark.',
      '[h] gave [f.n] [h.his] own warm scarf, and they went home close together.',
    ],
    reward: ['[f.n] had a lamp made of a pumpkin, and it was for [h.n]. It had taken all day to make!'],
    lost: ['On the rail of the bridge hung a little lamp with [h.ns] name on it. It was broken.'],
  },
];

export const TEMPTATIONS: readonly {
  readonly comes: readonly string[];
  readonly fun: readonly string[];
  readonly call: readonly string[];
}[] = [
  {
    comes: [
      'But on the way there was music! A band with drums and horns came around the corner.',
      'But then a band with drums and horns came by.',
      'Then there was music around the corner. Boom, boom!',
      'Then there was a boom, boom, boom. A band marched by, and everybody ran after it.',
    ],
    fun: [
      '[h] marched behind the big drum, around one corner and then the next.',
      'The band played one song after another, and [h] danced to every one of them.',
    ],
    call: ['Come along! They will play for hours!', 'Come and dance with us!'],
  },
  {
    comes: [
      'But then some others came by with a kite that had a very long tail.',
      'But then somebody came by with a big yellow kite.',
      'High up in the sky stood a yellow kite, and those who flew it called to [h.o].',
    ],
    fun: [
      '[h] held the string, and the kite pulled like a pony. It was wonderful.',
      'Up and up went the kite, until it was only a dot.',
    ],
    call: ['Do you want to hold the string?', 'Come and fly it with us!'],
  },
  {
    comes: [
      'But by the path lay the biggest pile of leaves that [h] had ever seen, and some others were jumping into it.',
      'But by the path, some others were jumping into a pile of leaves.',
      'But then [h] saw a pile of leaves, red and yellow, as high as a house, and some others were jumping into it.',
    ],
    fun: [
      '[h] took a long run and jumped, again and again, until there were leaves in both ears.',
      'They threw leaves and hid in them, and nobody looked at the sun.',
    ],
    call: ['Jump in! It is soft!', 'Come in! There is room for one more!'],
  },
  {
    comes: [
      'But down by the water, some others were building a dam out of stones and mud.',
      'But some others were building a dam at the stream.',
      'But at the stream, some others were building a boat out of an old barrel.',
    ],
    fun: [
      '[h] carried stones and mud and forgot the time.',
      '[h] got wet up to the tummy and did not even notice.',
    ],
    call: ['We need one more! Come and help!', 'Come here! It is almost done!'],
  },
  {
    comes: [
      'But under a hedge sat a tiny gray kitten with blue eyes, and it wanted to play.',
      'But then a small voice said meow. A kitten jumped out from under a leaf and wanted to play.',
    ],
    fun: [
      '[h] pulled a blade of grass along, and the kitten jumped after it. Again! And again!',
      'The kitten rolled over and wanted to be stroked, and then it wanted to play some more.',
    ],
    call: [],
  },
  {
    comes: [
      'But then there was a smell of sugar. A man with a cart was making candy out of air and sugar, and a long line stood in front of it.',
      'But then a clown came by, with seven balls.',
      'But what was that? A wagon had stopped, and a clown with red shoes was throwing seven balls at once.',
    ],
    fun: [
      '[h] stood there and looked, and then looked some more.',
      'There was so much to see that [h] forgot everything else.',
    ],
    call: ['Come closer! Come closer!', 'Stay a while! The best is yet to come!'],
  },
];
