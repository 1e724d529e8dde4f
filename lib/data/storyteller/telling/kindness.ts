/** Saying thank you and sorry. */
import type { Tale } from '../tale.ts';

/** How one speaks to somebody: by name, "Mom", "Owl". */
export function address(t: Tale, role: string): string {
  const { name, kind } = t.character(role);
  return name || kind[0]!.toUpperCase() + kind.slice(1);
}

export function thanks(t: Tale, who: string, to: string): void {
  const name = address(t, to);
  t.speak(
    who,
    [
      `Thank you, ${name}! You are so kind.`,
      `Thank you so much, ${name}!`,
      `Oh, thank you! You are a {good|true|real} friend.`,
      `Thank you for {your help|helping me}, ${name}.`,
      `{How can I ever thank you|What would I do without you}, ${name}?`,
      `You are {the best|so good to me}, ${name}. Thank you!`,
      `Thank you, ${name}. I will never forget this.`,
      `I am so glad that you were here, ${name}!`,
      `Thank you, thank you, thank you!`,
      `That was very kind of you, ${name}. Thank you.`,
    ],
    [
      `[${who}] thanked [${to}.o] {again and again|with a big smile|with all [${who}.his] heart}.`,
      `[${who}] {was very thankful|did not know how to thank [${to}.o]}.`,
      `[${who}] said thank you {and gave [${to}.o] a hug|with a big smile}.`,
      `[${who}] hugged [${to}.o] {for a long time|and did not want to let go}.`,
      `How could [${who}] thank [${to}.o]? A big hug was a good beginning.`,
      `[${who}] was so glad that [${to}] had been there, and said so.`,
      `[${who}] said thank you three times, because once was not enough.`,
    ],
    'happy',
  );
  if (t.has('Dialogue') && t.room && t.random.chance(0.3))
    t.speak(
      to,
      [
        'You are welcome.',
        'I was glad to do it.',
        `That is what ${t.character(to).of ? 'families' : 'friends'} are for.`,
        'It was nothing.',
        'Any time!',
      ],
      [],
      'calm',
    );
}

/** `who` says sorry to `to`, who forgives. */
export function makeUp(t: Tale, who: string, to: string): void {
  const equals = t.character(who).sort !== 'adult' && t.character(to).sort !== 'adult';
  t.speak(
    who,
    [
      `I am sorry, ${address(t, to)}. I was {wrong|not nice|mean to you}.`,
      `I am so sorry, ${address(t, to)}! Can you forgive me?`,
      `I should not have {said|done} that. I am sorry, ${address(t, to)}.`,
      `Please forgive me, ${address(t, to)}. I feel bad about it.`,
      `I was angry, and that was wrong. I am sorry, ${address(t, to)}.`,
      `${address(t, to)}, I am really sorry. I do not want to fight with you.`,
      ...(equals ? [`I was unfair to you, ${address(t, to)}. Are you still my friend?`] : []),
    ],
    [
      `[${who}] said sorry to [${to}.o] and meant it.`,
      `[${who}] went to [${to}.o] and said sorry.`,
      `[${who}] felt bad and told [${to}.o] how sorry [${who}.he] was.`,
      `It was not easy, but [${who}] said that [${who}.he] was sorry.`,
      `[${who}] looked at the ground and said sorry in a low voice.`,
      `[${who}] held out a hand to [${to}.o] and said sorry.`,
    ],
    'sorry',
  );
  t.speak(
    to,
    [
      `It is okay, ${address(t, who)}. {Let us forget it.|I forgive you.}`,
      `I forgive you. {Let's start again.|I am not angry any more.}`,
      `That is all right. {Everybody makes mistakes.|Thank you for saying that.}`,
      ...(equals ? ['Good. {Let us be friends again.|I was sad without you.}'] : []),
      `Let us never fight again, ${address(t, who)}.`,
      `Of course I forgive you, ${address(t, who)}.`,
    ],
    [
      `[${to}] forgave [${who}.o] {at once|with a smile|and gave [${who}.o] a hug}.`,
      `[${to}] smiled and was not angry any more.`,
      `[${to}] nodded, and the fight was over.`,
      `[${to}] was glad, because [${to}.he] did not want to be angry any longer.`,
      `They shook hands, and that was that.`,
    ],
    'calm',
  );
}
