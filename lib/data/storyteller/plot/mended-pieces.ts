/** How something dear breaks, where its pieces are hidden, and how it is mended. */

/** How it breaks in a house. */
export const INDOORS: readonly string[] = [
  'But [o.the] slipped away and fell on the floor.',
  'Then [h.he] turned around too fast, and [o.the] fell down.',
  'But [h.he] tripped over a shoe and dropped [o.the].',
  'Then a loud noise scared [h.him], and [h.he] let [o.the] fall.',
  'The rug slid away under [h.him]. Down went [h.n], and down went [o.the].',
  'A fly sat down on [h.his] nose. [h.n] shook [h.his] head, and [o.the] hit the corner of the table.',
  '[h.he] put [o.the] down for one moment, too close to the edge, and it fell.',
];

/** How it breaks out of doors. */
export const OUTDOORS: readonly string[] = [
  'There, [h.n] tripped over a root and dropped [o.the].',
  'Then [h.n] ran too fast, and [o.the] flew through the air and hit a stone.',
  'The ground was wet. [h.n] slipped, and [o.the] fell on a stone.',
  'Just then a bird flew up with a great noise, and [h.n] let [o.the] fall.',
  '[h.n] set [o.the] on a wall to look at it, and the wind pushed it down.',
  '[h.n] held up [o.the] in the sun, stumbled over a stone, and dropped it.',
];

/** How it is mended. */
export const MENDS: readonly string[] = [
  'With glue and a lot of time, they put every piece back in its place.',
  'They laid all the pieces on a table and put them together again, one by one.',
  'Piece by piece, they put it together with glue. The last piece was the hardest. They turned it around and around, and then it fit just right.',
  'It took hours to mend it. [h] held the pieces, and [owner] put on the glue, drop by drop.',
  'First they laid out all the pieces on the table, like a puzzle. Then they began with the biggest one and did not stop until it was whole.',
  'They took it to a watchmaker, who could mend everything, and a few days later it was done.',
  'They put glue on every piece, held them together, and waited until it was dry, which was the hardest part of all.',
];

/** Things in which something can be hidden. */
export const HOLLOW: readonly string[] =
  'doll puppet robot vase jar lamp clock teapot pot lantern guitar violin drum radio camera'.split(' ');
/** Where pieces are hidden that broke out of doors. */
export const HIDDEN_OUTSIDE: readonly string[] = [
  '[h] carried the pieces home and hid them under the bed.',
  '[h] was afraid, took the pieces home, and put them behind a box.',
  'At home, [h] pushed the pieces to the back of the highest shelf.',
  '[h] wrapped the pieces in [h.his] coat, ran home, and pushed them behind the cupboard.',
  '[h] gathered the pieces, ran home, and put them at the bottom of a basket.',
];

/** Where pieces are hidden. */
export const HIDDEN: readonly string[] = [
  '[h] hid the pieces under the bed.',
  '[h] put the pieces behind a box and said nothing.',
  '[h] wrapped the pieces in an old sock and pushed them behind the cupboard.',
  'Behind the door there was a dark corner, and that was where [h] put the pieces.',
  'Into a basket went the pieces, and a blanket went on top of them.',
];
