/** Young animals, their mothers, and those who are asked: what can be seen of each, and what it says. */
export interface Young {
  readonly baby: string;
  readonly mother: string;
  readonly cover: 'fur' | 'feathers' | 'wool' | 'hair';
  /** What can be seen when one looks well: "it had …". */
  readonly signs: readonly string[];
  /** Where she lives, and where that is not. */
  readonly home: string;
  readonly notHome: string;
  readonly sound: string;
  /** What the little one does when all is well. */
  readonly glad: string;
}

export const YOUNG: readonly Young[] = [
  {
    baby: 'duckling',
    mother: 'duck',
    cover: 'feathers',
    signs: ['it had flat yellow feet for swimming', 'it had a flat beak and ran to every puddle'],
    home: 'by the pond',
    notHome: 'in the stable',
    sound: 'quack',
    glad: 'jumped into the water and swam around her in a circle',
  },
  {
    baby: 'chick',
    mother: 'hen',
    cover: 'feathers',
    signs: [
      'it was yellow and picked at seeds',
      'it had a tiny sharp beak and scratched the ground with its feet',
    ],
    home: 'in the hen house',
    notHome: 'in the river',
    sound: 'peep',
    glad: 'ran under her warm wing, until only its beak could be seen',
  },
  {
    baby: 'kitten',
    mother: 'cat',
    cover: 'fur',
    signs: ['it had soft paws and a long tail', 'it had whiskers and washed its face with one paw'],
    home: 'in the old shed',
    notHome: 'in the pond',
    sound: 'meow',
    glad: 'lay down beside her and purred',
  },
  {
    baby: 'puppy',
    mother: 'dog',
    cover: 'fur',
    signs: ['it barked and wagged its tail', 'it sniffed at everything and chewed on a stick'],
    home: 'behind a farm house',
    notHome: 'in a nest',
    sound: 'woof',
    glad: 'wagged its tail so hard that it fell over',
  },
  {
    baby: 'lamb',
    mother: 'sheep',
    cover: 'wool',
    signs: ['it had white, curly wool', 'it was as soft as a cloud and ate a little grass'],
    home: 'on the green hill',
    notHome: 'in the tree',
    sound: 'baa',
    glad: 'jumped into the air with all four feet at once',
  },
  {
    baby: 'calf',
    mother: 'cow',
    cover: 'hair',
    signs: ['it had big eyes and wanted milk', 'it had four long legs and a wet pink nose'],
    home: 'in the meadow',
    notHome: 'in a nest',
    sound: 'moo',
    glad: 'drank and drank',
  },
  {
    baby: 'piglet',
    mother: 'pig',
    cover: 'hair',
    signs: ['it was pink and had a curly tail', 'it had a round flat nose and liked the mud'],
    home: 'by the big mud hole',
    notHome: 'in a nest',
    sound: 'oink',
    glad: 'rolled in the mud',
  },
  {
    baby: 'foal',
    mother: 'horse',
    cover: 'hair',
    signs: ['it had long thin legs and ran fast', 'it had a small brown mane'],
    home: 'in the stable',
    notHome: 'in the pond',
    sound: 'neigh',
    glad: 'ran around her three times',
  },
  {
    baby: 'cub',
    mother: 'bear',
    cover: 'fur',
    signs: ['it was brown and licked honey from its paws', 'it had thick fur and walked on big soft paws'],
    home: 'in a cave in the woods',
    notHome: 'in the hen house',
    sound: 'grr',
    glad: 'climbed on her back and held on tight',
  },
  {
    baby: 'owlet',
    mother: 'owl',
    cover: 'feathers',
    signs: [
      'it had big round eyes that looked straight ahead',
      'it could turn its head almost all the way around',
    ],
    home: 'in a hollow tree',
    notHome: 'in the stable',
    sound: 'hoot',
    glad: 'hid in her soft feathers',
  },
  {
    baby: 'bunny',
    mother: 'rabbit',
    cover: 'fur',
    signs: ['it had long ears and could hop', 'it had a white tail as round as a ball'],
    home: 'in a hole under the hill',
    notHome: 'in a nest',
    sound: 'squeak',
    glad: 'hopped around her in big circles',
  },
];

/** Those who are asked and are not the mother. */
export const ASKED: readonly { kind: string; cover: Young['cover'] | 'a shell'; sound: string }[] = [
  { kind: 'hen', cover: 'feathers', sound: 'cluck' },
  { kind: 'goat', cover: 'hair', sound: 'meh' },
  { kind: 'donkey', cover: 'hair', sound: 'hee-haw' },
  { kind: 'goose', cover: 'feathers', sound: 'honk' },
  { kind: 'cow', cover: 'hair', sound: 'moo' },
  { kind: 'cat', cover: 'fur', sound: 'meow' },
  { kind: 'turtle', cover: 'a shell', sound: '' },
  { kind: 'fox', cover: 'fur', sound: 'yip' },
  { kind: 'pig', cover: 'hair', sound: 'oink' },
  { kind: 'sheep', cover: 'wool', sound: 'baa' },
  { kind: 'duck', cover: 'feathers', sound: 'quack' },
];
