/** Words for how somebody speaks: verbs of saying and gestures, by mood. */

export const MOODS = [
  'plain',
  'happy',
  'sad',
  'angry',
  'afraid',
  'calm',
  'proud',
  'curious',
  'sorry',
] as const;
export type Mood = (typeof MOODS)[number];

/** Verbs of saying that a story may have to use: what they can end on. */
export const SPEECH: Readonly<Record<string, (end: string, answering: boolean) => boolean>> = {
  whisper: (end) => end !== '!',
  shout: (end) => end === '!',
  yell: (end) => end === '!',
  call: (end) => end === '!',
  'cry out': (end) => end === '!',
  answer: (end, answering) => answering && end !== '?',
  reply: (end, answering) => answering && end !== '?',
  explain: (end) => end === '.',
  announce: (end) => end !== '?',
};

export const EXCLAIMED: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'called', 'said', 'cried', 'called out'],
  happy: ['said', 'cried', 'shouted', 'called', 'laughed', 'cheered', 'said with a laugh', 'said happily'],
  sad: ['cried', 'sobbed', 'cried', 'said'],
  angry: ['shouted', 'yelled', 'cried', 'said', 'snapped'],
  afraid: ['cried', 'called', 'screamed', 'cried', 'squeaked'],
  calm: ['said', 'said kindly', 'said', 'said gently'],
  proud: ['said', 'called', 'said proudly', 'announced', 'called out'],
  curious: ['said', 'cried', 'called', 'said with big eyes'],
  sorry: ['said', 'cried', 'said softly', 'sobbed'],
};

export const SAID: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'said', 'said', 'said'],
  happy: ['said', 'said', 'said with a smile', 'said happily', 'said', 'said cheerfully'],
  sad: ['said', 'said sadly', 'said softly', 'sighed', 'said', 'said in a low voice'],
  angry: ['said', 'said angrily', 'grumbled', 'said', 'growled'],
  afraid: ['said', 'whispered', 'said in a small voice', 'said', 'whispered'],
  calm: ['said', 'said calmly', 'said gently', 'said', 'said in a soft voice', 'said kindly'],
  proud: ['said', 'said proudly', 'said', 'said with shining eyes'],
  curious: ['said', 'said slowly', 'said', 'said with wide eyes'],
  sorry: ['said', 'said softly', 'said', 'said in a small voice', 'mumbled'],
};

export const GESTURES: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['thought for a moment', 'leaned forward', 'waited a moment'],
  happy: ['smiled', 'laughed', 'nodded', 'beamed', 'smiled from ear to ear'],
  sad: ['looked down', 'sighed', 'wiped away a tear', 'sniffed', 'let [his] head hang'],
  angry: ['frowned', 'stamped one foot', 'turned red', 'made an angry face', 'shook [his] head'],
  afraid: [
    'took a step back',
    'swallowed hard',
    'shook all over',
    'looked around with wide eyes',
    'could hardly speak',
  ],
  calm: ['smiled', 'nodded', 'thought for a moment', 'smiled kindly', 'waited a moment'],
  proud: ['beamed', 'stood up straight', 'smiled', 'held [his] head high'],
  curious: ['came closer', 'tilted [his] head', 'made big eyes'],
  sorry: ['looked down', 'turned red', 'swallowed hard', 'did not dare to look up'],
};

/** Gestures with which one asks. */
export const ASKING_GESTURES: readonly string[] = [
  'tilted [his] head',
  'thought for a moment',
  'leaned forward',
];

/** Gestures with which one comforts, asks pardon or offers help. */
export const GENTLE_GESTURES: Readonly<Record<Mood, readonly string[]>> = {
  ...GESTURES,
  plain: ['leaned forward', 'thought for a moment', 'came closer'],
  happy: ['smiled', 'nodded', 'gave a warm smile'],
};
