/** Work for those who need money for a present. */

interface Job {
  readonly who: string;
  /** Who it is among animals. */
  readonly animal: string;
  readonly offer: string;
  readonly work: readonly string[];
  /** For the summary: "By picking apples". */
  readonly gone: string;
}

/** How money can be earned by the small ones. */
export const JOBS: readonly Job[] = [
  {
    who: 'farmer',
    animal: 'badger',
    offer: 'needed somebody to pick up the fallen apples',
    work: [
      '[h] picked up apples until the basket was full, and then three baskets more.',
      'All afternoon, [h] crept through the grass and gathered apples. Some of them had worms, and those went to the pigs.',
    ],
    gone: 'picking apples',
  },
  {
    who: 'baker',
    animal: 'hen',
    offer: 'needed somebody to bring the bread to six houses',
    work: [
      '[h] carried warm bread from door to door. It smelled so good, and [h.he] did not take one bite.',
      'Six times [h] knocked, and six times somebody was happy.',
    ],
    gone: 'carrying bread',
  },
  {
    who: 'neighbor',
    animal: 'neighbor',
    offer: 'needed somebody to rake the leaves',
    work: [
      '[h] raked and raked. The wind blew half of the leaves back again, and [h] raked once more.',
      'Soon there was a hill of leaves as high as a horse.',
    ],
    gone: 'raking leaves',
  },
  {
    who: 'fisherman',
    animal: 'heron',
    offer: 'needed somebody to clean the nets',
    work: [
      '[h] pulled sea grass and little shells out of the nets until [h.his] back hurt.',
      'The nets were long and smelled of fish, but [h] did not stop until they were clean.',
    ],
    gone: 'cleaning nets',
  },
  {
    who: 'old lady next door',
    animal: 'old goose next door',
    offer: 'needed somebody to look after the hens for a day',
    work: [
      '[h] fed the hens and gave them fresh water. Hens eat <knowledge?corn|meat|soap>, and they eat a lot.',
      '[h] fed the hens, looked for eggs and counted the hens again: nine, and all of them were there.',
    ],
    gone: 'looking after hens',
  },
];
