/** Work for which somebody lends or gives something. */

/** Small jobs that can be done for somebody, and how one asks for them. */
export const CHORES: readonly (readonly [ask: string, done: string])[] = [
  ['sweep the floor for me', 'swept the floor until it was clean'],
  ['carry these boxes inside', 'carried all the boxes inside'],
  ['water my flowers', 'watered every single flower'],
  ['feed the hens', 'gave the hens their corn'],
  ['pick up the apples under my tree', 'picked up the apples, every one of them'],
  ['wash these pots', 'washed the pots until they shone'],
  ['stack the wood behind the house', 'stacked the wood in a neat pile'],
  ['brush my horse', 'brushed the horse from head to tail'],
  ['pull the weeds between the beans', 'pulled out all the weeds'],
  ['find my glasses', 'looked everywhere and found the glasses under a chair'],
  ['bring in the washing', 'took down the washing and folded it'],
  ['hold this door while I paint it', 'held the door until the paint was dry'],
  ['rake the leaves', 'raked the leaves into one big pile'],
  ['bring me water from the well', 'carried two buckets of water from the well'],
  ['shell these peas', 'shelled the peas, and not one rolled away'],
  ['carry this letter to the mill', 'carried the letter to the mill and back'],
  ['polish the big bell', 'polished the bell until it shone like gold'],
  ['rock the cradle until the baby sleeps', 'rocked the cradle until the baby slept'],
  ['catch the hen that got out', 'ran after the hen, three times around the house, and brought it home'],
  ['wind up this ball of wool', 'wound up the wool into one big, round ball'],
  ['pick a bowl of berries', 'picked a bowl full of berries and did not eat a single one'],
];
