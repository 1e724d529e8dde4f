/** What things are borrowed for, and what their owners need them for. */

/** What one needs a thing for, and what its owner does. */
export const NEEDS: readonly {
  readonly tag: string;
  /** The things that are fit for it, if not all with the tag are. */
  readonly only?: readonly string[];
  readonly use: string;
  readonly done: readonly string[];
  readonly owner: string;
  readonly harm: readonly string[];
}[] = [
  {
    tag: 'does:dig',
    only: ['shovel', 'spade'],
    use: 'dig a bed for some beans',
    done: [
      'The earth was soft and dark, and soon there was a long straight bed.',
      'Worms looked out, robins came, and by evening the beans were in the ground.',
    ],
    owner: 'dig a little pond for the ducks',
    harm: [
      'The ducks had waited for their pond, and in the end they had flown away.',
      'There was no pond, and so the ducks had gone off to live somewhere else.',
    ],
  },
  {
    tag: 'does:reach',
    only: ['ladder', 'pole', 'rake'],
    use: 'get some apples down from the tree',
    done: [
      'One apple after the other came down, until the basket was full.',
      'Plop, plop, plop. Soon there were enough apples for three pies.',
    ],
    owner: 'get the pears down before they went bad',
    harm: [
      'The pears had all fallen down, and now they were brown and soft.',
      'A storm had come in the night, and all the pears lay in the mud.',
    ],
  },
  {
    tag: 'does:pull',
    only: ['rope', 'jump rope', 'chain'],
    use: 'hang up a swing',
    done: [
      'It made a fine swing, and it went up as high as the leaves.',
      'The swing hung from the thickest branch, and it held.',
    ],
    owner: 'tie up a boat before the next storm',
    harm: [
      'Then the storm had come and had carried off the boat. Nobody ever saw it again.',
      'In the morning, the boat lay on the rocks, broken.',
    ],
  },
  {
    tag: 'does:fix',
    only: ['hammer'],
    use: 'build a house for the birds',
    done: [
      'Soon the little house was done. It was a bit crooked, but it had a door and a roof.',
      'By evening, the house hung in the tree, and a bird looked in at the door.',
    ],
    owner: 'mend the door before winter',
    harm: [
      'The wind tore the door off in the night, and snow blew into the room.',
      'The old door fell down, and it was cold inside for weeks.',
    ],
  },
  {
    tag: 'does:light',
    only: ['lantern', 'flashlight', 'lamp'],
    use: 'look for owls in the dark',
    done: [
      'Up in a fir tree sat two owls, and their eyes shone like coins.',
      'There were three owls, one big and two small, and one of them said hoot.',
    ],
    owner: 'look for the goat that had run away in the night',
    harm: [
      'The goat was never found, for it was too dark to look for it.',
      'In the dark, the goat had fallen into a ditch, and now it was lame.',
    ],
  },
  {
    tag: 'does:catch',
    only: ['net', 'jar', 'pot'],
    use: 'catch little fish in the stream, only to look at them',
    done: [
      'There were silver fish and a brown one with a beard. Then they all swam away again.',
      'Soon three little fish swam around and around in it, and then they were free again.',
    ],
    owner: 'fish a hat out of the deep pond',
    harm: [
      'The hat had gone down, and it had been the last gift from a grandpa.',
      'By then, the hat lay deep in the mud.',
    ],
  },
  {
    tag: 'kind:toy',
    use: 'play with it at home',
    done: [
      'It was as much fun as it had seemed. [h] played until bedtime.',
      'All afternoon long, [h] thought of nothing else.',
    ],
    owner: 'play with a cousin who came only once a year',
    harm: [
      'The cousin had come and gone, and had not seen it.',
      'The cousin had gone home again, a little sad, and would not be back for a year.',
    ],
  },
];
