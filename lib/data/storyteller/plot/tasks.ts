/** Work that somebody small can help with: how it goes wrong, and how it is done. */
export interface Task {
  readonly work: string;
  readonly wrong: readonly string[];
  readonly mess: readonly string[];
  /** How it is done, as a main clause. */
  readonly right: readonly string[];
  readonly again: readonly string[];
  readonly done: readonly string[];
  readonly surprise: readonly string[];
  readonly pity: readonly string[];
  readonly hint: readonly string[];
  readonly payoff: readonly string[];
}

export const TASKS: readonly Task[] = [
  {
    work: 'pull out the weeds',
    wrong: [
      '[h] pulled out everything that was green. One row, two rows, three rows.',
      'Pull, pull, pull! [h] was so fast that there was soon a big pile of green leaves.',
    ],
    mess: [
      'But those had not been weeds. Those had been the young carrots!',
      'Among them lay a hundred tiny carrots, each as thin as a thread.',
    ],
    right: [
      'the carrots have leaves like feathers, and the weeds have round ones',
      'one must look at the leaves first, and only then pull',
    ],
    again: [
      'Together they put the little carrots back into the ground and gave them <knowledge?water|salt|sugar>.',
      'They put the little carrots back, one by one. Then [h.n] pulled out only the weeds.',
      'This time, [h.n] looked at every leaf and pulled out only the weeds.',
    ],
    done: [
      'In summer, the carrots would be a bit crooked, and very sweet.',
      'Soon most of the carrots stood up again.',
    ],
    surprise: [
      'Then something unexpected happened. Under the last weed, something shone. It was the ring that [m.n] had lost years ago!',
      'And then came a surprise: a rabbit came out of the bushes and ate up the whole pile of weeds!',
    ],
    pity: [
      'They put the carrots back into the ground, but they did not live. That year, there was not one carrot in the soup.',
    ],
    hint: [
      'On the day of sowing, [m.n] had put little signs with pictures of carrots at the end of the rows. The wind had blown them away.',
    ],
    payoff: [
      'Those little signs would have helped, the ones that the wind had taken. The next ones were to be tied to strong sticks.',
    ],
  },
  {
    work: 'paint the fence',
    wrong: [
      '[h] dipped the brush in as deep as it would go and swung it with all [h.his] might.',
      '[h] painted the fence, and the gate, and a bucket as well.',
    ],
    mess: [
      'There was paint on the grass, paint on the window, and a long line of paint on the back of the cat.',
      'Then the cat leaned on the wet fence. Now its back had stripes.',
    ],
    right: [
      'only the tip of the brush goes into the paint, and one always paints from top to bottom',
      'a little paint at a time, up and down, and never lean on what is still wet',
    ],
    again: [
      'They washed the cat with warm <knowledge?water|paint|sand>. Then they began once more.',
      'They began once more, one on each side, and met in the middle.',
      'Up and down went the brushes, side by side, and not one drop fell.',
    ],
    done: ['In the evening, the fence shone like new snow.', 'People stopped on the road and looked at it.'],
    surprise: [
      'Then came a surprise. An hour later, there were tiny paw prints all along the top of the fence. The cat had walked over it, and it looked so pretty that they left it.',
      'And something unexpected happened: the neighbor came with a big basket of apples, because the fence looked so pretty now!',
    ],
    pity: [
      'The paint was all used up, and half of the fence was still gray. The cat had white stripes until the winter, and everybody laughed at it.',
    ],
    hint: ['The cat was very curious about the can. It sat down next to it and waited.'],
    payoff: [
      'That cat! One should have seen at once what it was up to.',
      'If somebody had thought of the curious cat in time, it would have kept its color.',
    ],
  },
  {
    work: 'wash the clothes',
    wrong: [
      '[h] put everything into the tub, the white shirts and the new red socks, and poured in the whole box of soap.',
      'A little soap is good, so a lot of soap must be better, thought [h.n]. In went the whole box, and then all the clothes, white and red.',
    ],
    mess: [
      'There was foam up to the window, and the white shirts were pink!',
      'The foam ran out of the door and down the steps. And the white shirts were pink now!',
    ],
    right: [
      'white goes with white, and red goes with red, and one spoon of soap is enough',
      'one must sort the clothes first, by color, and take only a little soap',
    ],
    again: [
      '[h.n] sorted: white here, red there. They washed it all again, and hung it in the <knowledge?sun|rain|dark> to dry.',
      'They washed it all again. This time there were two heaps, a white one and a red one.',
      'They sorted it all and washed it again. [h.n] handed up the pins, and soon the line was full.',
    ],
    done: [
      'In the evening, the clothes smelled of wind and sun.',
      'In the evening, every shirt was dry and soft.',
    ],
    surprise: [
      'And then came a surprise: the pink shirts were so pretty that everybody in the street wanted to have one!',
      'Then something unexpected happened. Out of a trouser pocket came a coin, quite clean, and it was an old gold one!',
    ],
    pity: [
      'The color did not come out any more. All the good white shirts were spoiled, and there was no money for new ones.',
    ],
    hint: ['The red socks were new, and [m.n] had said that new red things lose their color.'],
    payoff: ['New red things lose their color. [m.n] had even said so, and [h.n] had not thought of it.'],
  },
  {
    work: 'feed the animals of an old neighbor',
    wrong: [
      '[h] gave the hay to the hens, the corn to the dog, and the bone to the cow.',
      '[h] took one bucket here and one bucket there. Who got what? It did not matter, [h] thought.',
    ],
    mess: [
      'The cow looked at the bone, the dog looked at the corn, and the hens sat on the hay and waited.',
      'There was a great noise. All of them looked at [h.o], and nobody ate one bite.',
    ],
    right: [
      'the cow eats hay, the hens eat corn, and the dog gets the bone',
      'one must think of who likes what',
    ],
    again: [
      'They swapped it all. The hay went to the <knowledge?cow|dog|hens>, and the corn went to the <knowledge?hens|dog|cow>.',
      'This time, the hay went to the <knowledge?cow|dog|hens>. Then it was quiet, because everybody had a full mouth.',
      'So the bone went to the <knowledge?dog|cow|hens>, and soon all of them were eating.',
    ],
    done: [
      'The cow gave a whole bucket of milk that evening.',
      'Soon nine eggs lay in the nest, as if to say thank you.',
    ],
    surprise: [
      'Then came a surprise. Behind the stable, there was a soft sound. The cat had five kittens, and nobody had known about them!',
      'And what a surprise! The cow had eaten the straw hat of [m.n], and looked very pleased.',
    ],
    pity: ['And [h] had left the gate open. All the hens ran into the woods, and not one of them came back.'],
    hint: [
      'Over each door hung a small board with a picture: hay, corn, a bone. [h] had always thought that they were there to look pretty.',
    ],
    payoff: [
      'So that was what the pictures over the doors were for! [h.n] looked at them now.',
      'The pictures over the doors had said it all along.',
    ],
  },
  {
    work: 'put up a shelf',
    wrong: [
      '[h] took the biggest hammer and hit the nail. The nail went in sideways, and so did the next one.',
      '[h] hit the board, bang, bang, bang, until it stayed on the wall.',
    ],
    mess: [
      'The shelf hung there like a slide. The first cup that stood on it slid down and fell into the flower pot.',
      'The first book slid down and fell on the floor. The shelf was not straight!',
    ],
    right: [
      'first one must measure, and then draw a line, and only then hit the nail',
      'one hits softly at first, and then looks to see whether it is straight',
    ],
    again: [
      'They pulled out the nails, measured twice, and drew a line. [h.n] held the board.',
      'They began once more. [h.n] held the board, and [m.n] did the hammering.',
      'This time, they drew a line first, and [h.n] hit the nail on the head.',
    ],
    done: [
      '[h.n] put an apple on the shelf to try it. The apple did not roll to the left, and it did not roll to the right. So the shelf was <reasoning?straight|crooked>!',
      'In the evening, ten books stood on it, and not one of them fell.',
    ],
    surprise: [
      'Then something unexpected happened. A piece of old paper came off the wall, and there was a little door! Behind it lay the letters of somebody who had lived there long ago.',
    ],
    pity: [
      'There was a big hole in the wall now, and the good mirror on the other side had fallen down and was broken.',
    ],
    hint: ['[m.n] had a saying: measure twice, and hit once.'],
    payoff: [
      'Measure twice, and hit once! [h.n] knew now what it meant.',
      'It was true what [m.n] always said about measuring.',
    ],
  },
  {
    work: 'gather the honey',
    wrong: [
      '[h] ran to the bee house and knocked on it to say hello.',
      '[h] clapped and sang, so that the bees would know who was there.',
    ],
    mess: [
      'Out came the bees, and they were not pleased. [h] jumped into the rain barrel.',
      'There was an angry hum. [h] ran once around the house, and the bees ran the race with [h.him].',
    ],
    right: [
      'with bees, one must be slow and quiet',
      'near bees, one moves like a snail, and one never makes a noise',
    ],
    again: [
      'As slow as a snail, [h.n] came back. Golden and slow, the <knowledge?honey|milk|soup> ran into the jar.',
      'With a net over the face, [h.n] came back very quietly. This time, the bees stayed calm.',
      'This time, [h.n] was as quiet as a snail, and soon the jar was full of <knowledge?honey|milk|soup>.',
    ],
    done: [
      'There were nine jars in the end, and bread with honey for everybody.',
      'The first spoonful was for [h.n], and it tasted of flowers.',
    ],
    surprise: [
      'And then came a surprise. A bear cub sat behind the bush and licked up what had dripped into the grass!',
      'Then something unexpected happened. The whole swarm sat down on the hat of [m.n], like a second hat, and flew off again without one sting!',
    ],
    pity: [
      'The bees were so upset that they all left that night. There was no honey that year, and none the year after.',
    ],
    hint: [
      'A board in front of the bee house had a picture on it, a snail and a finger on a mouth. [h] had always laughed at it.',
    ],
    payoff: ['A snail and a finger on a mouth: slow and quiet! Now [h.n] understood the picture.'],
  },
];
