/**
 * Our fifty beginnings of stories, each cut in the middle of a sentence where grammar, facts or what came before
 * decides how it must go on (section 3 of the paper). Ten of each category. Their ids never change; a beginning
 * that has to change gets a new one.
 */

export const CATEGORIES = ['conversation', 'feeling', 'reasoning', 'fact', 'plot'] as const;
export type Category = (typeof CATEGORIES)[number];

/** By category, id and text. */
export const BEGINNINGS: Readonly<Record<Category, Readonly<Record<string, string>>>> = {
  conversation: {
    'talk-01':
      'Nora sat under the table because of the storm. Grandpa bent down and looked at her. "Are you hiding from the thunder?" he asked. Nora nodded. "Do you want me to sit with you?" Grandpa asked. Nora said, "Yes, but you are too big, so',
    'talk-02':
      'A fox met a hen at the well. "Good morning," said the fox. "Will you come and have dinner at my house tonight?" The hen took two steps back. She knew what foxes like to eat. "Thank you for asking," she said, "but',
    'talk-03':
      'Peter had a new drum and he played it all morning. His sister Ada was trying to sleep in the next room. At last she opened the door with a cross face and said, "Peter, could you please',
    'talk-04':
      'It was Omar\'s turn to feed the rabbit. When he came to the hutch, the little door was open and the rabbit was gone. He ran to his brother. "Did you',
    'talk-05':
      'Two frogs lived in one small pond. One morning the older frog looked around and frowned. "The water gets lower every day," he said. "Soon there will be none left. What shall we do?" The younger frog thought for a while. "I know!" she said. "Let us',
    'talk-06':
      'Mom found a broken cup on the kitchen floor. Both Hugo and Ella were standing next to it.\n\n"Who broke my cup?" asked Mom. Hugo looked at Ella. Ella looked at her shoes. Then, in a very small voice, Ella said, "It was',
    'talk-07':
      'Ruby telephoned her aunt, who lived far away by the sea. "Hello, Aunt May! What can you see from your window?" she asked. "I can see',
    'talk-08':
      'The owl was the teacher of the forest. "Today I will ask each of you a question," she told the small animals. "Mouse, you go first. Which animal is bigger, the cow or the bee?" Mouse stood up straight and',
    'talk-09':
      'Sami wanted to buy an apple at the market, but he had only one coin. "How much is this red one?" he asked. "Two coins," said the woman behind the baskets. Sami looked sad. The woman winked. "Then for today," she said, "you can',
    'talk-10':
      'The snowman and the scarecrow stood on two sides of the same fence. "I love winter," said the snowman. "I like summer better," the scarecrow answered. "Then I am sorry for you," said the snowman, "because in summer I',
  },
  feeling: {
    'heart-01':
      'Tilly had waited all week for the fair. On the morning of the fair it rained and rained, and her father said that they could not go. Tilly went to her room, lay down on her bed and',
    'heart-02':
      'Everyone in the class got a letter from the pen friends across the sea, everyone but Jonas. He looked into the empty bag once more. The teacher saw that he felt',
    'heart-03':
      'Once upon a time a giant lived behind the mountain. Children ran away whenever they saw him, and so he always played alone. Then came a girl who stayed. She offered him half of her cookie. The giant had never been offered anything, and he',
    'heart-04':
      'Leo and his best friend Amir had shouted at each other about a game. Now each of them sat alone on his own step. Leo missed Amir. He took a deep breath, walked over the street and told Amir that he was',
    'heart-05':
      'The puppy came to its new home in a box. Everything smelled strange, and its mother was not there. In the evening the house grew dark and still, and the puppy began to',
    'heart-06':
      "Hana had drawn a picture of her whole family for her mother's birthday. She had worked on it for three days. When her mother unwrapped it, there were tears in her eyes, but they were tears of",
    'heart-07':
      'Old Mr. Pim played his violin in the park each Sunday, and nobody stopped to listen. One Sunday a small boy sat down in the grass in front of him and stayed until the very last note. From that day on Mr. Pim no longer felt',
    'heart-08':
      'Zoe stood high up on the diving board, at its very end. Her knees were shaking. Below her the others were calling her name. She wanted to climb back down, yet she also wanted to jump. In the end she was brave and',
    'heart-09':
      "Ivan's tower was the tallest of all. Then Ben ran past without looking, and every block fell down. Ivan's face turned red and he made two fists. He was very",
    'heart-10':
      'The smallest duckling was always the last in line. "Wait for me!" it called, but the others swam on. Only its mother turned around. She swam back to it, and the duckling was glad that she',
  },
  reasoning: {
    'reason-01':
      'There were three chairs at the table, and four children wanted to eat. Clara, Max and Tim sat down first. When Lena came in from the garden, there was no chair for her, so she had to',
    'reason-02':
      'Papa hid a marble in one of his hands and asked Finn to guess where it was. Finn tapped the left hand. Papa opened it, and it was empty. "Then I know where the marble is," said Finn. "It must be in',
    'reason-03':
      'The bridge could carry only one goat at a time. Two goats came to it from opposite sides at the same moment. If both went on, they would meet in the middle and fall into the river. So one of the goats',
    'reason-04':
      "Mia put her sandwich on the bench and ran to the swings. Her dog Biscuit stayed at the bench. When Mia came back, the sandwich was gone and there were crumbs all over Biscuit's nose. Mia knew right away that",
    'reason-05':
      'Every morning Theo rides the bus, except on days when there is no school. Today is a holiday and the school is closed. So today Theo does not',
    'reason-06':
      'Grandma knitted two hats, a big one and a little one. Bruno is a grown man and his son Carl is a baby. Grandma gave the big hat to Bruno, and the little hat she gave to',
    'reason-07':
      "The ball rolled under the gate into the neighbor's yard. The gate was locked, and the wall was too high to climb. But Yuki saw that her little brother was small enough to crawl under the gate. So she asked him",
    'reason-08':
      'Ana is afraid of spiders but she likes mice. In the cellar there was a spider by the window and a mouse by the stairs. When Ana came down and saw them both, she ran away from the',
    'reason-09':
      'Dad said that whoever finished the soup could have a pancake. Paul ate all of his soup. Rosa gave hers to the cat when nobody was looking, or so she thought. But Dad had seen it. So Paul got a pancake, and Rosa',
    'reason-10':
      'The squirrel wanted to remember where the nuts were. First it hid them under a white stone, but it began to snow, and soon everything was white. Then the squirrel could not find the stone, because',
  },
  fact: {
    'fact-01':
      'The lake was so cold that winter that the water on top had turned hard. Emil put one foot on it, then the other. It did not break. Now he could walk on the',
    'fact-02':
      'The little chick pecked and pecked at the wall around it. Crack! A bit of light came in. One more peck, and the chick climbed out of its',
    'fact-03':
      'Priya pushed a bean into a pot of earth. The pot got a place on the sunny side of the house. She knew what it would need to grow. So each day she gave it some',
    'fact-04':
      'Toward evening the sky grew red and then dark blue. The sun was gone. Kofi lay on his back in the grass and looked up. High above him he could see many',
    'fact-05':
      'The farmer got up when the rooster called. He took his bucket and his stool and went to the cow, because he wanted some fresh',
    'fact-06':
      'Elsa held a piece of ice in her warm hand for a long time. "Look, it gets smaller and smaller, and my hand is all wet," she said. Her big brother told her that ice always does that when it',
    'fact-07':
      'Bees flew from flower to flower in the garden behind the school. The children watched them from far off. "Do not touch any of them," said the teacher, "for bees can',
    'fact-08':
      'It was autumn, and the mornings were cold. The wind blew through the old tree in the yard, and one after the other its yellow and brown',
    'fact-09':
      "Jack's tooth had been loose for days. This morning he bit into a hard pear, and the tooth fell out. He was not worried, for he knew that after some time a new",
    'fact-10':
      'The train went into a long tunnel, and all at once it was so dark in the carriage that Louis could not see his own hand. He waited. When the train came out on the other side, it was',
  },
  plot: {
    'plot-01':
      'In a village by the sea there was a clock that told the wrong time. Nobody dared to touch it, because the old people said that something would happen if its hands ever stood at twelve. One evening a boy named Nils climbed up the tower and',
    'plot-02':
      'Queen Bella had a hundred crowns and she was tired of all of them. So she went to the hat maker and asked for something that no queen had worn before. The hat maker thought all night long. In the morning he brought her',
    'plot-03':
      "Every night somebody ate the carrots in Mrs. Wood's garden. She put up a fence, but in the morning more carrots were gone. So that night she took a lamp and a blanket, sat down between the beans and waited. Around midnight she heard",
    'plot-04':
      'A paper boat went down the stream. It went past the mill, under the bridge and through the town. At the place where the stream meets the river, a toad jumped on board and said that from now on he was the captain. The boat did not mind, because',
    'plot-05':
      'The kite had broken its string and flown away over the hills. Marco and his grandmother packed bread and water, put on their boots and followed it.\n\nAfter an hour they came to a dark wood. Between the trees, high up, something yellow',
    'plot-06':
      'When Agnes turned six, she got a key and nothing else. "It opens one door in this house," said her uncle, "but I have forgotten which." Agnes tried the kitchen, the cellar and the shed. Then she saw a tiny door behind the curtain, and',
    'plot-07':
      'The lion had lost his roar. He opened his mouth as wide as he could, and nothing came but a squeak. The other animals must not find out! So he went to the parrot, who can copy every sound, and asked her to',
    'plot-08':
      'Two bakers were brothers, and yet they never spoke a word to each other. One of them made only sweet bread and the other only salty bread. But then came a winter in which the flour ran out in the whole land, and the brothers',
    'plot-09':
      'The moon had a hole. Only little Ines had noticed it. She told her parents, but they laughed. So she took her needle and her longest thread, went up to the roof and',
    'plot-10':
      'The circus was leaving town, but the smallest elephant was not in the wagon. It had followed a butterfly into the wheat. Now the sun was low, and wherever the elephant looked there was only wheat. Then it remembered what its mother had taught it. It lifted its',
  },
};
