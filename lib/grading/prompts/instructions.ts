/**
 * Our fifty sets of instructions for Instruct models: words, features, a summary and a sentence in all their
 * fifteen combinations (section 3 of the paper has fifty as well, which were not published).
 */
import type { Instruction } from '../record.ts';

/** By category, which is what the set consists of, and id. */
export const INSTRUCTIONS: Readonly<Record<string, Readonly<Record<string, Instruction>>>> = {
  words: {
    'ask-01': { words: ['carry', 'lantern', 'narrow'] },
    'ask-02': { words: ['whistle', 'puddle', 'proud'] },
    'ask-03': { words: ['borrow', 'ladder', 'crooked'] },
    'ask-04': { words: ['melt', 'castle', 'lonely'] },
  },
  features: {
    'ask-05': { features: ['Dialogue'] },
    'ask-06': { features: ['BadEnding'] },
    'ask-07': { features: ['MoralValue', 'Dialogue'] },
    'ask-08': { features: ['Twist', 'Conflict'] },
  },
  summary: {
    'ask-09': { summary: 'A boy who is afraid of the dark helps a lost firefly to find its way home.' },
    'ask-10': { summary: 'Two sisters want the same chair and saw it in half, so that nobody can sit.' },
    'ask-11': { summary: 'A snail enters a race against a horse and is the only one who sees the flowers.' },
    'ask-12': { summary: 'A girl saves her coins for a bicycle but buys medicine for her sick cat.' },
  },
  sentence: {
    'ask-13': { sentence: 'Nobody had told the goose about the gate.' },
    'ask-14': { sentence: 'The soup was blue, but he ate it all the same.' },
    'ask-15': { sentence: 'Behind the shed something sneezed.' },
    'ask-16': { sentence: 'She counted her mittens and there were three.' },
  },
  'words, features': {
    'ask-17': { words: ['row', 'island', 'sleepy'], features: ['Dialogue'] },
    'ask-18': { words: ['stitch', 'bear', 'torn'], features: ['MoralValue'] },
    'ask-19': { words: ['guard', 'pie', 'greedy'], features: ['BadEnding'] },
    'ask-20': { words: ['trade', 'feather', 'rare'], features: ['Twist'] },
  },
  'words, summary': {
    'ask-21': {
      words: ['paint', 'fence', 'bright'],
      summary: 'A boy paints the fence while his father sleeps, and the neighbors all want the same colors.',
    },
    'ask-22': {
      words: ['knock', 'owl', 'polite'],
      summary: 'An owl cannot sleep by day, and her neighbors learn to be quiet.',
    },
    'ask-23': {
      words: ['float', 'bottle', 'secret'],
      summary: 'A girl finds a letter in a bottle and answers it.',
    },
    'ask-24': {
      words: ['bake', 'king', 'hungry'],
      summary: 'A king who has never worked bakes his first loaf of bread.',
    },
  },
  'words, sentence': {
    'ask-25': { words: ['dig', 'shovel', 'muddy'], sentence: 'Deep down in the earth lay a shoe.' },
    'ask-26': { words: ['hum', 'kettle', 'warm'], sentence: 'That was when the lights went out.' },
    'ask-27': {
      words: ['climb', 'roof', 'slippery'],
      sentence: 'His aunt did not even look up from her book.',
    },
    'ask-28': { words: ['lose', 'button', 'tiny'], sentence: 'The magpie pretended to be asleep.' },
  },
  'features, summary': {
    'ask-29': {
      features: ['Dialogue', 'Conflict'],
      summary: 'Two crows argue about a nut until a mouse takes it.',
    },
    'ask-30': {
      features: ['Foreshadowing'],
      summary: 'A grandfather always carries a rope, and one day everybody is glad that he does.',
    },
    'ask-31': { features: ['Twist'], summary: 'A girl is sure that a monster lives in the washing machine.' },
    'ask-32': {
      features: ['BadEnding'],
      summary: 'A boy does not listen and takes his balloon out into the wind.',
    },
  },
  'features, sentence': {
    'ask-33': { features: ['Dialogue'], sentence: 'You forgot the most important thing.' },
    'ask-34': { features: ['MoralValue'], sentence: 'The smallest basket was the heaviest.' },
    'ask-35': { features: ['Conflict', 'Twist'], sentence: 'Both of them were holding the same ticket.' },
  },
  'summary, sentence': {
    'ask-36': {
      summary: 'A lighthouse keeper makes friends with a whale.',
      sentence: 'Three long notes came over the water.',
    },
    'ask-37': {
      summary: 'Twins swap their clothes for a day to trick their teacher.',
      sentence: 'Only the dog knew the truth.',
    },
    'ask-38': {
      summary: 'A snow globe breaks, and it starts to snow in the room.',
      sentence: 'Mother came in with a broom and an umbrella.',
    },
  },
  'words, features, summary': {
    'ask-39': {
      words: ['wait', 'bench', 'gentle'],
      features: ['MoralValue'],
      summary: 'A boy shares his bench with a stranger and hears a story about the sea.',
    },
    'ask-40': {
      words: ['chase', 'hat', 'windy'],
      features: ['Dialogue'],
      summary: 'A hat flies through the town, and more and more people run after it.',
    },
    'ask-41': {
      words: ['repair', 'robot', 'silent'],
      features: ['Twist', 'Dialogue'],
      summary: 'A robot stops talking, and a girl finds out why.',
    },
  },
  'words, features, sentence': {
    'ask-42': {
      words: ['follow', 'trail', 'curious'],
      features: ['Foreshadowing'],
      sentence: 'The last footprint was much bigger than the first.',
    },
    'ask-43': {
      words: ['refuse', 'donkey', 'stubborn'],
      features: ['Conflict'],
      sentence: 'Nothing moved but its ears.',
    },
    'ask-44': {
      words: ['wrap', 'gift', 'heavy'],
      features: ['BadEnding', 'Dialogue'],
      sentence: 'It ticked.',
    },
  },
  'words, summary, sentence': {
    'ask-45': {
      words: ['count', 'sheep', 'tired'],
      summary: 'A shepherd falls asleep whenever he counts his sheep.',
      sentence: 'He never got further than seven.',
    },
    'ask-46': {
      words: ['dance', 'rain', 'barefoot'],
      summary: 'After a long dry summer a village celebrates the first rain.',
      sentence: 'Even the baker closed his shop.',
    },
    'ask-47': {
      words: ['steal', 'cookie', 'guilty'],
      summary: 'A fox takes a cookie and brings back two.',
      sentence: 'The jar was empty except for a note.',
    },
  },
  'features, summary, sentence': {
    'ask-48': {
      features: ['Dialogue', 'Twist'],
      summary: 'A mouse asks a cat for help against a bigger mouse.',
      sentence: 'I have been expecting you.',
    },
    'ask-49': {
      features: ['MoralValue', 'Conflict'],
      summary: 'Two gardeners compete for the biggest pumpkin.',
      sentence: 'In the end they needed both wagons.',
    },
  },
  'words, features, summary, sentence': {
    'ask-50': {
      words: ['build', 'raft', 'clever'],
      features: ['Dialogue', 'Conflict'],
      summary: 'Three animals on a flooded hill must work together to get away.',
      sentence: 'The goat said that it would rather swim.',
    },
  },
};
