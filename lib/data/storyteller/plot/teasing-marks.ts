/** What somebody can be teased for, and how that very thing helps. */
import type { Scene } from '../words/entries.ts';

export interface Mark {
  /** Kinds of heroes that can have it; none for any child. */
  readonly kinds?: readonly string[];
  readonly scenes: readonly Scene[];
  /** "ears": what it is called. */
  readonly word: string;
  readonly looks: readonly string[];
  readonly teased: readonly string[];
  /** What goes wrong for the one who teased. */
  readonly trouble: readonly string[];
  readonly vain: readonly string[];
  readonly helps: readonly string[];
  /** The trouble grows, since the hero is not there or hides it. */
  readonly bad: readonly string[];
  readonly short: string;
  /** Whether it happens in the evening or at night. */
  readonly late?: true;
}

export const MARKS: readonly Mark[] = [
  {
    scenes: ['field', 'sea', 'wood'],
    word: 'glasses',
    looks: [
      '[h] wore big round glasses. Without them, the whole world was a fog.',
      '[h] had new glasses, and the glass in them was as thick as a finger.',
    ],
    teased: [
      'Look at those eyes! Like an owl!',
      'Can you see tomorrow with those things?',
      'Hello, Four Eyes!',
    ],
    trouble: [
      'Then [r.n] cried out. The tiny key to [r.his] box was gone. It must have fallen down somewhere!',
      'A little later, [r.n] went pale. The ring from [r.his] grandma was gone. It had to be somewhere on the ground!',
      'Then [r.n] lost a tiny ring, somewhere on the ground.',
    ],
    vain: [
      '[r.n] and the others crawled around for an hour. They found nothing.',
      'They all looked, but the thing was too small to be seen.',
    ],
    helps: [
      'Through the thick glass, [h] saw every ant and every grain of sand. And there, under a leaf, something shone. There it was!',
      '[h] lay down and looked very closely. With those glasses, a grain of sand was as big as a nut. Soon [h.he] had found it.',
      'Through the thick glass, [h] saw every grain of sand. There it was!',
    ],
    bad: [
      '[h] had put the glasses away. So [h.he] did not see a root, fell over it, and the glasses broke in two. And what [r.n] had lost was never found.',
      'On the way home, [h] threw the glasses into a ditch. When [h.he] went back for them, the water had carried them off. And what [r.n] had lost was never found.',
    ],
    short: 'the glasses help to find what was lost',
  },
  {
    scenes: ['wood', 'field', 'water'],
    word: 'voice',
    looks: [
      '[h] had a very quiet voice. One had to come close to hear it.',
      'When [h] talked, it was hardly louder than a leaf that falls.',
    ],
    teased: [
      'What? Speak up! Are you a mouse?',
      'Did somebody say something? I cannot hear a thing!',
      'Has a cat got your voice?',
    ],
    trouble: [
      'In a bush sat [r.ns] little bird, which had flown out of the house that morning. It was too frightened to move.',
      'Then they found [r.ns] kitten under a log. It shook all over and would not come out.',
      'Then [r.ns] kitten hid under a log and would not come out.',
    ],
    vain: [
      '[r.n] called as loudly as possible. The poor thing only went in deeper.',
      'They clapped and shouted, and that made it worse.',
    ],
    helps: [
      '[h] sat down and talked to it, so softly that nobody else could hear. One little step, and another one, and then it came out and sat down on [h.s] lap.',
      'The quiet voice of [h.n] went on and on, like rain on a warm roof. And slowly the little animal came, and was not afraid.',
      '[h] talked to it, very softly, and slowly it came out.',
    ],
    bad: [
      '[h] did not dare to open [h.his] mouth again. The little animal ran off into the woods and did not come back.',
      'Nobody heard [h.n] ask them to be quiet. They shouted so much that the little animal ran away for good.',
    ],
    short: 'the quiet voice calms an animal that was afraid',
  },
  {
    scenes: ['field', 'wood', 'sea'],
    word: 'coat',
    looks: [
      '[h] wore an old coat with patches of red, yellow and green. There was no money for a new one.',
      '[h.s] coat had been worn by two cousins before, and it had more patches than one could count.',
    ],
    teased: [
      'Is that a coat or a quilt?',
      'Did you take that off a scarecrow?',
      'You look like a flower bed!',
    ],
    trouble: [
      'In the afternoon, thick fog came up. Soon nobody could see the path, and [r.n] began to cry.',
      'Then the fog came, white as milk. [r.n] did not know any more where home was.',
      'Then the fog came, and nobody could see the path.',
    ],
    vain: [
      'They walked in a circle, and then in another one.',
      '[r.n] held out both arms and walked into a bush.',
    ],
    helps: [
      'But one thing could be seen in all that gray: the bright patches. [h] knew the way and went first, and they all followed the red, the yellow and the green.',
      '[h] hung the coat on a high stick and held it up like a flag. Everyone saw its colors and came, and so nobody got lost.',
      '[h] went first, and they all followed the bright coat home.',
    ],
    bad: [
      '[h] had left the coat under a bush, so as not to be laughed at. Now [h.he] was cold and wet, and a long cough came after it.',
      '[h] had thrown the coat away. Without its bright colors, nobody could see [h.o] in the fog, and it was midnight before [h.he] got home, ill and shaking.',
    ],
    short: 'the bright coat shows the way through the fog',
  },
  {
    scenes: ['town', 'field'],
    word: 'feet',
    looks: [
      '[h] had big feet and wore big brown boots that had been made for somebody else.',
      '[h.s] boots were as long as boats. They had been a present from an uncle with very big feet.',
    ],
    teased: [
      'Here come the boats!',
      'Do you sleep standing up in those?',
      'Watch out, here comes an elephant!',
    ],
    trouble: [
      'At one place, the ground was soft. [r.n] sank into the mud, up to the knees, and could not move.',
      '[r.n] wanted to take the short way and stepped into deep mud. There [r.he] stuck.',
      'Then [r.n] ran across a wet place, sank into deep mud, and was stuck.',
    ],
    vain: [
      'The others tried to go there, but with every step they sank in too.',
      'Somebody threw a rope, but it was too short.',
    ],
    helps: [
      'But the big boots did not sink. Step by step, [h] walked over the mud as a duck would, took [r.n] by both arms and pulled.',
      '[h] could walk where nobody else could. The boots held [h.o] up. [h.he] held out a long branch, and soon [r.n] was on dry ground.',
      'The big boots did not sink. [h] walked over the mud and pulled [r.n] out.',
    ],
    bad: [
      '[h] had run off, close to tears, and was too far away to hear anybody call. It was night before they got [r.n] out, cold and ill.',
      '[h] had taken off the boots and walked home on bare feet. A sharp stone cut one foot, and there was nobody who could walk over the mud to help [r.n].',
    ],
    short: 'the big boots can walk over the mud',
  },
  {
    scenes: ['field', 'wood', 'farm'],
    word: 'size',
    looks: [
      '[h] was the smallest of all. [h.he] had to stand on a box to see over a table.',
      '[h] was so small that people often looked right over [h.o].',
    ],
    teased: [
      'Be careful that no ant steps on you!',
      'Are you a person or a button?',
      'You can ride on a mouse!',
    ],
    trouble: [
      'Then a puppy cried somewhere. It was [r.ns] puppy, and it was stuck in a long, narrow pipe!',
      '[r.ns] ball rolled through a hole in the wall, into a yard with a locked gate. It was a new ball.',
      'Then [r.ns] new ball rolled through a narrow hole in a wall.',
    ],
    vain: [
      '[r.n] tried to get in, but only one arm fitted.',
      'They pushed and pulled. All of them were too big.',
    ],
    helps: [
      '[h] lay down flat and went in like a snake. A moment later [h.he] was back, dirty and happy, with what had been lost.',
      'For [h.n] the hole was just big enough. In, turn around, and out again! It was done.',
      '[h] slipped in and came back with it, dirty and happy.',
    ],
    bad: [
      '[h] was already far away and did not hear them call. Nobody else was small enough, and so it could not be helped.',
      '[h] wanted to show how big [h.he] was, climbed on a high wall and fell. Now one arm was broken.',
    ],
    short: 'only somebody small can get through the hole',
  },
  {
    kinds: ['rabbit', 'donkey'],
    scenes: ['field', 'farm'],
    word: 'ears',
    looks: [
      '[h] had the longest ears of all. They hung down over both eyes.',
      '[h.s] ears were so long that [h.he] had to tie them up in the wind.',
    ],
    teased: [
      'Do you fly with those ears?',
      'Careful, do not step on your ears!',
      'Whose ears are you wearing today?',
    ],
    trouble: [
      'That evening, [r.ns] little brother had not come home. Everyone was worried.',
      'Then [r.n] saw that the smallest of them all was missing, and it was almost dark.',
      'In the evening, the smallest of them all was missing.',
    ],
    vain: [
      'They called, and nobody answered. They ran here and there.',
      'They looked behind every bush, and found only a hole.',
    ],
    helps: [
      '[h] lifted both ears and stood still. There, far away, was a tiny sound! Nobody else could hear it. [h] ran there, and the little one sat in a ditch.',
      'Only such long ears could hear it: a small voice, deep under the ground. They dug, and there was the little one, safe.',
      'Only [h.ns] long ears heard the small voice in a ditch. There was the little one!',
    ],
    bad: [
      '[h] had put on a tight cap to hide the ears. So [h.he] did not hear the wagon, and the wagon hurt one foot badly.',
      '[h] had gone home with a blanket over both ears. Nobody else could hear the small voice, and the little one was out in the cold all night.',
    ],
    short: 'the long ears hear what nobody else can hear',
    late: true,
  },
  {
    kinds: ['hedgehog'],
    scenes: ['wood'],
    word: 'spines',
    looks: [
      '[h] was covered with spines from head to tail. Nobody wanted to sit next to [h.o].',
      '[h.s] spines pricked everybody who came too close.',
    ],
    teased: ['Here comes the brush!', 'Do not sit on that one!', 'May I comb my hair with you?'],
    trouble: [
      'Then a big dog came running through the woods. [r.n] could not get away and pressed against a tree.',
      'All at once a big dog stood there, and it looked very hungry.',
      'Then a big, hungry dog ran at [r.n].',
    ],
    vain: [
      'The others ran up the hill as fast as they could.',
      '[r.n] cried for help, but who was strong enough?',
    ],
    helps: [
      '[h] rolled up into a ball and rolled right under the nose of the dog. It put its nose on the ball, howled, and ran away!',
      '[h] stood in front of [r.n] and put up every spine. The dog bit once, and never again.',
      '[h] put up every spine. The dog howled and ran away.',
    ],
    bad: [
      '[h] was far away, alone under a root. The dog chased them all over the hill and dug up all their homes.',
      '[h] had rubbed off some spines on a stone. Now there was a bare, sore place, and it hurt for weeks.',
    ],
    short: 'the spines keep a big dog away',
  },
  {
    kinds: ['turtle'],
    scenes: ['water'],
    word: 'shell',
    looks: [
      '[h] carried a heavy shell and was slower than everybody else.',
      'With that shell, [h] always came last.',
    ],
    teased: [
      'Did you leave yesterday to be here today?',
      'Take off that pot! It is not raining!',
      'Come on, or it will be winter!',
    ],
    trouble: [
      'All at once, hail came down, hard white balls as big as nuts. There was no roof far and wide, and [r.n] cried out.',
      'Then a storm came up, and hail fell from the sky like stones. [r.n] did not know where to hide.',
      'Then hail came down like stones, and [r.n] had no roof.',
    ],
    vain: [
      'They ran left and right, but there was nothing to hide under.',
      'The others held up leaves, but the hail went right through them.',
    ],
    helps: [
      'Slowly as always, [h] came and stood in front of [r.n]. Tock, tock, tock, went the hail on the hard shell, and behind it nobody got hurt.',
      'Step by step came [h.n], and the shell was like a roof. [r.n] held on close to [h.o], and the hail could do nothing to them.',
      '[r.n] crept close to [h.n], and the hard shell was like a roof.',
    ],
    bad: [
      '[h] had stayed behind, so as not to be laughed at. So there was nobody to help, and all of them were hurt.',
      '[h] had tried to run and had fallen on [h.his] back. All night, [h.he] lay there and could not get up.',
    ],
    short: 'the hard shell is a roof in the hail',
  },
  {
    kinds: ['duck', 'frog', 'otter', 'beaver'],
    scenes: ['water'],
    word: 'feet',
    looks: [
      '[h.s] feet were so big that they went slap, slap, slap on the ground.',
      '[h] had very big flat feet and fell over them all the time.',
    ],
    teased: [
      'Slap, slap, slap! Here comes the mud pie!',
      'Are those feet or leaves?',
      'Dance for us, Flat Foot!',
    ],
    trouble: [
      'Then [r.ns] baby sister, who could not swim yet, fell into the water where it was deep.',
      'On the wet stones, [r.ns] baby sister lost hold and fell in. She could not swim yet, and the bank was too steep to climb.',
      'Then [r.ns] baby sister fell into the water and could not swim yet.',
    ],
    vain: [
      'The others ran along the bank and could not do anything.',
      'Somebody threw a stick. It was too short.',
    ],
    helps: [
      '[h] jumped in. With those feet, two kicks were enough, and soon the little one was safe on the bank.',
      'Nobody could swim as fast as [h.n] with the big feet. In no time, the little one was back on dry land.',
      '[h] jumped in. With those feet, it took only two kicks to save the little one.',
    ],
    bad: [
      '[h] was not there. By the time the others got the little one out, she was cold and very ill, and had to stay in bed for weeks.',
      '[h] had tied grass around both feet to make them look smaller. So [h.he] could not swim fast enough, and both of them were almost lost.',
    ],
    short: 'the big feet help to save a little one from the water',
  },
  {
    kinds: [
      'bear',
      'fox',
      'mouse',
      'squirrel',
      'pig',
      'goat',
      'lamb',
      'kitten',
      'puppy',
      'pony',
      'raccoon',
      'badger',
    ],
    scenes: ['wood', 'field', 'farm'],
    word: 'fur',
    looks: [
      '[h] had one snow-white spot, as big as a plate, on the back. Nobody else had one.',
      'All the others were brown or gray. [h] alone was as white as milk.',
    ],
    teased: [
      'Did you fall into the flour?',
      'Somebody forgot to paint you!',
      'You can hide in the snow, but not here!',
    ],
    trouble: [
      'They stayed out too long, and the night came, black as ink. [r.n] began to cry, for nobody could see the path.',
      'The way home led through a long tunnel, and in the middle of it the light went out. [r.n] did not know where to go.',
      'Then the night came, and nobody could see the path.',
    ],
    vain: [
      'They bumped into each other again and again.',
      '[r.n] held on to a root and did not dare to move.',
    ],
    helps: [
      'But one thing could be seen even in the dark: something white. [h] knew the way, and they all followed that white spot home.',
      '[h] went first. The white shone a little, like a small moon, and nobody got lost.',
      '[h] went first, and they all followed the white spot home.',
    ],
    bad: [
      '[h] had rolled in black mud so as to look like the others. So nobody could see [h.o], and they had to wait in the cold until morning.',
      '[h] had gone home alone, so there was no white spot to follow. The others sat in the cold until morning, and after that nobody wanted to play with anybody.',
    ],
    short: 'the white fur can be seen in the dark',
    late: true,
  },
];
