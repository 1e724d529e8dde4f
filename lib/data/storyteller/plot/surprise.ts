/** Everybody seems to have forgotten the hero's birthday. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

export const surprise: Plot = {
  name: 'surprise',
  always: ['Twist'],
  can: ['Dialogue', 'MoralValue', 'Foreshadowing', 'Conflict', 'BadEnding'],
  tell(t: Tale): void {
    const hero = begin(t);
    elder(t, ['mom', 'dad', 'grandma', 'grandpa']);
    const other = friend(t);
    t.paragraph();
    t.say([
      `${ONE_DAY}, [h] woke up early. It was [h.his] birthday!`,
      'It was [h.ns] birthday, and [h.he] jumped out of bed.',
      '[h] had waited a whole year for this day. It was [h.his] birthday!',
    ]);
    t.day('h');
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        'The night before, [h] had heard whispers and the sound of paper behind the kitchen door.',
        'There was a smell of cake in the house, but [h] saw no cake.',
        'On the stairs, [h] found one little red balloon. Nobody knew where it came from.',
      ]);
    }
    t.say([
      'But [h.his] [m.kind] said nothing about it.',
      'But [h.his] [m.kind] only read the paper and did not look up.',
      'But [h.his] [m.kind] was busy and hardly said hello.',
    ]);
    t.speak(
      'h',
      ['Do you know what day it is today?', 'Is there anything special today?'],
      ['[h.n] asked what day it was.'],
    );
    t.speak(
      'm',
      [
        'It is Monday, I think. Please go out and play.',
        'Just a day like every other. Why do you ask?',
        'I have no time now. Go and play outside.',
      ],
      ['[h.s] [m.kind] said that it was a day like every other.'],
    );
    const place = t.somewhere(hero);
    t.world.go(hero, place);
    other.place = place;
    t.bind({ to: place.to, at: place.at });
    t.say(
      other.sort === 'animal'
        ? ['So [h] went [to] to look for [f.a], [h.his] friend.']
        : [
            '[h] went [to] to look for [h.his] friend [f.n].',
            'So [h] went [to], where [h.his] friend [f.n] often played.',
          ],
    );
    t.moment('way', 'h', 0.4);
    t.scenery('h');
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'h',
        [
          'You forgot my birthday too! You are a bad friend!',
          'Nobody cares about me, and you are no better!',
        ],
        ['[h.n] thought that [f.n] had forgotten it too and got very angry.'],
        'angry',
      );
      t.speak(
        'f',
        ['Do not shout at me! I do not have to play with you!', 'How can you say that? Go home, then!'],
        ['[f.n] got angry too, and they had a fight.'],
        'angry',
      );
    } else {
      t.speak(
        'f',
        [
          'I am sorry, I have no time today.',
          'I cannot play now. I have to go home.',
          'Not today. I have too much to do.',
        ],
        ['But [f.n] had no time and ran off.', 'But [f.n] said that [f.he] had to go home.'],
      );
    }
    t.sorrow('h', 0.7, ['very sad', 'so sad', 'lonely', 'disappointed']);
    t.moment('think', 'h', 0.4);
    t.say(['Everybody had forgotten it.', 'Nobody remembered.', 'It was the loneliest birthday of all.']);
    t.paragraph();
    t.say([
      'In the evening, [h] walked home slowly.',
      'When it got dark, [h] went home.',
      'At last, [h] went home with [h.his] head down.',
    ]);
    t.say(['The house was dark. [h] opened the door.', '[h] opened the door. It was dark inside.']);
    t.mark('Twist');
    if (t.has('Dialogue'))
      t.say([
        '"Surprise!" everybody shouted. The light went on, and there were balloons everywhere. Something so unexpected had never happened to [h.him].',
        'Then the light went on. "Happy birthday!" everybody called. What a surprise it was!',
        '"Surprise!" There stood [f.n] and [h.his] [m.kind] with a cake. It was so unexpected that [h] could not speak.',
      ]);
    else
      t.say([
        'Then the light went on, and something unexpected happened. All the friends were there, with a big cake!',
        'Then the light went on. What a surprise! There were balloons, a cake, and everybody was there.',
      ]);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'Now [h] understood the little signs of that day.',
        'So that was the secret behind it! [h] had seen the signs and had not understood them.',
      ]);
    }
    if (t.has('Conflict')) {
      t.speak(
        'h',
        ['I am sorry that I was so angry, [f.n].', '[f.n], I am sorry that I said such bad things.'],
        ['[h] said sorry to [f.n].'],
        'sad',
      );
      t.speak(
        'f',
        ['I could not tell you. It was a secret!', 'That is all right. I had to keep the secret.'],
        ['[f.n] was not angry. It had been so hard to keep the secret.'],
        'happy',
      );
    } else
      t.speak(
        'm',
        ['How could we ever forget you?', 'Did you think that we forgot? Never!'],
        ['Nobody had forgotten. They had planned it for weeks.'],
        'happy',
      );
    if (t.has('BadEnding')) {
      t.say([
        'But just then, the table fell over. The cake was on the floor, and all the gifts were broken.',
        'But when [h.n] blew out the candles, a curtain began to burn. They had to run out, and the party was over.',
      ]);
      t.moral('a good thing can end too soon', 'one should be careful with candles');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise(
        'Everybody seems to have forgotten [h.ns] birthday. There is a party after all, but it ends badly.',
      );
      return;
    }
    const gift = t.choice.object('like');
    t.bind({ g: gift });
    t.world.own(t.character('m'), gift);
    t.world.give(t.character('m'), hero, gift);
    t.say([
      '[h.n] got [g.a] from [h.his] [m.kind].',
      'There was a gift, too: [g.a].',
      '[h.s] [m.kind] gave [h.him] [g.a].',
    ]);
    t.moral(
      'good friends do not forget each other',
      'one should not give up hope too soon',
      'things are not always what they seem',
    );
    happyEnd(t);
    t.summarise(
      '[h.n] thinks that everybody has forgotten [h.his] birthday, but there is a surprise party.',
      'Nobody says a word about [h.ns] birthday. In the evening, [h.he] finds out why.',
    );
  },
};
