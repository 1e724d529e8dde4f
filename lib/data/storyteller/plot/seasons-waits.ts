/** What one can wait for in the course of a year, how one tells that it is near, and how it comes. */

export interface Wait {
  /** "the first snow" */
  readonly what: string;
  readonly for: 'all' | 'child' | 'animal';
  readonly begins: readonly string[];
  /** What the hero does because waiting is hard. */
  readonly tries: readonly string[];
  /** Who knows about it, and what to look for. */
  readonly knows: string;
  readonly told: { readonly direct: readonly string[]; readonly indirect: readonly string[] };
  /** The first sign, which was told. */
  readonly sign: readonly string[];
  /** Something that only looks like it. */
  readonly false: readonly string[];
  readonly comes: readonly string[];
  readonly enjoyed: readonly string[];
  readonly missed: string;
  /** Surprises. */
  readonly turns: readonly string[];
}

export const WAITS: readonly Wait[] = [
  {
    what: 'the first snow',
    for: 'all',
    begins: [
      'It was late in autumn, and [h] wanted nothing but snow.',
      'The leaves had fallen. Every morning, [h] looked out to see whether it had snowed.',
      '[h] had never seen snow. But everyone talked about it, and now [h.he] could not wait.',
    ],
    tries: [
      '[h] scattered flour in front of the door to see what it would look like. A hen ate it.',
      '[h] sang a song for the clouds. The clouds went on.',
      '[h] sat at the window, wrapped in a scarf, until [h.his] nose left a mark on the glass.',
      '[h] shook a branch, but only brown leaves fell down.',
    ],
    knows: 'hare',
    told: {
      direct: [
        'First comes the frost. When the puddle has a lid of ice, the snow is not far away.',
        'When you can see your own breath and the puddle is hard, then look up.',
      ],
      indirect: ['[g] told [h.o] that the frost comes first, and that a puddle with a lid of ice is a sign.'],
    },
    sign: [
      'One morning, the puddle had a lid of <knowledge?ice|grass|leaves>, and [h.ns] breath was like a little cloud.',
      'Then came a night so cold that all the puddles were <knowledge?frozen|warm>.',
    ],
    false: [
      'Then something white lay on the meadow! But it was only mist.',
      'Then something white came floating down! But it was only a feather from a pillow.',
    ],
    comes: [
      'And that evening the first flake fell, and then nobody could count them any more.',
      'When [h] woke up the next day, everything was white, and every fence post had a round white hat.',
    ],
    enjoyed: [
      '[h] caught a flake with [h.his] tongue. It tasted of nothing and of everything.',
      '[h] ran out, fell over and did not mind. It was soft!',
      'First [h] only looked. Then came the first snowball.',
    ],
    missed:
      'the snow came in the night. But [h] had caught a cold from all the waiting outside, and by the time [h.he] could get up, it had melted',
    turns: [
      'And there was a surprise. Tracks in the new snow came right up to the door, and there sat a lost little dog!',
      'Then something unexpected happened. The biggest snowflake of all had legs. It was a white kitten!',
    ],
  },
  {
    what: 'spring',
    for: 'all',
    begins: [
      'The winter was long, and [h] had had enough of it. [h.he] was waiting for spring.',
      'There was still snow everywhere. But [h] had only one thing in mind, and that was spring.',
      'It was cold, and it had been cold for so long that [h] hardly remembered how grass smelled. When would it be spring?',
    ],
    tries: [
      '[h] hung paper flowers on a bare bush. The wind took them in the night.',
      '[h] tried to melt the snow with a candle. That made a hole as big as a cup.',
      '[h] called out to the sun that it should hurry up.',
      '[h] went to bed early, so that the winter would be over sooner. In the morning, it was still there.',
    ],
    knows: 'titmouse',
    told: {
      direct: [
        'Look for the snowdrops. They come first, right through the snow.',
        'When a small white flower looks out of the snow, the winter has lost.',
      ],
      indirect: ['[g] told [h.o] to look for the snowdrop, which comes up first, right through the snow.'],
    },
    sign: [
      'A few days later, something small and white looked out of the snow. It was a <knowledge?snowdrop|sunflower|pumpkin>!',
      'And there, by a stone, stood the first <knowledge?snowdrop|rose|pumpkin>, no longer than a finger.',
    ],
    false: [
      'Once, the sun shone all day, and [h] ran out without a coat. In the night, it snowed again.',
      'Then there was something green! But it was only an old bottle.',
    ],
    comes: [
      'Then the ice on the stream cracked, and the water ran again. The air smelled of earth.',
      'One morning, the snow dripped from every branch, and a blackbird sang.',
    ],
    enjoyed: [
      '[h] walked on the soft ground and felt the sun on [h.his] back.',
      'Everything had buds, and every day one of them opened.',
      '[h] lay down in the grass, which was still a little wet, and looked at the sky.',
    ],
    missed:
      'spring came. But [h] had been so impatient that [h.he] had dug up all the bulbs to see whether they were growing, and now not one flower came up',
    turns: [
      'And there was a surprise. The last heap of snow melted, and under it lay a red ball, which [h.n] had lost in autumn!',
      'Then something unexpected happened. What had looked like a brown stone all winter yawned and was a hedgehog!',
    ],
  },
  {
    what: 'the swallows',
    for: 'all',
    begins: [
      'In autumn, the swallows had flown away. All winter long, [h] looked at the empty nest under the roof of an old shed and waited for them.',
      'Under the roof of an old shed was a nest, and it was empty. [h] was waiting for the swallows to come back.',
      'Every summer, the swallows lived under the roof of an old shed. But now it was winter, and [h] missed them.',
    ],
    tries: [
      '[h] put crumbs on the roof for them. But only sparrows came and ate them.',
      '[h] called toward the south as loudly as [h.he] could.',
      '[h] cleaned the nest, so that all would be ready.',
      '[h] drew a swallow and put the picture up, but that was not the same.',
    ],
    knows: 'sparrow',
    told: {
      direct: [
        'They are in the south, where it is warm. They come back when there are flies in the air again.',
        'Wait until the cherry tree is in bloom. Then they are on their way.',
      ],
      indirect: [
        '[g] told [h.o] that in winter the swallows are in the warm south and come back with the flies and the blossoms.',
      ],
    },
    sign: [
      'The cherry tree was in bloom, and the first flies hummed. It was <knowledge?spring|winter|autumn> at last.',
    ],
    false: [
      'Something small and black came flying! But it was only a leaf.',
      'Something twittered under the roof! But it was a sparrow that had only come to look.',
    ],
    comes: [
      'And then, one evening, there was a whistle in the air, and they were there!',
      'One morning, two swallows sat on the wire, thin and tired from the long way.',
    ],
    enjoyed: [
      '[h] stood and listened for a long time. It was so good to hear them.',
      'Soon there were five small heads in the nest, with wide open beaks.',
      'They flew in circles around the roof as if to say hello.',
    ],
    missed:
      'the swallows came. But [h] had climbed up to the old nest so often, to see whether they were there, that it had fallen down. They circled the shed three times and flew on',
    turns: [
      'And there was a surprise. One of them had a thin red thread around its foot, from a far land!',
      'Then something unexpected happened. They did not take the old nest. They built a new one, right above the door!',
    ],
  },
  {
    what: 'the butterfly',
    for: 'all',
    begins: [
      '[h] had found a caterpillar, and one day it made a little brown house around itself. Now [h] was waiting.',
      'A friendly caterpillar lived on the nettles. One day it was gone, and on the stem hung a little brown house. [h] was waiting to see what would come out of it.',
    ],
    tries: [
      '[h] knocked on the little brown house. Nobody answered.',
      '[h] told it a joke. It did not laugh.',
      '[h] blew on it to keep it warm. Nothing moved.',
      '[h] counted to a hundred, then to a hundred again.',
    ],
    knows: 'snail',
    told: {
      direct: [
        'Leave it in peace. It is changing inside, and that takes time.',
        'A caterpillar sleeps in there. When it wakes up, you will not know it again.',
      ],
      indirect: [
        '[g] told [h.o] that a caterpillar changes in there, and that one must not open it too early.',
      ],
    },
    sign: [
      'After two weeks, one could see wings in it, the wings of a <knowledge?butterfly|bird|bee>.',
      'Then, one warm morning, the little brown house trembled. What comes out when a caterpillar has slept long enough? A <knowledge?butterfly|mouse|snail>!',
    ],
    false: [
      'Something moved on the stem! But it was only an ant.',
      'Something colorful flew by! But it came from another garden.',
    ],
    comes: [
      'Then something wet and crumpled crawled out. It dried, and it had red wings with blue eyes on them.',
      'The little house opened, and a butterfly crawled out. Slowly, it unfolded its yellow wings.',
    ],
    enjoyed: [
      'It sat on [h.ns] nose for a moment. Did it remember? Then it flew up into the sun.',
      'It flew once around [h.n] and then from flower to flower.',
      '[h] held still and hardly dared to breathe.',
    ],
    missed:
      '[h] could not wait any longer and picked the little house open. What was inside was not ready, and it never flew',
    turns: [
      'And there was a surprise. On the next stem, another little house opened, and then another, and the air was full of wings!',
      'Then something unexpected happened. Every day, all summer long, the butterfly came and sat down next to [h.n].',
    ],
  },
  {
    what: 'the strawberries',
    for: 'all',
    begins: [
      'In a sunny corner by a wall, the strawberries were still small and green. [h] was waiting for the first red one.',
      'There was nothing that [h] liked better than strawberries. But so far, they were all hard and green, and [h] had to wait.',
    ],
    tries: [
      '[h] ate a green one. It was so sour that [h.his] eyes watered.',
      '[h] painted one red with beet juice. It did not taste any better.',
      '[h] counted the strawberries every day. There were thirty-one.',
      '[h] put up a mirror to give them more sun. A fat sparrow looked into it all morning.',
    ],
    knows: 'blackbird',
    told: {
      direct: [
        'Wait until they are red all around. Where it is white, it is still sour.',
        'They need sun, and rain, and sun again. Then they are red and sweet.',
      ],
      indirect: [
        '[g] told [h.o] that they need sun and rain and sun again, and are sweet only when they are red all around.',
      ],
    },
    sign: ['After a week of sun, the first ones were <knowledge?red|blue|black> on one side.'],
    false: [
      'There was something red among the leaves! But it was a ladybug.',
      'There was something red! But it was only an old button.',
    ],
    comes: [
      'And then, one warm morning, the first one was red all around.',
      'After one more warm night, they were ripe, all at once.',
    ],
    enjoyed: [
      '[h] ate the first one very slowly, with closed eyes.',
      'It was worth every single day of waiting.',
      '[h] filled a whole bowl, and there was enough for everyone.',
    ],
    missed:
      '[h] had picked so many green ones to try them that, when the sun had made them sweet, there was none left',
    turns: [
      'And there was a surprise. Under the biggest leaf, hidden from everyone, hung one strawberry as big as a plum!',
      'Then something unexpected happened. The blackbird came with five little ones, and each of them brought a ripe cherry!',
    ],
  },
  {
    what: 'the full moon',
    for: 'animal',
    begins: [
      '[h] had never seen the full moon, because [h.he] was always asleep by then. But the next one was not to be missed, and [h.he] was waiting for it.',
      '[h] was allowed to stay up at night only once a month, when the moon was full. How long it took!',
    ],
    tries: [
      '[h] called to the moon to eat more, so that it would grow faster.',
      '[h] tried to sleep through the days. That was boring.',
      '[h] looked at the reflection in the pond and tried to push the two halves together.',
      '[h] drew a circle in the sand, to show the moon how it was done.',
    ],
    knows: 'owl',
    told: {
      direct: [
        'First it is like half an apple, then round. It never hurries.',
        'It grows a little every night. When it is as round as a plate, the time has come.',
      ],
      indirect: [
        '[g] told [h.o] that the moon grows a little every night, first like a thin nail, then like half an apple, then round.',
      ],
    },
    sign: ['Night after night, the moon grew, until it was almost <knowledge?round|square|green>.'],
    false: [
      'Once, it was big and round behind the leaves! But it was only a yellow balloon.',
      'Something round and yellow rolled down the hill! But it was a pumpkin.',
    ],
    comes: [
      'And then, one evening, it came up behind the hill, as big and as round as a wheel. Nobody sent [h] to bed that night!',
      'And one night, it stood over the trees, and it was almost as light as day. [h] did not think of sleep!',
    ],
    enjoyed: [
      'The whole wood danced, and every leaf had a silver edge.',
      '[h] was awake all night and did not yawn even once.',
      '[h] danced in the silver light, and [h.his] shadow danced along.',
    ],
    missed:
      'the moon was full. But [h] had been so excited that [h.he] had not slept for three days, and now [h.he] slept through all of it',
    turns: [
      'And there was a surprise. In the middle of the night, the moon went dark, bit by bit, and then it came back again!',
      'Then something unexpected happened. A second moon came up! It was in the pond, and a frog sat in the middle of it.',
    ],
  },
];
