/** What a small child learns about the world: a question, its answer, and the same as a fact told by others. */
export interface Fact {
  readonly question: string;
  readonly answer: string;
  readonly fact: string;
}

function fact(question: string, answer: string, told: string): Fact {
  return { question, answer, fact: told };
}

export const FACTS: readonly Fact[] = [
  fact('Can cows fly?', 'No, cows cannot fly. Only birds and bugs have wings.', 'cows cannot fly'),
  fact('What do birds eat?', 'Birds eat seeds and worms.', 'birds eat seeds and worms'),
  fact('Who makes honey?', 'The bees make honey from flowers.', 'bees make honey from flowers'),
  fact('Where do fish live?', 'Fish live in the water.', 'fish live in the water'),
  fact(
    'Why is it dark at night?',
    'Because the sun is on the other side of the world.',
    'the sun shines on the other side of the world at night',
  ),
  fact(
    'Why does the moon change its shape?',
    'Sometimes we see all of it, and sometimes only a part.',
    'the moon is sometimes round and sometimes thin',
  ),
  fact(
    'What colors does a rainbow have?',
    'It has red, orange, yellow, green, blue and purple.',
    'a rainbow has many colors',
  ),
  fact('Where does milk come from?', 'Milk comes from cows and goats.', 'milk comes from cows'),
  fact('Where do eggs come from?', 'The hens lay them.', 'hens lay eggs'),
  fact(
    'Why do leaves fall?',
    'The trees rest in winter, and in spring they get new leaves.',
    'trees get new leaves in spring',
  ),
  fact('What do rabbits like to eat?', 'They like grass and carrots.', 'rabbits like grass and carrots'),
  fact(
    'Why do we wear a coat in winter?',
    'Because it is cold, and a coat keeps us warm.',
    'a coat keeps us warm in winter',
  ),
  fact(
    'What does a seed need to grow?',
    'It needs earth, water and sun.',
    'a seed needs earth, water and sun',
  ),
  fact('Do fish sleep?', 'Yes, they do, but with open eyes.', 'fish sleep with open eyes'),
  fact('Where does a bird lay its eggs?', 'It lays them in a nest.', 'birds lay their eggs in a nest'),
  fact('When do owls sleep?', 'They sleep in the day and wake up at night.', 'owls sleep in the day'),
  fact(
    'What happens when I throw a ball up?',
    'It comes back down, every time.',
    'all that goes up comes down again',
  ),
  fact('What is snow?', 'Snow is rain that is frozen.', 'snow is frozen rain'),
  fact('What happens to ice in the sun?', 'It melts and becomes water.', 'ice melts in the sun'),
  fact('How many legs does a spider have?', 'A spider has eight legs.', 'a spider has eight legs'),
  fact('How many legs does a bee have?', 'A bee has six legs.', 'a bee has six legs'),
  fact('What do we do when we are tired?', 'We go to bed and sleep.', 'sleep makes us strong'),
  fact(
    'What was the butterfly before?',
    'It was a caterpillar first.',
    'a butterfly was a caterpillar first',
  ),
  fact('What was the frog before?', 'It was a tadpole and swam like a fish.', 'a frog was a tadpole first'),
  fact(
    'Which animal is the biggest?',
    'The whale is the biggest of all.',
    'the whale is the biggest animal of all',
  ),
  fact(
    'What do squirrels do with nuts?',
    'They hide them for the winter.',
    'squirrels hide nuts for the winter',
  ),
  fact('What do bears do in winter?', 'They sleep until spring.', 'bears sleep in winter'),
  fact('Where is wool from?', 'Wool comes from sheep.', 'wool comes from sheep'),
  fact(
    'What is bread made of?',
    'It is made of flour, water and salt.',
    'bread is made of flour, water and salt',
  ),
  fact(
    'Where can we read many books?',
    'In the library. There are books on every shelf.',
    'a library is full of books',
  ),
  fact('Who helps when we are sick?', 'The doctor helps us.', 'the doctor helps when we are sick'),
  fact(
    'Who puts out a fire?',
    'The firefighters do, with a lot of water.',
    'firefighters put out a fire with water',
  ),
  fact('What comes after spring?', 'Summer comes after spring.', 'summer comes after spring'),
  fact('What comes after winter?', 'Spring comes after winter.', 'spring comes after winter'),
  fact(
    'Does the sun sleep at night?',
    'No, it shines for other children then.',
    'the sun shines for other children at night',
  ),
  fact(
    'What makes the thunder?',
    'The lightning makes it, and it cannot hurt us in the house.',
    'thunder comes after lightning',
  ),
  fact(
    'Is a stone heavier than a feather?',
    'Yes, a stone is much heavier.',
    'a stone is heavier than a feather',
  ),
  fact('What do ducks say?', 'Ducks say quack.', 'ducks say quack'),
  fact(
    'Why do we wash our hands?',
    'To get the dirt off, so that we do not get sick.',
    'clean hands keep us well',
  ),
  fact('What floats on water?', 'Wood floats, but a stone sinks.', 'wood floats and stones sink'),
  fact(
    'What language do people speak in France?',
    'They speak French there.',
    'people in France speak French',
  ),
  fact('Where does the river go?', 'It goes down to the sea.', 'every river goes down to the sea'),
  fact('Is the sea water sweet?', 'No, it is salty.', 'sea water is salty'),
  fact('How many days are in a week?', 'There are seven days in a week.', 'a week has seven days'),
  fact(
    'What does a baby cat look like?',
    'It is very small. We call it a kitten.',
    'a baby cat is called a kitten',
  ),
  fact('What is a baby dog called?', 'A baby dog is called a puppy.', 'a baby dog is called a puppy'),
  fact('What is a baby sheep called?', 'A baby sheep is called a lamb.', 'a baby sheep is called a lamb'),
  fact('What do two and two make?', 'Two and two make four.', 'two and two make four'),
];
