/**
 * Adjectives a small child knows, by what they say. What a class may stand with is in lexicon.ts: traits with
 * characters, feelings in sentences of their own, weather and place likewise, the others with nouns.
 */
export const ADJECTIVE_TABLE = `
# color
red; blue; green; yellow; orange; purple; pink; white; black; brown; gray; golden; silver
# size
big; small; little; tiny; huge; large; giant; long; short; tall; thin; thick; wide
# look
pretty; beautiful; shiny; bright; colorful; lovely; fancy; plain; neat; amazing; wonderful; special; strange; funny; perfect; cute; simple; modern; ordinary; unusual; rare; magical
# touch
soft; hard; heavy; light; smooth; rough; round; flat; sharp; wet; dry; dirty; clean; dusty; sticky; strong; weak; stiff; wooden; striped; spotted; cold; warm; muddy
# age
old; new; ancient
# worth
expensive; useful; important; precious
# taste
sweet; yummy; delicious; tasty; juicy; fresh; ripe; sour; salty; spicy; hot; crunchy; creamy; healthy
# fur
fluffy; furry; fuzzy; wild; tame; noisy; fast; slow; quick; lazy; harmless
# trait
kind; brave; clever; smart; curious; friendly; gentle; polite; honest; cheerful; helpful; shy; quiet; playful; careful; patient; proud; stubborn; silly; bold; generous; jolly; wise; nice; good; adventurous; independent; loyal; creative; reliable; obedient; thoughtful; energetic; messy; careless; impatient; humble; popular; talkative; gifted; skillful
# feeling
happy; glad; excited; joyful; tired; sleepy; hungry; thirsty; bored; calm; hopeful; thankful; grateful; restless; full; comfortable; cozy; safe; lucky; free; eager; relaxed; content; ready
# hurt
sad; upset; lonely; worried; unhappy; miserable; gloomy; hopeless; disappointed; confused; nervous; helpless; frustrated; anxious
# weather
sunny; windy; cloudy; rainy; foggy; snowy; stormy; mild; frosty; breezy
# place
peaceful; crowded; empty; hidden; dark; deep; distant; famous; narrow; steep; open; secret
`;
