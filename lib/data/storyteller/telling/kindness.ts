/** Saying thank you and sorry. */
import type { Tale } from '../tale.ts';
import { calledByKind } from './references.ts';

/** How one speaks to somebody: by name, "Mom", "Owl", "dear sister". */
export function address(t: Tale, role: string): string {
  const { name, kind } = t.character(role);
  if (name !== '') return name;
  return kind === 'sister' || kind === 'brother' ? `dear ${kind}` : kind[0]!.toUpperCase() + kind.slice(1);
}

/** What `who` calls `to`, after a comma; nothing where a stranger cannot know the name. */
function called(t: Tale, who: string, to: string): string {
  const { name, of } = t.character(who);
  const stranger = name === '' && of === null;
  const other = t.character(to);
  return stranger && other.name !== '' && !calledByKind(other) ? '' : `, ${address(t, to)}`;
}

/** What one says for help, and not for a gift. */
const FOR_HELP = /help|without you|were here|had been there|had done|the same for/;

/** @param what whether it is for help or for something that was given or shared */
export function thanks(t: Tale, who: string, to: string, what: 'help' | 'gift' = 'help'): void {
  const name = called(t, who, to);
  const suiting = (variants: string[]): string[] =>
    what === 'help' ? variants : variants.filter((one) => !FOR_HELP.test(one));
  t.speak(
    who,
    suiting([
      `Thank you${name}! You are so kind.`,
      `Thank you so much${name}!`,
      t.character(to).of === null
        ? `Oh, thank you! You are a {good|true|real} friend.`
        : `Oh, thank you! How good that I have you.`,
      `Thank you for {your help|helping me}${name}.`,
      `How can I ever thank you${name}?`,
      `What would I do without you${name}?`,
      `You are {the best|so good to me}${name}. Thank you!`,
      `Thank you${name}. I will never forget this.`,
      `I am so glad that you were here${name}!`,
      `Thank you, thank you, thank you!`,
      `That was very kind of you${name}.`,
      `What would have become of me without you? Thank you!`,
      `I will do the same for you one day${name}.`,
    ]),
    suiting([
      `[${who}] thanked [${to}.o] {again and again|with a big smile|with all [${who}.his] heart}.`,
      `[${who}] {was very thankful|did not know how to thank [${to}.o]}.`,
      `[${who}] said thank you {and gave [${to}.o] a hug|with a big smile}.`,
      `[${who}] hugged [${to}.o] {for a long time|and did not want to let go}.`,
      `A big hug was the thanks that [${to}] got.`,
      `[${who}] was so glad that [${to}] had been there, and said so.`,
      `[${who}] said thank you three times, because once was not enough.`,
      `[${who}] beamed at [${to}.o] and said thank you.`,
      `With shining eyes, [${who}] thanked [${to}.o].`,
      `[${who}] promised never to forget what [${to}] had done.`,
      `[${who}] could only say thank you, but it came from the heart.`,
      `[${who}] thanked [${to}.o] and wanted to do the same for [${to}.him] one day.`,
    ]),
    'happy',
  );
  if (t.has('Dialogue') && t.unhurried && t.random.chance(0.4))
    t.speak(
      to,
      [
        'You are welcome.',
        'I was glad to do it.',
        'You would have done the same for me.',
        `That is what ${t.character(to).of ? 'families' : 'friends'} are for.`,
        'It was nothing.',
        'I would do it again.',
      ],
      [],
      'calm',
    );
}

/** `who` says sorry to `to`, who forgives. */
export function makeUp(t: Tale, who: string, to: string): void {
  const equals = t.character(who).sort !== 'adult' && t.character(to).sort !== 'adult';
  const name = called(t, who, to);
  const back = called(t, to, who);
  t.speak(
    who,
    [
      `I am sorry${name}. {I was wrong|That was not nice of me}.`,
      `I am so sorry${name}! Can you forgive me?`,
      `I was wrong${name}, and I am sorry.`,
      `Please forgive me${name}. I feel bad about what I did.`,
      `I was not fair to you. I am sorry${name}.`,
      `I am really sorry${name}. I do not want to fight with you.`,
      `I am sorry${name}. It will not happen again.`,
      `That was wrong of me. I am sorry.`,
    ],
    [
      `[${who}] said sorry to [${to}.o] and meant it.`,
      `[${who}] came a step closer and said sorry to [${to}.o].`,
      `[${who}] felt bad and told [${to}.o] how sorry [${who}.he] was.`,
      `It was not easy, but [${who}] said that [${who}.he] was sorry.`,
      `[${who}] looked at the ground and said sorry in a low voice.`,
      `With a red face, [${who}] told [${to}.o] that [${who}.he] had been wrong.`,
      `[${who}] took a deep breath and said sorry to [${to}.o].`,
      `[${who}] did not want to fight any more and said that [${who}.he] was sorry.`,
      `It was [${who}] who said sorry first.`,
      `Sorry is a small word, and [${who}] said it at last.`,
    ],
    'sorry',
  );
  t.speak(
    to,
    [
      `It is okay${back}. {Let us forget it.|I forgive you.}`,
      `I forgive you. {Let's start again.|I am not angry any more.}`,
      `That is all right. {Everybody makes mistakes.|Thank you for saying that.}`,
      `All is forgotten${back}.`,
      ...(equals ? [`Let us never fight again${back}.`] : []),
      `Of course I forgive you${back}.`,
    ],
    [
      `[${to}] forgave [${who}.o] {at once|with a smile|and gave [${who}.o] a hug}.`,
      `[${to}] smiled and was not angry any more.`,
      `[${to}] nodded, and the fight was over.`,
      `[${to}] did not want to be angry any longer, either.`,
      `They hugged, and that was that.`,
      `That was enough for [${to}.o], and all was well between them.`,
      `Soon they could laugh about it.`,
      `[${to}] said that it was all right.`,
      `After that, it was as if nothing had happened.`,
    ],
    'calm',
  );
}
