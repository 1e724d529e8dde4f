/** Last sentences. `h` is whoever the ending is about, one or a group. */

/** Home again; only after a story that left it. */
export const GOING_HOME: readonly string[] = [
  '[h] went home {happy|with a big smile|with a happy heart|with a song}.',
  '[h] {walked|ran|skipped} home, and the way had never been so short.',
  'The sun was low when [h] came home, {tired and happy|hungry and happy|with dusty feet and a big smile}.',
  'At home, there was {warm soup|fresh bread|hot cocoa|a warm bed} waiting for [h.o].',
  'For the rest of the day, [h] {hummed a little song|could not stop smiling|thought about it}.',
  'At home, [h] was so hungry that even plain bread tasted wonderful.',
];

/** About one, whenever it is. */
export const HAPPY_ALWAYS: readonly string[] = [
  '[h] was {very happy|as happy as could be|happy and a little proud}.',
  'And [h] lived happily ever after.',
  '[h] would {never|not soon} forget what had happened.',
  'Even years later, [h] liked to tell about it.',
  'Everything was good, and [h] knew it.',
  '[h] felt as {light as a feather|happy as a lark|rich as a king}.',
  'From then on, [h] {smiled every time [h.he] thought of it|often thought of it}.',
  'And that is the end of the story, but [h] is still happy about it today.',
  '[h] gave a long, happy sigh.',
  'So everything turned out well, and nobody was happier than [h.n].',
  '[h] could not have been happier.',
  'All is well that ends well, thought [h.n].',
];

/** About one, on the same day. */
export const HAPPY_ONE: readonly string[] = [
  'It was {a good|quite a|a very special} day for [h.o].',
  'What a day it had been for [h.n]!',
  'What would the next day bring? [h] could hardly wait.',
  '[h] was glad, and {the whole world looked bright|even the birds seemed to sing for [h.him]|[h.his] heart felt light}.',
  'Could a day end better? [h] did not think so.',
  'The day had ended well, and [h] was glad.',
  'It had been a good day in the end, and [h] smiled to [h.self].',
];

/** The same where it was told what the hero wears, in role `worn`. */
export const HOME_IN_IT: readonly string[] = [
  'That evening, the [worn] hung on its hook, and [h] was happy.',
  'In the evening, [h] took off the [worn] and smiled. What a day!',
  'That night, the [worn] lay on a chair, and [h] slept well.',
];
/** The same where it was told what pet there is, in role `pet`. */
export const HOME_TO_PET: readonly string[] = [
  'That evening, [h] told [pet] all about it.',
  'In the evening, [h] sat down next to [pet] and was happy.',
  'And who heard the whole story first that evening? It was [pet].',
  'Before bed, [h] told [pet] everything, and [pet] kept it a secret.',
];

/** About one, in the evening or later. */
export const HAPPY_NIGHT: readonly string[] = [
  'That night, [h] {fell asleep with a smile|slept very well|dreamed a sweet dream}.',
  '{When the moon came up|When night came|In the evening}, [h] {thought of it all and smiled|was tired and happy}.',
  'That evening, tired but happy, [h] {went to bed|lay down|closed [h.his] eyes}.',
  'That night, [h] looked out at the moon and whispered good night.',
  'And when [h] {woke up|got up} the next {day|morning}, [h.he] was still happy.',
  'In bed that night, [h] thought of everything once more, and then [h.he] slept.',
  'That evening, [h] yawned, lay down, and was asleep at once.',
  'The stars came out one by one, and [h] slept {like a stone|well and deeply|with a smile}.',
  'That evening, [h] drew a picture of it all, so as not to forget it.',
  '[h] had some warm milk and went to bed early. It had been a big day.',
  'Nobody slept better that night than [h.n].',
];

/** About two or more. */
export const HAPPY_TOGETHER: readonly string[] = [
  '[h] [h.was] happy, and that was no wonder.',
  'From that day on, nothing was more fun for [h.o] than to be together.',
  'It was {a good|a very good|a special} day for [h.o].',
  'After that, [h] played together every day.',
  '[h] were glad to be friends, and everybody could see it.',
  'Even years later, [h] still talked about that day.',
  'Everything had turned out well for [h.o].',
  'What to do next? [h] already had an idea.',
  'The world was big, and [h] had each other.',
  'For a long time after that, [h] had to smile when they thought of it.',
  '[h] looked at each other and began to laugh.',
  'And that is the end of the story, but not the end of the fun for [h.o].',
  '[h] [h.was] as happy as two friends can be.',
  'After that, [h] {were always there for each other|met every {morning|afternoon}}.',
  '[h] still {laugh|talk} about it {today|now and then}.',
  '[h] laughed so much that {their tummies hurt|a bird flew up|they had to sit down}.',
  'Nothing could {part|come between} [h.o] after that.',
  'And so the day ended well for [h.o].',
];

/** About two or more, at the end of the day. */
export const TOGETHER_NIGHT: readonly string[] = [
  'And [h] {were happy for the rest of the day|stayed friends for ever}.',
  '{Side by side|Arm in arm}, [h] watched the {sun go down|first stars come out}.',
  'The next day, [h] met again, and the day after that.',
  '[h] {promised to meet again the next day|could not wait for the next day|waved to each other until they were out of sight}.',
  '[h] sat {on a wall|on a log|in the grass} until the sun was gone, and they were happy.',
  'That evening, [h] shared {a bowl of soup|a big plate of cookies|some warm bread|a bag of nuts}.',
  'Two friends, one big smile: that was how the day ended.',
  'There was so much to talk about that [h] {forgot the time|were almost late for dinner}.',
  'When it got dark, [h] said good night, and both of them slept well.',
  'Before they parted, [h] {hugged|made a plan for the next day}.',
  'That night, both friends fell asleep with a smile.',
];
export const TOGETHER_HOME: readonly string[] = [
  '[h] went home {happy|with a smile|side by side|with a song}.',
  'Together they walked home, and {did not hurry|sang softly|talked all the way}.',
  '[h] raced each other home, and nobody minded who was first.',
  'They took the long way home, because [h] had so much to talk about.',
];

