/** Names with their pronouns, and the kinds of animals that can be heroes. */

/** Names of children, from many parts of the world, short and easy to say. */
export const NAMES_HER: readonly string[] =
  `Lily Anna Mia Lucy Sara Emma Ella Amy Molly Jane Kate Nina Ruby Zoe Maya Clara Ivy Lola Nora Eva
  Sue Rose Daisy Holly Grace Ida Tina Poppy Hannah Betty Olive Penny Rita Wendy Alice Fay Gina Hazel Jill Kiki
  Lena Mandy Nell Peg Tess Willa Abby Ada Amber Annie Beth Bonnie Cathy Cindy Daphne Diana Eliza Erin Fiona Heidi
  Helen Jenny Julia Laura Leah Linda Lisa Lulu Maggie Marie Mary Megan Meg Millie Mona Nancy Nelly Pam Pearl Polly
  Rachel Rosie Sadie Sandy Sonia Sophie Stella Susan Tara Trudy Vicky Violet Winnie Bella Cora Dora Elsie Flora
  Greta Iris Josie Lottie Pippa Sally Tilly Yara Zara Aiko Aisha Amina Amira Anya Asha Aya Bea Bibi Carmen Chloe
  Dana Dalia Elena Esme Farah Fatima Freya Gigi Hana Ines Ingrid Isla Jada Jana Jasmin Kamala Keiko Kaya Kira Lana
  Layla Leila Lin Linh Luna Lupe Maja Malia Marta Mei Mila Mina Mira Nadia Naomi Nika Noor Nuri Oda Oona Paula Priya
  Rania Rosa Saba Salma Sana Selma Sena Shira Signe Sita Suki Tala Tanya Thea Tuli Uma Vida Yasmin Yuki Yumi Zainab
  Zuri`.split(/\s+/);

export const NAMES_HIM: readonly string[] =
  `Tim Ben Tom Max Sam Jack Leo Bob Billy Dan Finn Noah Oscar Peter Theo Hugo Felix Joe Luke Nick Adam
  Otto Ned Danny Eddie Fred Gus Harry Ian Jim Kevin Louis Mark Owen Paul Ray Roy Simon Ted Tony Zack Abe Alan Alex
  Alfie Archie Barney Basil Benny Bill Casper Chris Colin Dave David Dean Evan Finley Gavin Greg Hank Isaac
  Jacob Jake James Jason Jay Jerry Joel John Johnny Josh Keith Kenny Larry Lenny Leon Lewis Martin Matt Mike Monty
  Nate Neil Omar Percy Pete Rex Robin Rocco Ron Scott Stan Steve Timmy Todd Tommy Wally Andy Bruno Charlie Dylan Eli
  Frank George Henry Ivan Jonas Kai Lars Milo Nico Oliver Pablo Ralph Toby Yuri Aarav Ahmed Akio Ali Amir Anders Ari
  Arjun Arlo Axel Bao Bilal Bjorn Caleb Carlos Chen Cody Dario Dev Diego Emil Enzo Erik Ezra Farid Gael Hamid Haru
  Hassan Hiro Idris Imran Ishan Ivo Jamal Jan Jin Joao Jorge Juan Julian Karim Ken Kian Kofi Koji Kwame Lio Luca
  Luis Malik Marco Mateo Mattis Miguel Min Momo Musa Nadim Nils Nuno Ole Oskar Paco Pavel Pedro Rafi Ravi Reza Rio
  Rohan Rumi Samir Sami Sven Taro Tariq Tiago Tomas Uri Viktor Wei Yann Yusuf Zane Zeki`.split(/\s+/);

/** Names that animals have among themselves. */
export const ANIMAL_NAMES_HER: readonly string[] =
  `Fluff Dot Bubbles Clover Honey Pebble Willow Berry Minty Tansy Twinkle Bramble Mossy Snowdrop Peaches Button
  Feather Dewy Petal Plum Nutmeg Ginger Misty Velvet Puddle Lulu Mimi Tutu Lolly Bluebell`.split(/\s+/);

export const ANIMAL_NAMES_HIM: readonly string[] =
  `Hop Pip Fuzz Nibbles Bumble Whiskers Dusty Patch Acorn Chestnut Twig Bristle Pepper Rusty Speedy Scruffy Tuft
  Munch Digger Bounce Tumble Pickle Rumble Biscuit Wiggles Bobo Sniff Thistle Ziggy Pudding`.split(/\s+/);

/** Animals that talk and have names, with where they live. */
export const HERO_ANIMALS: readonly { kind: string; home: string }[] = [
  { kind: 'rabbit', home: 'field' },
  { kind: 'bear', home: 'wood' },
  { kind: 'fox', home: 'wood' },
  { kind: 'mouse', home: 'field' },
  { kind: 'squirrel', home: 'wood' },
  { kind: 'duck', home: 'water' },
  { kind: 'frog', home: 'water' },
  { kind: 'hedgehog', home: 'wood' },
  { kind: 'turtle', home: 'water' },
  { kind: 'pig', home: 'farm' },
  { kind: 'goat', home: 'farm' },
  { kind: 'lamb', home: 'farm' },
  { kind: 'kitten', home: 'farm' },
  { kind: 'puppy', home: 'farm' },
  { kind: 'beaver', home: 'water' },
  { kind: 'donkey', home: 'farm' },
  { kind: 'pony', home: 'farm' },
  { kind: 'raccoon', home: 'wood' },
  { kind: 'badger', home: 'wood' },
  { kind: 'otter', home: 'water' },
];
