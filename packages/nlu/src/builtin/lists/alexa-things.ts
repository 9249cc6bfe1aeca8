/** Alexa's list types of everyday things and events. */

export const THINGS: Readonly<Record<string, string>> = {
  AggregateRating:
    'best|highest rated|top rated|popular|most popular|good|great|excellent|five star|four star|three star|two star|one star|worst|lowest rated|well reviewed|favorite|recommended',
  Anaphor: 'it|this|that|these|those|this one|that one|them|him|her|he|she|they|here|there',
  Animal:
    'dog|cat|horse|cow|pig|sheep|goat|chicken|duck|goose|turkey|rabbit|mouse|rat|hamster|guinea pig|lion|tiger|bear|wolf|fox|deer|elephant|giraffe|zebra|hippopotamus|rhinoceros|monkey|gorilla|chimpanzee|kangaroo|koala|panda|penguin|eagle|owl|parrot|snake|lizard|turtle|crocodile|alligator|frog|fish|shark|whale|dolphin|octopus|crab|lobster|bee|butterfly|spider|ant|camel|donkey|squirrel|raccoon|skunk|bat|hedgehog',
  Color:
    'red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gray|grey|beige|tan|cream|ivory|gold|silver|bronze|copper|navy|navy blue|light blue|dark blue|sky blue|turquoise|teal|cyan|aqua|magenta|maroon|burgundy|crimson|scarlet|olive|lime|mint|lavender|lilac|indigo|peach|coral|salmon|khaki|charcoal|fuchsia|plum|mustard',
  DayOfWeek:
    'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mondays|Tuesdays|Wednesdays|Thursdays|Fridays|Saturdays|Sundays|weekday|weekend|every day',
  Dessert:
    'ice cream|cake|chocolate cake|cheesecake|carrot cake|apple pie|pumpkin pie|cherry pie|key lime pie|brownie|brownies|cookie|cookies|chocolate chip cookies|cupcake|donut|doughnut|pudding|chocolate mousse|tiramisu|gelato|sorbet|sherbet|frozen yogurt|fruit salad|creme brulee|panna cotta|eclair|macaron|baklava|cannoli|churros|flan|banana split|sundae|milkshake|fudge|strudel|cobbler|trifle',
  DeviceType:
    'light|lights|lamp|fan|ceiling fan|thermostat|air conditioner|heater|television|TV|speaker|radio|stereo|plug|outlet|switch|camera|doorbell|door lock|lock|garage door|blinds|curtains|oven|stove|microwave|refrigerator|dishwasher|washer|dryer|coffee maker|vacuum|robot vacuum|sprinkler|alarm|smoke detector|computer|laptop|tablet|phone|printer|router|humidifier',
  Drink:
    'water|sparkling water|coffee|espresso|latte|cappuccino|americano|mocha|iced coffee|tea|green tea|black tea|iced tea|chai|hot chocolate|milk|chocolate milk|juice|orange juice|apple juice|cranberry juice|lemonade|soda|cola|coke|diet coke|pepsi|sprite|ginger ale|root beer|beer|wine|red wine|white wine|champagne|whiskey|vodka|gin|rum|tequila|margarita|martini|mojito|smoothie|milkshake|energy drink',
  EventType:
    'concert|festival|party|birthday party|wedding|conference|meeting|exhibition|fair|game|match|race|marathon|parade|play|musical|opera|ballet|recital|lecture|seminar|workshop|class|trade show|fundraiser|auction|picnic|barbecue|graduation|reunion|funeral|anniversary|movie|screening|book signing|comedy show|sports event|happy hour',
  Festival:
    'Coachella|Burning Man|Mardi Gras|Oktoberfest|Carnival|Woodstock|Glastonbury|South by Southwest|Sundance|Comic-Con|Renaissance Fair|Diwali|Holi|Lunar New Year|Chinese New Year|Cinco de Mayo|Day of the Dead|Bumbershoot|Lollapalooza|Bonnaroo|Edinburgh Fringe|Cannes|state fair|jazz festival|film festival|food festival|music festival|wine festival',
  Food: 'pizza|hamburger|cheeseburger|hot dog|sandwich|salad|soup|pasta|spaghetti|lasagna|steak|chicken|fried chicken|turkey|ham|bacon|sausage|eggs|omelet|pancakes|waffles|toast|bread|bagel|rice|fried rice|noodles|sushi|ramen|tacos|burrito|quesadilla|nachos|enchiladas|curry|fish|salmon|tuna|shrimp|lobster|crab|french fries|potato|mashed potatoes|tomato|carrot|broccoli|corn|beans|mushroom|onion|apple|banana|orange|strawberry|grapes|cheese|yogurt|butter|cereal|oatmeal|chips|popcorn|chocolate',
  Month:
    'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec',
  RelativePosition:
    'top|bottom|left|right|middle|center|front|back|first|last|next|previous|above|below|upper|lower|top left|top right|bottom left|bottom right|upper left|upper right|lower left|lower right|in front|behind|inside|outside',
  Room: 'kitchen|living room|bedroom|master bedroom|guest room|guest bedroom|bathroom|dining room|family room|office|home office|den|study|library|garage|basement|attic|hallway|hall|entryway|foyer|laundry room|mud room|pantry|closet|nursery|kids room|playroom|game room|media room|theater|sunroom|porch|patio|deck|balcony|backyard|front yard|garden|driveway|conference room|lobby|gym',
  Service:
    'haircut|manicure|pedicure|massage|facial|car wash|oil change|dry cleaning|laundry|house cleaning|lawn mowing|gardening|plumbing|painting|catering|delivery|moving|babysitting|dog walking|pet grooming|tutoring|photography|tax preparation|internet|cable|phone|electricity|gas|water|insurance|room service|taxi|ride share|streaming',
  Sport:
    'football|soccer|basketball|baseball|softball|tennis|golf|hockey|ice hockey|volleyball|swimming|running|cycling|skiing|snowboarding|skating|figure skating|gymnastics|boxing|wrestling|martial arts|karate|judo|taekwondo|rugby|cricket|badminton|table tennis|squash|lacrosse|rowing|sailing|surfing|skateboarding|archery|fencing|bowling|billiards|darts|track and field|marathon|triathlon|horse racing|polo|climbing|yoga',
  SportsEvent:
    'Super Bowl|World Series|World Cup|Olympics|Summer Olympics|Winter Olympics|Stanley Cup|NBA Finals|March Madness|Wimbledon|US Open|French Open|Australian Open|The Masters|Ryder Cup|Kentucky Derby|Daytona 500|Indy 500|Tour de France|Boston Marathon|New York Marathon|Champions League|Rose Bowl|All-Star Game|Pro Bowl|Final Four|playoffs|X Games|Grand Prix',
  VisualModeTrigger:
    'show|see|view|display|look at|watch|see a picture of|show a picture of|on screen|let me see',
  WeatherCondition:
    'rain|raining|rainy|snow|snowing|snowy|sun|sunny|sunshine|cloud|clouds|cloudy|partly cloudy|overcast|fog|foggy|mist|wind|windy|breezy|storm|stormy|thunderstorm|thunder|lightning|hail|sleet|ice|icy|frost|hot|warm|cold|cool|freezing|chilly|humid|dry|drizzle|shower|showers|blizzard|hurricane|tornado|heat wave|clear|haze|smoke|flood|muggy',
}