/** With somebody of the family, in role `e1`, who was not there. */
export const FAMILY: readonly string[] = [
  'At dinner, [h] told [h.his] [e1.kind] all about it.',
  'Before bed, [h.his] [e1.kind] gave [h.him] a big hug.',
  '[h.s] [e1.kind] heard the story three times that evening.',
  '[h.s] [e1.kind] made {pancakes|hot soup} for dinner, and that was a fine end of the day.',
  'When [h] told [h.his] [e1.kind] about it, they laughed together.',
  '[h.s] [e1.kind] wanted to hear all about it, from the beginning to the end.',
];
/** The same at night. */
export const FAMILY_NIGHT: readonly string[] = [
  'That night, [h.his] [e1.kind] tucked [h.him] in and said good night.',
  '[h] sat close to [h.his] [e1.kind] for a while, and all was well.',
  '[h.s] [e1.kind] heard all about it before the light was turned off.',
  'After a kiss from [h.his] [e1.kind], [h] fell asleep at once.',
  'At bedtime, [h.his] [e1.kind] left the door open a little, and [h] felt safe and happy.',
];
/** The same, spoken. */
export const FAMILY_TALK: readonly string[] = [
  '"How was your day?" asked [h.s] [e1.kind] at dinner. And [h.n] said, "It ended well."',
  '"You look happy," said [h.s] [e1.kind] at dinner. "I am," said [h.n], and smiled.',
  '"Sleep well," said [h.s] [e1.kind] that night and turned off the light. And [h.n] did.',
  '"What a story!" said [h.s] [e1.kind] at dinner. "Tell it again!" And [h.n] told it again.',
  '"Good night," whispered [h.s] [e1.kind] that evening, but [h.n] was already fast asleep.',
];
export const TALK_TOGETHER: readonly string[] = [
  '"Shall we meet again tomorrow?" asked [f.n]. And [h.n] said, "Of course!"',
  '"See you tomorrow!" called [f.n], and [h.n] waved for a long time.',
  '"I am glad that we are friends," said [f.n]. And [h.n] said, "So am I."',
];

/** About one or several, at the end of a story that ends badly. */
export const SAD: readonly string[] = [
  '[h] [h.was] sad for a very long time.',
  'It was a sad day for [h.o].',
  'That night, [h] cried {[h.self] to sleep|for a long time}.',
  '[h] [h.was] sad, and nothing could make [h.o] happy again {that day|that evening|for a long time}.',
  'In the evening, [h] did not want any dinner. [h.he] went to bed sad.',
  'Some days end badly, and this was one of them. [h] cried.',
  '[h] looked back once more, but nothing had changed. It was a sad day.',
  'There was no happy ending this time, and [h] cried.',
  '[h] lay awake that night, sad and sorry.',
  '[h] wished that it had never happened, and the tears came.',
  'If only it had all ended in another way! [h] cried and cried.',
  'For a long time after that, [h] did not smile.',
  'It could not be undone. [h] knew that, and it hurt.',
  'The stars came out, but [h] did not look up. Everything felt heavy and sad.',
  'And so the day ended in tears for [h.o].',
  'No kind word could help that night. [h] [h.was] too sad.',
  '[h] sat by the window until it was dark, sad and still.',
  'The tears came, and they did not stop for a long time.',
];
/** The same before it is evening. */
export const SAD_HOME: readonly string[] = [
  '[h] went home {slowly and sadly|with tears in [h.his] eyes|sad and tired}.',
  'It got dark and cold, and [h] [h.was] still sad.',
  'The way home had never been so long, and the tears came again and again.',
  '[h] walked home. When [h.he] closed the door, the tears came.',
];

/** The same where a thing in role `lost` is gone for good. */
export const SAD_LOSS: readonly string[] = [
  '[h] never saw [lost.the] again, and missed [lost.it] every day.',
  'The place where [lost.the] belonged stayed empty.',
  '[h] dreamed of [lost.the] that night. When [h.he] woke up, it was gone, and [h.he] cried.',
  'Other things came, but none was like [lost.the], and [h] was often sad.',
  'All that was left of [lost.the] was the thought of [lost.it], and that made [h.o] cry.',
];
/** The same where it is broken. */
export const SAD_BROKEN: readonly string[] = [
  '[h] kept the broken [lost.word] in a box and cried whenever [h.he] looked at it.',
  'The broken [lost.word] could never be used again, and [h] [h.was] very sad.',
  'There was no way to make [lost.the] whole again. [h] wept over the pieces.',
];

/** After something that was told of the evening. */
export const GOOD_NIGHT: readonly string[] = [
  'It had been a good day.',
  'Soon [h] was asleep.',
  '[h] was happy.',
  'When [h] slept at last, [h.he] had {a sweet|a happy|a lovely} dream.',
  'Then [h] slept well.',
  '[h] gave a long, happy sigh.',
  'All was well.',
  'The day could not have ended better.',
];
/** The same where it was told that one slept. */
export const AFTER_SLEEP: readonly string[] = [
  'It had been a good day.',
  'All was well.',
  'What would the next day bring?',
  'And in the morning, [h] was still happy.',
];
/** The same about two or more. */
export const GOOD_NIGHT_TOGETHER: readonly string[] = [
  'It had been a good day for both of them.',
  '[h] [h.was] happy.',
  'All was well with [h.o].',
  'What would the next day bring for [h.o]?',
  'And the next day, [h] met again.',
];
